namespace Flex3D.Pipeline.Queue.Metrics;

/// <summary>How far a run in progress is.</summary>
/// <param name="Step">The step of the pipeline under way; null before the first.</param>
/// <param name="Phase">The epoch or pass under way, as <c>status.json</c> names it; null before the first.</param>
/// <param name="Epoch">Number of the epoch of training, from 1; null outside training.</param>
/// <param name="Epochs">Number of epochs in all; null outside training.</param>
/// <param name="ParticlesPerSecond">Particles counted a second; null until it was measured.</param>
/// <param name="TrainingSecondsLeft">Estimated time to the end of training; null outside training, and until it was measured.</param>
/// <param name="Faults">Faults of its process.</param>
internal sealed record RunProgress(string? Step, string? Phase, int? Epoch, int? Epochs, double? ParticlesPerSecond, double? TrainingSecondsLeft, int Faults)
{
    /// <summary>Workers that help; null where the run is no head of a cluster.</summary>
    public int? Workers { get; init; }

    /// <summary>Shards that workers have now; null where the run is no head of a cluster.</summary>
    public int? ShardsInFlight { get; init; }
}
