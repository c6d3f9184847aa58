namespace Flex3D.Pipeline.Actors;

/// <summary>The options of a <see cref="RunHost"/>.</summary>
/// <param name="CheckpointFolder">Folder of the checkpoints.</param>
/// <param name="Device">Device on which the work begins: <c>cpu</c>, <c>cuda:0</c>, …</param>
/// <param name="MayFallBackToCpu">Whether the run may continue on the CPU after an accelerator has failed (the bits of the result then differ).</param>
internal sealed record RunHostOptions(string CheckpointFolder, string Device, bool MayFallBackToCpu = true)
{
    /// <summary>The number of checkpoints kept.</summary>
    public int Generations { get; init; } = Checkpoints.CheckpointFolder.DefaultGenerations;

    /// <summary>Receives the events of the run; null if they are not reported.</summary>
    public IRunMonitor? Monitor { get; init; }

    /// <summary>Called before a checkpoint is written; what it throws is a fault of the writing. Null for nothing.</summary>
    public Action? BeforeSaving { get; init; }

    /// <summary>The number of retries of failed work, and the pauses between them.</summary>
    public RetryPolicy Retry { get; init; } = new();
}
