using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Dealing;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Shards;

namespace Flex3D.Pipeline.Tests.Graph;

/// <summary>A <see cref="FakeProgram"/> whose shards other machines can compute, too: <see cref="Compute"/> does what they do.</summary>
/// <param name="together">Whether the gradients of several shards are added up where they are computed.</param>
/// <param name="alternate">Whether every other shard has a gradient of another form.</param>
internal sealed class DealtFakeProgram(FakeProgram inner, bool together = false, bool alternate = false) : IShardProgram<FakeProgram.Buffer>, IDealtProgram
{
    private static readonly GradientUnit[] s_units = [new(2, 0, 1)];
    private long _open;

    /// <summary>Shards that were computed elsewhere and counted.</summary>
    public int Elsewhere { get; private set; }

    /// <summary>Shards that counted with others in a sum.</summary>
    public int Together { get; private set; }

    public IReadOnlyList<StepPlan> Steps => inner.Steps;

    public int Reduced => inner.Reduced;

    public bool GatherSums() => inner.GatherSums();

    public void Begin(long step)
    {
        _open = step;
        inner.Begin(step);
    }

    public void Read(ShardKey shard, FakeProgram.Buffer buffer) => inner.Read(shard, buffer);

    public int Prepare(ShardKey shard, FakeProgram.Buffer buffer) => inner.Prepare(shard, buffer);

    public void Infer(ShardKey shard, FakeProgram.Buffer buffer, int worker)
    {
        if (shard.Step != _open)
        {
            throw new InvalidOperationException($"{shard} is computed while step {_open} is open");
        }
        inner.Infer(shard, buffer, worker);
    }

    public void Accumulate(ShardKey shard, FakeProgram.Buffer buffer, int worker)
    {
        if (shard.Step != _open)
        {
            throw new InvalidOperationException($"{shard} is computed while step {_open} is open");
        }
        inner.Accumulate(shard, buffer, worker);
    }

    public void Reduce(ShardKey shard, FakeProgram.Buffer buffer) => inner.Reduce(shard, buffer);

    public void Commit(long step)
    {
        inner.Commit(step);
        _open = step + 1;
    }

    public bool MayDeal(long step) => true;

    public ModelParts CopyModel() => new(new ModelVersion(0, (int)_open), BitConverter.GetBytes(inner.Model), []);

    public DealtShard Deal(ShardKey shard) =>
        new(new ShardWork(new ModelVersion(0, (int)shard.Step), shard.Shard, StepKind.HalfMap, new[] { (int)shard.Step, shard.Shard }), new ParticleBlock(ParticleColumns.OfRun(1), 2));

    public int Quarantined(DealtShard shard) => 0;

    public int GradientLength(DealtShard shard) => 0;

    public IReadOnlyList<GradientUnit> UnitsOf(DealtShard shard) => !together ? [] : alternate && shard.Work.Shard % 2 == 1 ? [.. s_units, new GradientUnit(1, 0, 1)] : s_units;

    public void ReduceRows(ShardKey shard, ShardResult result)
    {
        Elsewhere++;
        inner.Reduce(shard, new FakeProgram.Buffer());
    }

    public void AddSum(IReadOnlyList<ShardKey> shards, ReadOnlySpan<long> sum)
    {
        Together += shards.Count;
        inner.AddSum((sum[0] << 32) + sum[1]);
    }

    public void Reduce(ShardKey shard, ShardResult result)
    {
        Elsewhere++;
        inner.Reduce(shard, new FakeProgram.Buffer { Gradient = BitConverter.DoubleToInt64Bits(result.FlexLoss.Span[0]) });
    }

    /// <summary>Computes shards against a model, as bytes of a <see cref="GroupResult"/>.</summary>
    public static byte[] Compute(ModelParts model, DealtGroup group)
    {
        using var bytes = new MemoryStream();
        bool together = group.Units.Count > 0;
        long sum = group.Shards.Aggregate(0L, (all, shard) => unchecked(all + Gradient(model, shard)));
        new GroupResult([.. group.Shards.Select(shard => Result(together ? 0 : Gradient(model, shard), shard))], together ? [sum >> 32, sum & 0xFFFFFFFF] : []).Write(bytes);
        return bytes.ToArray();
    }

    private static long Gradient(ModelParts model, DealtShard shard)
    {
        long parameters = BitConverter.ToInt64(model.Head), read = 3 * (shard.Work.Version.Step * 1000L + shard.Work.Shard);
        return unchecked(read * parameters * 31 + parameters);
    }

    private static ShardResult Result(long gradient, DealtShard shard) =>
        new(shard.Work.Version, shard.Work.Shard, shard.Work.Kind) { Particles = shard.Work.Particles, FlexLoss = new[] { BitConverter.Int64BitsToDouble(gradient), 0 }, RigidLoss = new double[2] };
}
