using Flex3D.Gpu.Devices;
using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace Flex3D.Bench.Gpu;

/// <summary>The engine on the device that is measured, and the device itself.</summary>
internal sealed class BenchDevice : IDisposable
{
    private readonly Context? _context;
    private readonly Accelerator? _simulated;

    /// <exception cref="Flex3D.Stages.Faults.DeviceException">There is no such device, or it cannot be used.</exception>
    public BenchDevice(GpuBenchSettings settings)
    {
        if (settings.Device is { } device)
        {
            Engine = DeviceOpener.Open(device.Kind, device.Index, rows: settings.Rows);
        }
        else
        {
            _context = Context.Create(builder => builder.CPU(new CPUDevice(numThreadsPerWarp: 2, numWarpsPerMultiprocessor: 1, numMultiprocessors: 1)).Optimize(OptimizationLevel.O2));
            _simulated = _context.CreateCPUAccelerator(0);
            Engine = new GpuEngine([_simulated], rows: settings.Rows);
        }
        Kernels = new KernelSet(Accelerator);
    }

    public GpuEngine Engine { get; }

    public Accelerator Accelerator => Engine.Accelerators[0];

    public KernelSet Kernels { get; }

    /// <summary>Work that the device was given by an evaluator of the engine.</summary>
    public static DeviceTraffic Traffic(IShardEvaluator evaluator) => ((DeviceEvaluator)evaluator).Traffic;

    public void Dispose()
    {
        Engine.Dispose();
        _simulated?.Dispose();
        _context?.Dispose();
    }
}
