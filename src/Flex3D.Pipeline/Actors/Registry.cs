using System.Collections.Concurrent;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Actors;

/// <summary>Keeps objects that a message cannot contain (phases, sections of checkpoints, cancellation tokens); a message refers to each by its number.</summary>
/// <remarks>Invariants: (1) a number names one entry and is never used again; (2) an entry is there from <see cref="Add"/> to <see cref="Remove"/>. Thread-safe.</remarks>
internal sealed class Registry<T>
    where T : class
{
    private readonly ConcurrentDictionary<long, T> _entries = new();
    private long _last;

    /// <summary>Keeps an entry and returns its number.</summary>
    public long Add(T entry)
    {
        long number = Interlocked.Increment(ref _last);
        _entries[number] = entry;
        return number;
    }

    /// <summary>The entry of a number.</summary>
    /// <exception cref="InvariantException">No entry has this number, or it was removed.</exception>
    public T this[long number] => _entries.TryGetValue(number, out T? entry) ? entry : throw new InvariantException($"no {typeof(T).Name} has the number {number}");

    /// <summary>Removes an entry.</summary>
    public void Remove(long number) => _entries.TryRemove(number, out _);
}

/// <summary>A phase to which a message refers by its number.</summary>
/// <param name="Phase">The work.</param>
/// <param name="Stop">Cancelled when the run is asked to stop.</param>
internal sealed record RegisteredPhase(IPhase Phase, CancellationToken Stop)
{
    private readonly ExecutionContext? _caller = ExecutionContext.Capture();

    /// <summary>The name of the phase in the log.</summary>
    public string Name => Phase.Name;

    /// <summary>Whether a stop was asked for.</summary>
    public bool Stops => Stop.IsCancellationRequested;

    /// <summary>Runs a graph of the phase in the execution context of the pipeline step that asked for it, so that the files it writes are listed among the step's results (<see cref="Stages.Files.WrittenFiles"/>).</summary>
    public Task RunGraphAsync(IShardLedger ledger, CancellationToken abort)
    {
        if (_caller is null)
        {
            return Phase.RunGraphAsync(ledger, Stop, abort);
        }
        Task? running = null;
        ExecutionContext.Run(_caller, _ => running = Phase.RunGraphAsync(ledger, Stop, abort), null);
        return running!;
    }
}

/// <summary>A checkpoint to which a message refers by its number.</summary>
/// <param name="Sections">The sections to write.</param>
/// <param name="Stop">Cancelled to end the wait for space on a full disk.</param>
internal sealed record RegisteredCheckpoint(IReadOnlyList<CheckpointSection> Sections, CancellationToken Stop);
