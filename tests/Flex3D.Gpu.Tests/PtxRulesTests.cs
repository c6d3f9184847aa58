using System.Reflection;
using System.Text.RegularExpressions;
using Flex3D.Gpu.Engine;
using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;

namespace Flex3D.Gpu.Tests;

/// <summary>What the CUDA compiler is given for every kernel, made without a device and held to rules.</summary>
public sealed partial class PtxRulesTests : IDisposable
{
    private readonly Context _context = Context.Create(builder => builder.CPU().Optimize(OptimizationLevel.O2));

    public void Dispose() => _context.Dispose();

    public static TheoryData<string> Kernels => KernelMethods.Names;

    [Fact]
    public void Every_kernel_that_the_engine_loads_is_looked_at() =>
        typeof(KernelSet).GetProperties().Count(property => property.PropertyType.IsAssignableTo(typeof(Delegate))).ShouldBe(KernelMethods.All.Count);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Code_keeps_the_rules(string kernel)
    {
        string ptx = Compile(KernelMethods.All[kernel]);
        ptx.ShouldContain(".entry");
        ptx.ShouldNotContain(".extern .func", customMessage: "a function that is nowhere: the module would not load");
        ptx.ShouldNotContain(".local", customMessage: "an array that lies in slow memory");
        Approximate().IsMatch(ptx).ShouldBeFalse("approximations differ from the processor's results");
        FloatAtomic().IsMatch(ptx).ShouldBeFalse("sums that depend on the order of the threads");
        GenericLoad().Match(ptx).Value.ShouldBe("", "loads say which memory they mean");
    }

    private string Compile(MethodInfo method)
    {
        using var backend = new PTXBackend(_context, CudaArchitecture.SM_80, CudaInstructionSet.ISA_70, null!);
        (string? code, string language) = KernelCode.Of(backend, method);
        language.ShouldBe("ptx");
        return code.ShouldNotBeNull();
    }

    [GeneratedRegex(@"\b(sin|cos|ex2|lg2|tanh|rcp|rsqrt|sqrt|div)\.approx")]
    private static partial Regex Approximate();

    [GeneratedRegex(@"\b(atom|red)\.[a-z.]*f(16|32|64)")]
    private static partial Regex FloatAtomic();

    [GeneratedRegex(@"\bld\.(v[24]\.)?[bfsu]\d+")]
    private static partial Regex GenericLoad();
}
