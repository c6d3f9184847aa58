using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Dealing;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Shards;

namespace Flex3D.Simulator.Network;

/// <summary>Work in integers that other machines can do, too.</summary>
internal sealed class DealtIntegerProgram(NetworkWorld world) : IntegerProgram(world.Scenario.Run, world.Reference, Defect.None), IDealtProgram
{
    private static readonly ModelPart s_still = ModelPart.Of("still", [1, 2, 3]);
    private static readonly GradientUnit[] s_units = [new(3, 0, 1)];
    private static readonly ParticleLayout s_layout = ParticleColumns.OfRun(1);
    private long _open;
    private ulong _stale = 1;

    public override void Begin(long step)
    {
        _open = step;
        base.Begin(step);
    }

    public override void Commit(long step)
    {
        _stale = Model;
        base.Commit(step);
        _open = step + 1;
    }

    public bool MayDeal(long step) => step < Steps.Count;

    public ModelParts CopyModel() => new(new ModelVersion(Phase, (int)_open), BitConverter.GetBytes(world.Defect == NetworkDefect.DealsTheModelBefore ? _stale : Model), [s_still]);

    public DealtShard Deal(ShardKey shard) =>
        new(new ShardWork(new ModelVersion(Phase, (int)shard.Step), shard.Shard, StepKind.HalfMap, new[] { (int)shard.Step, shard.Shard }), new ParticleBlock(s_layout, 2));

    public int Quarantined(DealtShard shard) => world.Reference.Quarantined(Phase, new ShardKey(shard.Work.Version.Step, shard.Work.Shard));

    public int GradientLength(DealtShard shard) => 0;

    public IReadOnlyList<GradientUnit> UnitsOf(DealtShard shard) => s_units;

    public void ReduceRows(ShardKey shard, ShardResult result)
    {
        world.Statistics.Count(NetworkHappened.ShardsElsewhere);
        ReduceRows(shard);
    }

    public void AddSum(IReadOnlyList<ShardKey> shards, ReadOnlySpan<long> sum)
    {
        world.Statistics.Count(NetworkHappened.SumsElsewhere);
        AddSum(shards, ((ulong)sum[0] << 48) ^ ((ulong)sum[1] << 24) ^ (ulong)sum[2]);
    }

    public void Reduce(ShardKey shard, ShardResult result)
    {
        world.Statistics.Count(NetworkHappened.ShardsElsewhere);
        Reduce(shard, new IntegerBuffer { Gradient = BitConverter.DoubleToUInt64Bits(result.FlexLoss.Span[0]) });
    }

    /// <summary>Computes shards as another machine does, as bytes of a <see cref="GroupResult"/>.</summary>
    public static byte[] Compute(ulong model, DealtGroup group)
    {
        using var bytes = new MemoryStream();
        bool together = group.Units.Count > 0;
        ulong sum = 0;
        foreach (DealtShard shard in group.Shards)
        {
            sum = unchecked(sum + Gradient(model, shard));
        }
        long[] parts = together ? [(long)(sum >> 48), (long)(sum >> 24 & 0xFFFFFF), (long)(sum & 0xFFFFFF)] : [];
        new GroupResult([.. group.Shards.Select(shard => Result(together ? 0 : Gradient(model, shard), shard))], parts).Write(bytes);
        return bytes.ToArray();
    }

    private static ulong Gradient(ulong model, DealtShard shard) => Reference.Gradient(shard.Work.Version.Phase, new ShardKey(shard.Work.Version.Step, shard.Work.Shard), model);

    private static ShardResult Result(ulong gradient, DealtShard shard) =>
        new(shard.Work.Version, shard.Work.Shard, shard.Work.Kind) { Particles = shard.Work.Particles, FlexLoss = new[] { BitConverter.UInt64BitsToDouble(gradient), 0 }, RigidLoss = new double[2] };
}
