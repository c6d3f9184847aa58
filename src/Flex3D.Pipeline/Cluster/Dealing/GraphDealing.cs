using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Dealing;
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

    /// <summary>Takes the next shards of the open step, with the model; null if there is none now.</summary>
    /// <param name="most">The most shards, if their gradients may be added up where they are computed.</param>
    /// <exception cref="Exception">A shard's particles could not be read; all are given back.</exception>
    public Deal? TryDeal(int most = 1)
    {
        lock (_lock)
        {
            List<ShardKey> taken = [], others = [];
            if (!_open || Over || !table.TryTake(out ShardKey shard))
            {
                return null;
            }
            try
            {
                taken.Add(shard);
                List<DealtShard> dealt = [program.Deal(shard)];
                IReadOnlyList<GradientUnit> units = program.UnitsOf(dealt[0]);
                // Shards of two kinds may alternate: of the map, every other one serves the composition model.
                for (int looks = 1; units.Count > 0 && dealt.Count < most && looks < 2 * most && table.TryTake(out shard); looks++)
                {
                    others.Add(shard);
                    DealtShard next = program.Deal(shard);
                    if (BelongTogether(next, dealt[0], units))
                    {
                        others.Remove(shard);
                        taken.Add(shard);
                        dealt.Add(next);
                    }
                }
                others.ForEach(table.Return);
                others.Clear();
                var group = new DealtGroup(dealt, dealt.Count > 1 ? units : []);
                return new(this, Round, taken, group, [.. dealt.Select(program.Quarantined)], group.Units.Count > 0 ? 0 : program.GradientLength(dealt[0]), _model ??= program.CopyModel());
            }
            catch
            {
                taken.Concat(others).ToList().ForEach(table.Return);
                throw;
            }
        }
    }

    private bool BelongTogether(DealtShard one, DealtShard other, IReadOnlyList<GradientUnit> units) =>
        one.Work.Kind == other.Work.Kind && one.Work.Half == other.Work.Half && program.UnitsOf(one).SequenceEqual(units);

    public void Dispose()
    {
        lock (_lock)
        {
            (_open, Over, _model) = (false, true, null);
        }
        changed(this);
    }
}
