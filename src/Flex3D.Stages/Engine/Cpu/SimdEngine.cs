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

    public string BackendId => $"cpu-simd{Width}-1";

    public IShardEvaluator CreateEvaluator(EngineProblem problem) => new SimdShardEvaluator(problem);

    /// <summary>Bytes of the large arrays of one evaluator once it has evaluated a shard.</summary>
    public static long BytesOf(EngineProblem problem) => new SimdShardEvaluator(problem).Bytes;

    public void Dispose()
    {
    }
}
