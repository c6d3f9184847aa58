namespace Flex3D.Simulator;

/// <summary>Draws the faults of one run; there are only so many, so that a run can end.</summary>
internal sealed class Weather(Scenario scenario, Draw draw, Statistics statistics)
{
    private const int Enough = 40;
    private const int NoSpace = 28;
    private const int Failed = 5;
    private int _left = Enough;
    private int _repeat;

    /// <summary>The fault of a file operation; null where it works.</summary>
    /// <param name="writes">Whether it can find the disk full.</param>
    public IOException? OfFile(bool writes)
    {
        if (_repeat > 0)
        {
            _repeat--;
        }
        else if (!draw.Chance(scenario.FileFaults))
        {
            return null;
        }
        else if (draw.Chance(0.05))
        {
            _repeat = 5; // bad enough to be given up
        }
        if (--_left < 0)
        {
            return null;
        }
        statistics.Count(Happened.FileFaults);
        return writes && draw.Chance(0.5) ? new IOException("No space left on device", NoSpace) : new IOException("Input/output error", Failed);
    }

    /// <summary>The fault of a shard's work; null where it works.</summary>
    public Exception? OfShard()
    {
        if (!draw.Chance(scenario.ShardFaults) || --_left < 0)
        {
            return null;
        }
        statistics.Count(Happened.ShardFaults);
        return draw.Below(4) switch
        {
            0 => new OutOfMemoryException("device memory"),
            1 => new Pipeline.Graph.StageCanceledException("Read", new OperationCanceledException()),
            _ => new IOException("Input/output error", Failed),
        };
    }

    /// <summary>Whether somebody asks the run to stop now.</summary>
    public bool Stop() => draw.Chance(scenario.Stops) && --_left >= 0;
}
