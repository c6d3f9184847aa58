using System.Collections.Immutable;
using System.Numerics;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Ledger;

/// <summary>Holds which steps and shards of a phase have been counted. Immutable.</summary>
internal sealed record LedgerState
{
    private LedgerState()
    {
    }

    /// <summary>The phase's steps, numbered without gaps.</summary>
    public required ImmutableArray<StepPlan> Steps { get; init; }

    /// <summary>The first step that is not committed; one past the last when the phase is done.</summary>
    public required long OpenStep { get; init; }

    /// <summary>One bit for each shard of the open step, set once the shard is counted; 64 bits in a word, lowest first.</summary>
    public required ImmutableArray<ulong> Arrived { get; init; }

    /// <summary>Particles of the open step, of the shards counted so far.</summary>
    public required LedgerTotals OpenTotals { get; init; }

    /// <summary>Particles of the committed steps.</summary>
    public required LedgerTotals Totals { get; init; }

    /// <summary>Whether every step is committed.</summary>
    public bool Done => OpenStep >= Steps[0].Step + Steps.Length;

    /// <summary>The plan of the open step.</summary>
    public StepPlan OpenPlan => Steps[(int)(OpenStep - Steps[0].Step)];

    /// <summary>Shards of the open step counted so far.</summary>
    public int ArrivedShards => Arrived.Sum(word => BitOperations.PopCount(word));

    /// <summary>Whether every shard of the open step is counted, and only its commit is missing.</summary>
    public bool IsFull => !Done && ArrivedShards == OpenPlan.ParticlesPerShard.Count;

    /// <summary>Particles of all steps of the phase.</summary>
    public long Planned => Steps.Sum(step => step.Particles);

    /// <summary>Whether a shard of the open step is counted.</summary>
    public bool HasArrived(int shard) => (Arrived[shard >> 6] >> (shard & 63) & 1) != 0;

    /// <summary>Shards that are not counted yet, those of the open step first: a graph gets them in this order.</summary>
    public IEnumerable<ShardKey> Missing =>
        from step in Steps
        where step.Step >= OpenStep
        from shard in Enumerable.Range(0, step.ParticlesPerShard.Count)
        where step.Step > OpenStep || !HasArrived(shard)
        select new ShardKey(step.Step, shard);

    /// <summary>Makes the ledger of a phase of which the steps before <paramref name="firstStep"/> are committed.</summary>
    /// <param name="totals">Particles of those committed steps, as the checkpoint has them.</param>
    public static LedgerState Begin(IReadOnlyList<StepPlan> steps, long firstStep, LedgerTotals totals = default)
    {
        ImmutableArray<StepPlan> plan = [.. steps];
        if (plan.IsEmpty)
        {
            throw new InvariantException("a phase without steps");
        }
        for (int i = 0; i < plan.Length; i++)
        {
            if (plan[i].Step != plan[0].Step + i || plan[i].ParticlesPerShard.Count == 0 || plan[i].ParticlesPerShard.Any(count => count < 1))
            {
                throw new InvariantException($"step {i} of a phase is numbered {plan[i].Step} (first {plan[0].Step}) or has an empty shard");
            }
        }
        if (firstStep < plan[0].Step || firstStep > plan[0].Step + plan.Length)
        {
            throw new InvariantException($"step {firstStep} is not of the phase {plan[0].Step} … {plan[^1].Step}");
        }
        var state = new LedgerState { Steps = plan, OpenStep = firstStep, Arrived = [], OpenTotals = default, Totals = totals };
        return state.Opened(firstStep);
    }

    /// <summary>Returns this ledger, whose open step has no shard counted, with the counted shards of that step from a checkpoint.</summary>
    /// <param name="arrived">Bitmap of those shards, as in <see cref="Arrived"/>.</param>
    /// <param name="openTotals">Particles of those shards.</param>
    public LedgerState Resumed(ReadOnlySpan<ulong> arrived, LedgerTotals openTotals)
    {
        if (arrived.Length != Arrived.Length || ArrivedShards != 0)
        {
            throw new InvariantException($"a bitmap of {arrived.Length} words for an open step of {Arrived.Length}, of which {ArrivedShards} shards are counted");
        }
        LedgerState resumed = this with { Arrived = [.. arrived], OpenTotals = openTotals };
        long particles = 0;
        for (int shard = 0; shard < 64 * arrived.Length; shard++)
        {
            if (resumed.HasArrived(shard))
            {
                particles += shard < OpenPlan.ParticlesPerShard.Count ? OpenPlan.ParticlesPerShard[shard] : throw new InvariantException($"shard {shard} is counted and not in step {OpenStep}");
            }
        }
        return particles == openTotals.Total ? resumed : throw new InvariantException($"the shards counted of step {OpenStep} have {particles} particles, the totals {openTotals.Total}");
    }

    /// <summary>Returns this ledger with <paramref name="step"/> open and none of its shards counted.</summary>
    internal LedgerState Opened(long step)
    {
        LedgerState opened = this with { OpenStep = step, Arrived = [], OpenTotals = default };
        return opened.Done ? opened : opened with { Arrived = [.. new ulong[(opened.OpenPlan.ParticlesPerShard.Count + 63) / 64]] };
    }
}
