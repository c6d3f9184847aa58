using System.Diagnostics;
using Flex3D.Gpu.Engine;
using Flex3D.Tests.Devices;
using ILGPU.Runtime.Cuda;

namespace Flex3D.Gpu.Tests;

public sealed class KernelLoaderTests(SimulatedDevice device) : IClassFixture<SimulatedDevice>
{
    [Theory]
    [InlineData("Splat.Project")]
    [InlineData("Fourier.Columns")]
    public void A_kernel_that_cannot_be_loaded_is_named_with_the_device_and_the_reason(string kernel)
    {
        KernelLoadException broken = Should.Throw<KernelLoadException>(() => new KernelSet(device.Accelerator, name =>
        {
            if (name == kernel)
            {
                throw new NotSupportedException("an unresolved extern");
            }
        }));
        broken.Message.ShouldBe($"kernel {kernel} could not be loaded on {device.Accelerator.Name}: an unresolved extern");
        broken.InnerException.ShouldBeOfType<NotSupportedException>();
        broken.Code.ShouldBeNull("the simulator's code is no text");
    }

    [Fact]
    public void What_the_drivers_compiler_said_comes_with_the_error()
    {
        KernelLoadException broken = Should.Throw<KernelLoadException>(() => new KernelSet(device.Accelerator, _ =>
        {
            Trace.WriteLine("PTX Kernel loading failed:");
            Trace.WriteLine("ptxas application ptx input, line 12; error   : Unknown symbol 'x'\nptxas fatal   : Ptx assembly aborted due to errors");
            var other = new Thread(() => Trace.WriteLine("of another thread"));
            other.Start();
            other.Join();
            throw new CudaException("a PTX JIT compilation failed");
        }));
        broken.Message.ShouldEndWith("a PTX JIT compilation failed (ptxas application ptx input, line 12; error   : Unknown symbol 'x')");
        string log = broken.Log.ShouldNotBeNull();
        log.ShouldStartWith("PTX Kernel loading failed:");
        log.ShouldEndWith("aborted due to errors");
        log.ShouldNotContain("another thread");
    }

    [Fact]
    public void Every_kernel_there_is_is_loaded_once()
    {
        List<string> names = [];
        _ = new KernelSet(device.Accelerator, names.Add);
        names.Order(StringComparer.Ordinal).ShouldBe(PtxRulesTests.Kernels.Select(row => row.Data));
    }

    [Fact]
    public void A_defect_of_ours_is_no_refusal() =>
        Should.Throw<InvalidOperationException>(() => new KernelSet(device.Accelerator, _ => throw new InvalidOperationException("ours")));
}
