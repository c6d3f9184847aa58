using System.Runtime.Intrinsics;

namespace Flex3D.Stages.Engine.Cpu;

/// <summary>The default engine, on the processor: portable vector instructions, one evaluator a thread.</summary>
public sealed class SimdEngine : IEngine
{
    /// <summary>The number of flows evaluated in one pass over the network's weights.</summary>
    public const int Rows = 32;

    private static readonly int Width =
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 32;

    public string Name => $"cpu ({Width}-bit SIMD)";

    public string BackendId => $"cpu-simd{Width}-3";

    public IShardEvaluator CreateEvaluator(EngineProblem problem) => new SimdShardEvaluator(problem);

    /// <summary>Bytes of the large arrays of one evaluator once it has evaluated a shard.</summary>
    /// <param name="linearises">Whether it has also linearised in latents, rotation, shift and contrast.</param>
    /// <param name="linear">Whether it has also evaluated and improved a linear density model.</param>
    /// <param name="defocus">Whether it has linearised in the defocus, too.</param>
    /// <param name="sparse">The largest share of voxels that are not 0 in the sparse models that it has also evaluated; 0 for none.</param>
    public static long BytesOf(EngineProblem problem, bool linearises = false, bool linear = false, bool defocus = false, double sparse = 0)
    {
        using var evaluator = new SimdShardEvaluator(problem);
        const OwnParameters Own = OwnParameters.Latents | OwnParameters.Rotation | OwnParameters.Shift | OwnParameters.Contrast;
        return evaluator.Bytes + (linearises ? evaluator.LinearisingBytes(new ParameterColumns(problem.Flow.LatentDimension, Own | (defocus ? OwnParameters.Defocus : 0))) : 0) + (linear ? evaluator.LinearModelBytes : 0) + (sparse > 0 ? evaluator.SparseBytes(sparse) : 0);
    }

    public void Dispose()
    {
    }
}
