using Flex3D.Stages.Engine;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Flex3D.Gpu.Engine;

/// <summary>The engine on ILGPU accelerators: CUDA, OpenCL, or ILGPU's simulator of one on the CPU, for tests.</summary>
/// <remarks>
/// Every sum has one owner and a fixed order, or is made in fixed point: two runs on one device, or on several of a kind, give the
/// same bits. Evaluators are dealt to the devices in turn.
/// </remarks>
public sealed class GpuEngine : IEngine
{
    /// <summary>Candidates on a device at once, where its memory allows.</summary>
    public const int MostRows = 128;

    private readonly (Accelerator Accelerator, KernelSet Kernels)[] _devices;
    private readonly IDisposable? _owned;
    private readonly int _rows;
    private readonly ForwardSplat _splat;
    private int _next;

    /// <param name="accelerators">Devices of a kind, one at least; not disposed of here.</param>
    /// <param name="owned">What is disposed of with the engine; null for nothing.</param>
    /// <param name="rows">Candidates on a device at once at most.</param>
    /// <param name="splat">How the forward splat sums.</param>
    public GpuEngine(IReadOnlyList<Accelerator> accelerators, IDisposable? owned = null, int rows = MostRows, ForwardSplat splat = ForwardSplat.Tiles)
    {
        ArgumentOutOfRangeException.ThrowIfZero(accelerators.Count);
        _devices = [.. accelerators.Select(accelerator => (accelerator, new KernelSet(accelerator)))];
        (_owned, _rows, _splat) = (owned, rows, splat);
    }

    /// <summary>Devices.</summary>
    public int Count => _devices.Length;

    /// <summary>The devices themselves.</summary>
    internal IReadOnlyList<Accelerator> Accelerators => [.. _devices.Select(device => device.Accelerator)];

    public string Name => $"{Kind} ({string.Join(", ", _devices.Select(device => device.Accelerator.Name))})";

    public string BackendId => $"ilgpu-{Kind}-{_devices[0].Accelerator.Name}-{_splat}-2";

    private string Kind => _devices[0].Accelerator.AcceleratorType.ToString().ToLowerInvariant();

    /// <summary>An evaluator on the next device; where the device's memory does not suffice, with half as many rows at once, and so on.</summary>
    /// <exception cref="DeviceException">Not even one row fits.</exception>
    public IShardEvaluator CreateEvaluator(EngineProblem problem)
    {
        (Accelerator accelerator, KernelSet kernels) = _devices[(Interlocked.Increment(ref _next) - 1) % _devices.Length];
        for (int rows = _rows; ; rows /= 2)
        {
            try
            {
                return new GpuShardEvaluator(accelerator, kernels, problem, rows, _splat);
            }
            catch (AcceleratorException full) when (IsOutOfMemory(full))
            {
                if (rows == 1)
                {
                    throw new DeviceException($"{accelerator.Name} has not the memory for one image of {problem.Box} pixels and {problem.Binding.Count} voxels", full);
                }
            }
        }
    }

    public void Dispose() => _owned?.Dispose();

    private static bool IsOutOfMemory(AcceleratorException fault) => fault switch
    {
        CudaException cuda => $"{cuda.Error} {cuda.Message}".Replace('_', ' ').Contains("out of memory", StringComparison.OrdinalIgnoreCase),
        CLException cl => cl.Error is CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_OUT_OF_RESOURCES or CLError.CL_OUT_OF_HOST_MEMORY,
        _ => false,
    };
}
