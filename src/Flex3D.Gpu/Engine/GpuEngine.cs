using Flex3D.Stages.Engine;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>The engine on an ILGPU accelerator: CUDA, OpenCL, or ILGPU's simulator of one on the CPU, for tests.</summary>
/// <remarks>Every sum has one owner and a fixed order, or is made in fixed point: two runs on one device give the same bits.</remarks>
public sealed class GpuEngine : IEngine
{
    private readonly Accelerator _accelerator;
    private readonly KernelSet _kernels;

    /// <param name="accelerator">Not disposed of here.</param>
    public GpuEngine(Accelerator accelerator)
    {
        _accelerator = accelerator;
        _kernels = new KernelSet(accelerator);
    }

    public string Name => $"{_accelerator.AcceleratorType.ToString().ToLowerInvariant()} ({_accelerator.Name})";

    public string BackendId => $"ilgpu-{_accelerator.AcceleratorType.ToString().ToLowerInvariant()}-{_accelerator.Name}-1";

    public IShardEvaluator CreateEvaluator(EngineProblem problem) => new GpuShardEvaluator(_accelerator, _kernels, problem);

    public void Dispose()
    {
    }
}
