namespace Flex3D.Pipeline.Actors;

/// <summary>What a <see cref="RunHost"/> needs to know.</summary>
/// <param name="CheckpointFolder">Where checkpoints are kept.</param>
/// <param name="Device">Where the work begins: <c>cpu</c>, <c>cuda:0</c>, …</param>
/// <param name="MayFallBackToCpu">Whether a failing accelerator may be left for the CPU (the bits of the result then differ).</param>
internal sealed record RunHostOptions(string CheckpointFolder, string Device, bool MayFallBackToCpu = true)
{
    /// <summary>Checkpoints kept.</summary>
    public int Generations { get; init; } = Checkpoints.CheckpointFolder.DefaultGenerations;

    /// <summary>Receives the events of the run; null if they are not reported.</summary>
    public IRunMonitor? Monitor { get; init; }

    /// <summary>How patiently failed work is tried again.</summary>
    public RetryPolicy Retry { get; init; } = new();
}
