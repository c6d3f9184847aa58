using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Faults;

namespace Flex3D.Simulator;

/// <summary>What has been promised: the checkpoints of which it was said that they are safely on disk, and how far each is.</summary>
internal sealed class CheckpointBook(MemoryDisk disk, Scenario scenario, Statistics statistics)
{
    private readonly Dictionary<string, (int Steps, int Shards)> _promised = [];
    private string? _rotten;

    /// <summary>Committed steps of the whole run, in the process that ended last.</summary>
    public int CommittedAtTheEnd { get; set; }

    /// <summary>A checkpoint's write has returned.</summary>
    public void Promised(string path, int steps, int shards) => _promised[path] = (steps, shards);

    /// <summary>A checkpoint was found damaged.</summary>
    public void Refused(string path)
    {
        statistics.Count(Happened.RottenCheckpointsRefused);
        if (path != _rotten)
        {
            throw new ViolationException($"{path} stands under its final name and is damaged, though nothing has rotted it");
        }
    }

    /// <summary>A process goes on from here.</summary>
    /// <param name="path">The checkpoint; null where it begins.</param>
    public void Resumed(string? path, int steps, int shards)
    {
        if (path is not null && path == _rotten)
        {
            throw new ViolationException($"the run goes on from {path}, which is damaged");
        }
        (int Steps, int Shards) promised = _promised.Where(entry => entry.Key != _rotten).Select(entry => entry.Value).DefaultIfEmpty().Max();
        if ((steps, shards).CompareTo(promised) < 0)
        {
            throw new ViolationException($"the run goes on with {steps} steps and {shards} shards, though a checkpoint of {promised.Steps} and {promised.Shards} was promised");
        }
        if (_rotten is null && CommittedAtTheEnd - steps > scenario.CheckpointSteps)
        {
            throw new ViolationException($"{CommittedAtTheEnd - steps} steps have to be done again, more than {scenario.CheckpointSteps}");
        }
        CommittedAtTheEnd = steps;
    }

    /// <summary>Lets one checkpoint rot, where two are on disk for good. Only once a run, as there must be one to go on from.</summary>
    public void MayRot(string folder, Draw draw)
    {
        if (!scenario.Rots || _rotten is not null)
        {
            return;
        }
        disk.Quiet = true;
        string[] whole = [.. disk.List(folder, "checkpoint-*").Where(Verifies).Order(StringComparer.Ordinal)];
        disk.Quiet = false;
        if (whole.Length < 2 || !draw.Chance(0.7))
        {
            return;
        }
        _rotten = whole[draw.Chance(0.7) ? ^1 : ^2];
        disk.Rot(_rotten);
        statistics.Count(Happened.RottenCheckpoints);
    }

    /// <summary>Gives every damaged checkpoint sums that fit, as if nobody looked at them.</summary>
    public void MakeAllVerify(string folder)
    {
        disk.Quiet = true;
        foreach (string path in disk.List(folder, "checkpoint-*").Where(path => !Verifies(path)))
        {
            disk.Poke(path, Forgery.Of(disk.Peek(path)));
        }
        disk.Quiet = false;
    }

    private bool Verifies(string path)
    {
        try
        {
            CheckpointReader.Open(path, disk).Dispose();
            return true;
        }
        catch (InputException)
        {
            return false;
        }
    }
}
