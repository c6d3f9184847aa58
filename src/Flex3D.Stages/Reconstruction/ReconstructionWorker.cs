using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;

namespace Flex3D.Stages.Reconstruction;

/// <summary>The data that a worker needs to evaluate shards of a reconstruction: the model of each map in one pass.</summary>
/// <param name="Version">Version that names the pass.</param>
/// <param name="Maps">The model of each map, in the order of <see cref="ReconstructionSession.Maps"/>.</param>
public sealed record ReconstructionModel(ModelVersion Version, IReadOnlyList<ModelSnapshot> Maps);

/// <summary>Evaluates shards of a reconstruction, with one evaluator of the flexed problem and one of the rigid control; used by one thread at a time.</summary>
public sealed class ReconstructionWorker : IDisposable
{
    private readonly IShardEvaluator[] _evaluators;
    private readonly int[] _voxels;

    public ReconstructionWorker(IEngine engine, EngineProblem flexed, EngineProblem rigid)
    {
        _evaluators = [engine.CreateEvaluator(flexed), engine.CreateEvaluator(rigid)];
        _voxels = [flexed.Binding.Count, rigid.Binding.Count];
    }

    /// <summary>Sums the shard's gradients for the flexed and, after it, the rigid map of its half-set, or for held-out shards only measures their losses.</summary>
    /// <param name="buffer">Holds the work, the prepared images, and their latents and contrasts.</param>
    /// <exception cref="InvariantException">The work is of another pass, or not of a reconstruction.</exception>
    public void Evaluate(TrainingBuffer buffer, ReconstructionModel model)
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
        buffer.GradientLength = sums ? _voxels[0] + _voxels[1] : 0;
        for (int kind = 0; kind < 2; kind++)
        {
            _evaluators[kind].SetModel(model.Maps[2 * kind + work.Half - 1]);
            if (sums)
            {
                Span<float> gradient = buffer.Gradient.AsSpan(kind * _voxels[0], _voxels[kind]);
                gradient.Clear();
                _evaluators[kind].AccumulateMapGradient(buffer.Shard, latents, gradient, energies);
            }
            else
            {
                _evaluators[kind].Evaluate(buffer.Shard, latents, 1, energies);
            }
            double[] losses = kind == 0 ? buffer.FlexLoss : buffer.RigidLoss;
            for (int i = 0; i < count; i++)
            {
                losses[i] = energies[i].Data(buffer.Shard.Constant[i], buffer.Shard.Contrast[i]);
            }
        }
    }

    public void Dispose() => Array.ForEach(_evaluators, evaluator => evaluator.Dispose());
}
