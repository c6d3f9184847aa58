namespace Flex3D.Simulator.Network;

/// <summary>The clock of one simulated machine: the simulated time, and what its jumps have added to it.</summary>
internal sealed class SimulatedClock(Func<long> now) : TimeProvider
{
    private long _jumped;

    public override long TimestampFrequency => 1_000;

    public override long GetTimestamp() => now() + _jumped;

    /// <summary>Jumps.</summary>
    /// <param name="by">Milliseconds; also less than 0.</param>
    public void Jump(int by) => _jumped += by;
}
