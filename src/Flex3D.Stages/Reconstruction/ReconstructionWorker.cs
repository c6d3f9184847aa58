using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;

namespace Flex3D.Stages.Reconstruction;

/// <summary>The data that a worker needs to evaluate shards of a reconstruction: the model of each map in one pass.</summary>
/// <param name="Version">Version that names the pass.</param>
/// <param name="Maps">The model of each map, in the order of <see cref="ReconstructionSession.Maps"/>.</param>
public sealed record ReconstructionModel(ModelVersion Version, IReadOnlyList<ModelSnapshot> Maps);

/// <summary>Evaluates shards of a reconstruction, with an evaluator of the flexed problem of each half-set, which may be one, and one of the rigid control; used by one thread at a time.</summary>
public sealed class ReconstructionWorker : IDisposable
{
    private readonly IShardEvaluator[] _flexed;
    private readonly IShardEvaluator _rigid;
    private readonly int[] _flexedVoxels;
    private readonly int _rigidVoxels;

    public ReconstructionWorker(IEngine engine, EngineProblem flexed1, EngineProblem flexed2, EngineProblem rigid)
    {
        IShardEvaluator first = engine.CreateEvaluator(flexed1);
        _flexed = [first, ReferenceEquals(flexed1, flexed2) ? first : engine.CreateBeside(first, flexed2)];
        _rigid = engine.CreateBeside(first, rigid);
        (_flexedVoxels, _rigidVoxels) = ([flexed1.Binding.Count, flexed2.Binding.Count], rigid.Binding.Count);
    }

    /// <summary>Sums the shard's gradients for the flexed and, after it, the rigid map of its half-set, or for held-out shards only measures their losses.</summary>
    /// <param name="buffer">Holds the work, the prepared images, and their latents and contrasts.</param>
    /// <param name="keepsGradients">Whether gradients may be left on a device that can add them up there.</param>
    /// <exception cref="InvariantException">The work is of another pass, or not of a reconstruction.</exception>
    public void Evaluate(TrainingBuffer buffer, ReconstructionModel model, bool keepsGradients = true)
    {
        ShardWork work = buffer.Work;
        model.Version.Require(work.Shard, work.Version);
        bool sums = work.Kind == StepKind.HalfMap;
        if (!sums && work.Kind != StepKind.Score)
        {
            throw new InvariantException($"step kind {work.Kind} is not of a reconstruction");
        }
        int count = buffer.Shard.Count;
        ReadOnlySpan<float> latents = buffer.Latents;
        Span<CandidateEnergy> energies = stackalloc CandidateEnergy[count];
        int flexed = _flexedVoxels[work.Half - 1];
        buffer.GradientLength = sums ? flexed + _rigidVoxels : 0;
        buffer.ReleaseKept(); // of a shard that was not counted
        for (int kind = 0; kind < 2; kind++)
        {
            IShardEvaluator evaluator = kind == 0 ? _flexed[work.Half - 1] : _rigid;
            evaluator.SetModel(model.Maps[2 * kind + work.Half - 1]);
            if (sums)
            {
                Span<float> gradient = kind == 0 ? buffer.Gradient.AsSpan(0, flexed) : buffer.Gradient.AsSpan(flexed, _rigidVoxels);
                buffer.Kept[kind] = evaluator.SumMapGradient(keepsGradients, buffer.Shard, latents, gradient, energies);
            }
            else
            {
                evaluator.Evaluate(buffer.Shard, latents, 1, energies);
            }
            double[] losses = kind == 0 ? buffer.FlexLoss : buffer.RigidLoss;
            for (int i = 0; i < count; i++)
            {
                losses[i] = energies[i].Data(buffer.Shard.Constant[i], buffer.Shard.Contrast[i]);
            }
        }
    }

    public void Dispose()
    {
        foreach (IShardEvaluator evaluator in _flexed.Append(_rigid).Distinct())
        {
            evaluator.Dispose();
        }
    }
}
