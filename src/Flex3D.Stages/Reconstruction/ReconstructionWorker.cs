using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;

namespace Flex3D.Stages.Reconstruction;

/// <summary>Holds what a worker needs of a reconstruction to evaluate a shard: the points of one pass.</summary>
/// <param name="Version">The pass.</param>
/// <param name="Maps">The model of each map, in the order of <see cref="ReconstructionSession.Maps"/>.</param>
public sealed record ReconstructionModel(ModelVersion Version, IReadOnlyList<ModelSnapshot> Maps);

/// <summary>Does the work on shards of a reconstruction, with an evaluator of the flexed problem and one of the control; used by one thread at a time.</summary>
public sealed class ReconstructionWorker : IDisposable
{
    private readonly IShardEvaluator[] _evaluators;
    private readonly int[] _voxels;

    public ReconstructionWorker(IEngine engine, EngineProblem flexed, EngineProblem rigid)
    {
        _evaluators = [engine.CreateEvaluator(flexed), engine.CreateEvaluator(rigid)];
        _voxels = [flexed.Binding.Count, rigid.Binding.Count];
    }

    /// <summary>Sums the shard's gradients for the flex and, behind it, the rigid map of its half, or for held-out shards measures their losses alone.</summary>
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
