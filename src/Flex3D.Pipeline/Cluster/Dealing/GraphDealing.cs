using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Dealing;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Shards;

namespace Flex3D.Pipeline.Cluster.Dealing;

/// <summary>The dealing of one graph's shards. Between <see cref="Opened"/> and <see cref="Closing"/> its model and shards may be taken; both calls wait for whoever takes one.</summary>
/// <param name="changed">Called when a step was opened, or the dealing has ended; returns at once.</param>
internal sealed class GraphDealing(IDealtProgram program, IShardTable table, Action<GraphDealing> changed) : IDealing
{
    private readonly Lock _lock = new();
    private bool _open;
    private ModelParts? _model;

    /// <summary>Counts the steps that were opened: a deal of another round is of no use any more.</summary>
    public int Round { get; private set; }

    /// <summary>Whether the graph has ended.</summary>
    public bool Over { get; private set; }

    /// <summary>The graph's side.</summary>
    public IShardTable Table => table;

    public void Opened(long step)
    {
        lock (_lock)
        {
            (_open, _model) = (program.MayDeal(step), null);
            table.SetDealt(_open);
            Round++;
        }
        changed(this);
    }

    public void Closing()
    {
        lock (_lock)
        {
            _open = false;
        }
    }

    /// <summary>Takes the next shard of the open step, with the model; null if there is none now.</summary>
    /// <exception cref="Exception">The shard's particles could not be read; it is given back.</exception>
    public Deal? TryDeal()
    {
        lock (_lock)
        {
            if (!_open || Over || !table.TryTake(out ShardKey shard))
            {
                return null;
            }
            try
            {
                DealtShard dealt = program.Deal(shard);
                return new(this, Round, shard, dealt, program.Quarantined(dealt), program.GradientLength(dealt), _model ??= program.CopyModel());
            }
            catch
            {
                table.Return(shard);
                throw;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            (_open, Over, _model) = (false, true, null);
        }
        changed(this);
    }
}

/// <summary>A shard in the hands of a worker.</summary>
/// <param name="Round">The round in which it was dealt: see <see cref="GraphDealing.Round"/>.</param>
/// <param name="Quarantined">How many of its particles are quarantined.</param>
/// <param name="Gradient">Number of values of its gradient.</param>
/// <param name="Model">The model against which it is computed.</param>
internal sealed record Deal(GraphDealing Of, int Round, ShardKey Shard, DealtShard Work, int Quarantined, int Gradient, ModelParts Model)
{
    /// <summary>Number of its particles.</summary>
    public int Particles => Work.Work.Particles.Length;

    /// <summary>Whether its result may still count.</summary>
    public bool Counts => !Of.Over && Of.Round == Round;

    /// <summary>Reads a worker's result and hands it to the graph.</summary>
    /// <exception cref="InvariantException">It is not the result of this shard.</exception>
    public void Arrived(ReadOnlySpan<byte> bytes)
    {
        ShardResult result = ShardResult.Read(bytes);
        Work.Require(result, Gradient);
        if (Counts)
        {
            Of.Table.Arrived(Shard, Quarantined, result);
        }
    }
}
