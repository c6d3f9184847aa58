using System.Reflection;
using Flex3D.Gpu.Kernels;

namespace Flex3D.Gpu.Tests;

/// <summary>All kernels: public static methods without a result; one that begins with an index is grouped by the library.</summary>
internal static class KernelMethods
{
    /// <summary>By type and method.</summary>
    public static SortedDictionary<string, MethodInfo> All { get; } = new(
        typeof(Splat).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(Splat).Namespace && type.IsAbstract && type.IsSealed)
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.ReturnType == typeof(void))
            .ToDictionary(method => $"{method.DeclaringType!.Name}.{method.Name}"),
        StringComparer.Ordinal);

    /// <summary>Their names.</summary>
    public static TheoryData<string> Names => [.. All.Keys];
}
