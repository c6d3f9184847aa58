using System.Collections.Concurrent;

namespace Flex3D.Pipeline.Tracing;

/// <summary>Collects the hashes of a training, in any order and from any thread, and writes those of committed steps in order.</summary>
internal sealed class TrainingTrace(string folder) : IDisposable
{
    private readonly ConcurrentDictionary<(long Step, TracePoint Point, int? Shard), TraceLine> _open = new();
    private readonly List<TraceLine> _committed = [];
    private TraceFile? _file;

    /// <summary>Returns the folder of a run's traces of training.</summary>
    /// <param name="part">Part of the train step: see <see cref="Runs.StepContext.Part"/>.</param>
    public static string FolderOf(string run, string part = "") => Path.Combine(run, "traces", "train", part);

    /// <summary>Begins an epoch, counted from 0, whose steps before <paramref name="firstStep"/> are done.</summary>
    public void BeginEpoch(int epoch, long firstStep)
    {
        _open.Clear(); // a graph that was given up may have read ahead
        _file?.Dispose();
        _file = TraceFile.Open(TraceFile.PathOf(folder, epoch), firstStep);
    }

    /// <summary>Records a hash; when a new graph repeats the work, the hash is replaced.</summary>
    public void Note(long step, TracePoint point, int? shard, string hash) => _open[(step, point, shard)] = new TraceLine(step, point, shard, hash);

    /// <summary>Sorts the lines of a committed step. Serial, as commits are; no input or output.</summary>
    public void Commit(long step)
    {
        foreach (TraceLine line in _open.Values.Where(line => line.Step == step).Order())
        {
            _committed.Add(line);
            _open.TryRemove((line.Step, line.Point, line.Shard), out _);
        }
    }

    /// <summary>Writes the lines of the steps committed since the last call. To be called before their checkpoint is written.</summary>
    public void Write()
    {
        _file!.Append(_committed);
        _committed.Clear();
    }

    public void Dispose() => _file?.Dispose();
}
