using System.Reflection;
using System.Runtime.InteropServices;

namespace Flex3D.Pipeline.Machine;

/// <summary>The versions of the software that a run used, and properties of its machine.</summary>
internal static class RunVersions
{
    /// <summary>The version of Flex3D, as <c>flex3d --version</c> prints it.</summary>
    public static string Flex3D { get; } = (typeof(RunVersions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    /// <summary>Flex3D, .NET, the operating system, the architecture, the number of processors and the widest vectors (bits).</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["flex3d"] = Flex3D,
        ["dotnet"] = RuntimeInformation.FrameworkDescription,
        ["system"] = RuntimeInformation.OSDescription,
        ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
        ["processors"] = Environment.ProcessorCount.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["vectors"] = System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? "512" : System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? "256" : "128",
    };
}
