using Flex3D.Stages.Numerics;

namespace Flex3D.Crash.Cluster;

/// <summary>What befalls a worker, or its network.</summary>
public enum Blow
{
    /// <summary>SIGKILL; another may be started in its place.</summary>
    Kill,

    /// <summary>SIGSTOP for some time.</summary>
    Stop,

    /// <summary>No packet reaches the head.</summary>
    CutFromWorker,

    /// <summary>No packet of the head arrives.</summary>
    CutFromHead,

    /// <summary>Neither.</summary>
    Cut,
}

/// <summary>One blow.</summary>
/// <param name="At">Time after the start of the head.</param>
/// <param name="Worker">0 … workers − 1.</param>
/// <param name="For">How long a stop or a cut lasts; after a kill, the time until another worker is started, or null for none.</param>
public sealed record BlowAt(TimeSpan At, int Worker, Blow Blow, TimeSpan? For);

/// <summary>A run with workers, and what befalls them: a function of seed and number.</summary>
public sealed record ClusterSchedule
{
    private const ulong Purpose = 0xC1A5;
    private const ulong StreamPurpose = 0xC1A6;
    private const double Span = 12;

    /// <summary>When each worker is started, after the head; at zero or before for those that wait for it.</summary>
    public required IReadOnlyList<TimeSpan> Starts { get; init; }

    /// <summary>Which workers do not see the files of the run, and read them through the head.</summary>
    public required IReadOnlyList<bool> Streams { get; init; }

    /// <summary>In the order of their times.</summary>
    public required IReadOnlyList<BlowAt> Blows { get; init; }

    /// <summary>When the head is killed, to be resumed; null for never.</summary>
    public required TimeSpan? HeadKilled { get; init; }

    /// <summary>Time from there to its resumption.</summary>
    public required TimeSpan HeadAway { get; init; }

    /// <summary>Whether a standby goes on by itself; otherwise the run is resumed by hand.</summary>
    public required bool Standby { get; init; }

    /// <summary>Whether the head leaves shards to workers.</summary>
    public required bool Leaves { get; init; }

    /// <summary>Schedule <paramref name="number"/> of a campaign.</summary>
    /// <param name="cuts">Whether the network can be cut, and files hidden from workers.</param>
    public static ClusterSchedule Of(ulong seed, int number, bool cuts)
    {
        int draws = 0;
        double Uniform() => CounterRandom.Uniform(seed, Purpose, (ulong)number, 0, (ulong)draws++);
        T OneOf<T>(params T[] from) => from[(int)(Uniform() * from.Length)];
        int workers = OneOf(1, 2, 3, 5);
        return new ClusterSchedule
        {
            Starts = [.. Enumerable.Range(0, workers).Select(_ => TimeSpan.FromSeconds(Uniform() < 0.6 ? 0 : 8 * Uniform()))],
            Streams = [.. Enumerable.Range(0, workers).Select(i => cuts && CounterRandom.Uniform(seed, StreamPurpose, (ulong)number, 0, (ulong)i) < 0.4)],
            Blows = [.. Enumerable.Range(0, 1 + (int)(5 * Uniform())).Select(_ => Draw(Uniform, workers, cuts)).OrderBy(blow => blow.At)],
            HeadKilled = Uniform() < 0.3 ? TimeSpan.FromSeconds(1 + Span * Uniform()) : null,
            HeadAway = TimeSpan.FromSeconds(2 * Uniform()),
            Standby = Uniform() < 0.5,
            Leaves = Uniform() < 0.6,
        };
    }

    // One of six stops and cuts lasts so long that the worker is given up.
    private static BlowAt Draw(Func<double> uniform, int workers, bool cuts)
    {
        (double at, int worker, double which) = (Span * uniform(), (int)(workers * uniform()), uniform());
        Blow blow = which < 0.35 ? Blow.Kill : which < 0.65 || !cuts ? Blow.Stop : (Blow)(2 + (int)(3 * uniform()));
        double span = uniform() < 1.0 / 6 ? 15 + 10 * uniform() : 0.2 + 4 * uniform();
        TimeSpan? lasts = blow == Blow.Kill ? uniform() < 0.7 ? TimeSpan.FromSeconds(3 * uniform()) : null : TimeSpan.FromSeconds(span);
        return new(TimeSpan.FromSeconds(at), worker, blow, lasts);
    }
}
