using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Tracing;

/// <summary>A training's shard program that takes a hash after each stage. It does not change what is computed.</summary>
/// <param name="folder">The folder that gets the trace: see <see cref="TrainingTrace.FolderOf"/>.</param>
internal sealed class TracedTraining(IShardProgram<TrainingBuffer> program, TrainingSession session, string folder) : IShardProgram<TrainingBuffer>, IDisposable
{
    private readonly TrainingTrace _trace = new(folder);

    public IReadOnlyList<StepPlan> Steps => program.Steps;

    public int Reduced => program.Reduced;

    public bool GatherSums() => program.GatherSums();

    public void Begin(long step) => program.Begin(step);

    public void Read(ShardKey shard, TrainingBuffer buffer)
    {
        program.Read(shard, buffer);
        Note(shard, TracePoint.BatchRead, new TraceHash().Add<float>(buffer.Images.Pixels));
    }

    public int Prepare(ShardKey shard, TrainingBuffer buffer)
    {
        int quarantined = program.Prepare(shard, buffer);
        Note(shard, TracePoint.Transformed, new TraceHash().Add(buffer.Images.Particles).Add(buffer.Images.Spectra));
        return quarantined;
    }

    public void Infer(ShardKey shard, TrainingBuffer buffer, int worker)
    {
        program.Infer(shard, buffer, worker);
        ImageShard images = buffer.Shard;
        int spectra = images.Count * images.SpectrumLength;
        Note(shard, TracePoint.Terms, new TraceHash()
            .Add<float>(images.TargetReal.AsSpan(0, spectra)).Add<float>(images.TargetImaginary.AsSpan(0, spectra)).Add<float>(images.Weight.AsSpan(0, spectra))
            .Add<double>(images.Constant.AsSpan(0, images.Count)).Add<float>(images.Pose.AsSpan(0, images.Count * ImageShard.PoseLength)));
        int count = buffer.Shard.Count;
        TraceHash hash = new TraceHash().Add(buffer.Latents).Add<float>(buffer.Shard.Contrast.AsSpan(0, count));
        if (KindOf(shard) != StepKind.Map)
        {
            hash.Add<CandidateEnergy>(buffer.Energies.AsSpan(0, count));
        }
        Note(shard, TracePoint.Latents, hash);
    }

    public void Accumulate(ShardKey shard, TrainingBuffer buffer, int worker)
    {
        program.Accumulate(shard, buffer, worker);
        int count = buffer.Shard.Count;
        switch (KindOf(shard))
        {
            case StepKind.Flow or StepKind.Map:
                Note(shard, TracePoint.ShardGradient, new TraceHash().Add<float>(buffer.Gradient.AsSpan(0, buffer.GradientLength)));
                break;
            case StepKind.Validate:
                Note(shard, TracePoint.ShardGradient, new TraceHash().Add<double>(buffer.RigidLoss.AsSpan(0, count)));
                break;
        }
    }

    public void Reduce(ShardKey shard, TrainingBuffer buffer) => program.Reduce(shard, buffer);

    public void Commit(long step)
    {
        if (session.Sums((int)step).ToArray() is { Length: > 0 } sums)
        {
            _trace.Note(step, TracePoint.Reduced, null, sums.Aggregate(new TraceHash(), (hash, sum) => hash.Add(sum.Span)).ToString());
        }
        program.Commit(step);
        TrainingState state = session.State;
        _trace.Note(step, TracePoint.Updated, null, new TraceHash().Add<float>(state.Flow).Add<float>(state.Map).Add<float>(state.RigidMap).ToString());
        _trace.Commit(step);
    }

    /// <summary>See <see cref="TrainingTrace.BeginEpoch"/>.</summary>
    public void BeginEpoch(int epoch, long firstStep) => _trace.BeginEpoch(epoch, firstStep);

    /// <summary>See <see cref="TrainingTrace.Write"/>.</summary>
    public void Write() => _trace.Write();

    public void Dispose() => _trace.Dispose();

    private StepKind KindOf(ShardKey shard) => session.Steps[(int)shard.Step].Kind;

    private void Note(ShardKey shard, TracePoint point, TraceHash hash) => _trace.Note(shard.Step, point, shard.Shard, hash.ToString());
}
