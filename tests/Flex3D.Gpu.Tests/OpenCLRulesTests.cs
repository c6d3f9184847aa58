using System.Reflection;
using System.Text.RegularExpressions;
using Flex3D.Gpu.Engine;
using ILGPU;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.OpenCL;

namespace Flex3D.Gpu.Tests;

/// <summary>What an OpenCL compiler is given for every kernel, made without a device and held to rules.</summary>
public sealed partial class OpenCLRulesTests : IDisposable
{
    private readonly Context _context = Context.Create(builder => builder.CPU().Optimize(OptimizationLevel.O2));

    public void Dispose() => _context.Dispose();

    public static TheoryData<string> Kernels => KernelMethods.Names;

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Source_keeps_the_rules(string kernel)
    {
        using var backend = new CLBackend(_context, Capable(), CLDeviceVendor.Other, CLBackend.MinimumVersion);
        (string? source, string language) = KernelCode.Of(backend, KernelMethods.All[kernel]);
        language.ShouldBe("cl");
        source.ShouldNotBeNull().ShouldContain("kernel void");
        Approximate().Match(source).Value.ShouldBe("", "approximations differ from the processor's results");
        source.ShouldNotContain("compare_exchange", customMessage: "that is how atomics of floats are made: sums that depend on the order of the threads");
    }

    // A device with all that DeviceFinder asks for: 64-bit atomics, double and the generic address space. The library lets nobody else make one.
    private static CLCapabilityContext Capable() => (CLCapabilityContext)typeof(CLCapabilityContext)
        .GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, [typeof(bool), typeof(bool), typeof(bool), typeof(bool), typeof(bool)])!
        .Invoke([true, true, true, true, true]);

    [GeneratedRegex(@"\b(native|half)_[a-z0-9]+\(")]
    private static partial Regex Approximate();
}
