using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Dealing;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Shards;

namespace Flex3D.Pipeline.Tests.Graph;

/// <summary>A <see cref="FakeProgram"/> whose shards other machines can compute, too: <see cref="Compute"/> does what they do.</summary>
internal sealed class DealtFakeProgram(FakeProgram inner) : IShardProgram<FakeProgram.Buffer>, IDealtProgram
{
    private long _open;

    /// <summary>Shards that were computed elsewhere and counted.</summary>
    public int Elsewhere { get; private set; }

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

    public void Reduce(ShardKey shard, ShardResult result)
    {
        Elsewhere++;
        inner.Reduce(shard, new FakeProgram.Buffer { Gradient = BitConverter.DoubleToInt64Bits(result.FlexLoss.Span[0]) });
    }

    /// <summary>Computes a shard against a model, as bytes of a <see cref="ShardResult"/>.</summary>
    public static byte[] Compute(ModelParts model, DealtShard shard)
    {
        long parameters = BitConverter.ToInt64(model.Head), read = 3 * (shard.Work.Version.Step * 1000L + shard.Work.Shard);
        double gradient = BitConverter.Int64BitsToDouble(unchecked(read * parameters * 31 + parameters));
        using var bytes = new MemoryStream();
        new ShardResult(shard.Work.Version, shard.Work.Shard, shard.Work.Kind) { Particles = shard.Work.Particles, FlexLoss = new[] { gradient, 0 }, RigidLoss = new double[2] }.Write(bytes);
        return bytes.ToArray();
    }
}
