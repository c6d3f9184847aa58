using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Phases;

/// <summary>Describes the phases of a step (the epochs of a training, the passes of a reconstruction), one after the other; a <see cref="PhaseLoop{TBuffer}"/> runs them.</summary>
/// <typeparam name="TBuffer">Memory of one shard.</typeparam>
internal abstract class PhaseSeries<TBuffer>
    where TBuffer : class
{
    /// <summary>Whether every phase is done.</summary>
    public abstract bool Finished { get; }

    /// <summary>Whether a checkpoint may be written in the middle of a step, because its sections hold the sums of the shards counted so far. Otherwise a step that was not committed is done again.</summary>
    public abstract bool SavesInsideStep { get; }

    /// <summary>Whether a checkpoint is written now, after the phase that has ended; the schedule may ask for one in any case.</summary>
    public abstract bool SavesAfterPhase { get; }

    /// <summary>The inputs and settings that a checkpoint belongs to.</summary>
    public abstract CheckpointIdentity Identity { get; }

    /// <summary>The work on the shards of the phase under way.</summary>
    public abstract IShardProgram<TBuffer> Program { get; }

    /// <summary>The buffers of all phases.</summary>
    public abstract BufferPool<TBuffer> Buffers { get; }

    /// <summary>The name of the device that computes now: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public abstract string Device { get; }

    /// <summary>Has shards computed by other machines; null for none.</summary>
    public virtual IShardDealer? Dealer => null;

    /// <summary>Returns the number of workers in each stage of a graph on that device.</summary>
    public abstract ShardGraphOptions GraphOptions();

    /// <summary>Continues, between two graphs, on a remaining device after the device has failed. Returns its name.</summary>
    public abstract string LeaveDevice();

    /// <summary>Begins the next phase and returns its name, for log and ledger; null if the phase has no shard and is already finished.</summary>
    public abstract string? Begin();

    /// <summary>Called before graphs run, with the state of the ledger they begin from.</summary>
    public virtual void Opened(LedgerState start)
    {
    }

    /// <summary>Writes the files of the steps committed since the last call. Called before a checkpoint that counts these steps, and at the end of a phase.</summary>
    /// <exception cref="IOException">Writing failed; the call is retried.</exception>
    public virtual void WriteCommitted()
    {
    }

    /// <summary>Ends the phase once every step is committed, and writes its line to the log.</summary>
    public abstract void End();

    /// <summary>Returns the sections of a checkpoint.</summary>
    /// <param name="ledger">Ledger of the phase under way; null between two phases.</param>
    public abstract IReadOnlyList<CheckpointSection> Sections(LedgerState? ledger);

    /// <summary>Restores the state from a checkpoint, except the sums of an open step.</summary>
    public abstract void Restore(CheckpointReader checkpoint);

    /// <summary>Restores the sums of the open step from a checkpoint, after the phase was begun.</summary>
    /// <param name="shards">Number of shards in the sums.</param>
    public virtual void RestoreSums(CheckpointReader checkpoint, int shards)
    {
    }

    /// <summary>Describes in words where a resumed step continues.</summary>
    /// <param name="ledger">Ledger of the phase under way; null between two phases.</param>
    public abstract string PlaceOf(LedgerState? ledger);
}
