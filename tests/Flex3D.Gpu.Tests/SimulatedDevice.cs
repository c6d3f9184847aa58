using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace Flex3D.Gpu.Tests;

/// <summary>ILGPU's simulator of a device on the processor: every kernel as it is, with groups and barriers.</summary>
public sealed class SimulatedDevice : IDisposable
{
    public SimulatedDevice()
    {
        Context = Context.Create(builder => builder.CPU(CPUDeviceKind.Default).Optimize(OptimizationLevel.O2));
        Accelerator = Context.CreateCPUAccelerator(0);
    }

    public Context Context { get; }

    public Accelerator Accelerator { get; }

    public void Dispose()
    {
        Accelerator.Dispose();
        Context.Dispose();
    }
}
