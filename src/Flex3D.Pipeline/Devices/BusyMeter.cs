using System.Diagnostics;
using Flex3D.Stages.Engine;

namespace Flex3D.Pipeline.Devices;

/// <summary>Measures the share of a phase in which the devices of an engine had work.</summary>
internal sealed class BusyMeter
{
    private IEngine? _engine;
    private double _busy;
    private long _began;

    /// <summary>Begins a phase.</summary>
    public void Begin(IEngine engine) => (_engine, _busy, _began) = (engine, engine.BusySeconds ?? 0, Stopwatch.GetTimestamp());

    /// <summary>Returns percent of the time since <see cref="Begin"/>; null where the processor computes, or another engine has taken over.</summary>
    public double? Percent(IEngine engine) => ReferenceEquals(engine, _engine) && engine.BusySeconds is { } busy
        ? Math.Round(100 * (busy - _busy) / Math.Max(Stopwatch.GetElapsedTime(_began).TotalSeconds, 1e-9), 1)
        : null;
}
