using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace Flex3D.Tests.Devices;

/// <summary>ILGPU's simulator of a device on the processor: every kernel as it is, with groups and barriers.</summary>
public class SimulatedDevice : IDisposable
{
    public SimulatedDevice()
        : this(CPUDevice.GetDevice(CPUDeviceKind.Default))
    {
    }

    protected SimulatedDevice(CPUDevice device)
    {
        Context = Context.Create(builder => builder.CPU(device).Optimize(OptimizationLevel.O2));
        Accelerator = Context.CreateCPUAccelerator(0);
    }

    public Context Context { get; }

    public Accelerator Accelerator { get; }

    /// <summary>One whose groups have two threads: each of them is a thread of the processor, and most of a simulation's time is their waiting for each other.</summary>
    public static SimulatedDevice Quick() => new(new CPUDevice(numThreadsPerWarp: 2, numWarpsPerMultiprocessor: 1, numMultiprocessors: 1));

    public void Dispose()
    {
        Accelerator.Dispose();
        Context.Dispose();
        GC.SuppressFinalize(this);
    }
}
