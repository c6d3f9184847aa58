using Flex3D.Stages.Engine;
using Flex3D.Stages.LatentFrames;

namespace Flex3D.Stages.Training;

/// <summary>Sums the gradient of a canonical map that is made from the anchor's neighbours (<see cref="AnchorNeighbours"/>), and the energies of all images of a shard. Not thread-safe.</summary>
internal sealed class NeighbourhoodGradient(EngineProblem problem, int shardSize)
{
    private readonly ImageShard _some = new(problem.Box, shardSize);
    private readonly int _dimension = problem.Flow.LatentDimension;
    private readonly float[] _latents = new float[shardSize * problem.Flow.LatentDimension];

    /// <summary>Sums the gradient over the neighbours among the images of the shard, and writes the energies of all images under the flexed model.</summary>
    /// <param name="evaluator">The evaluator.</param>
    /// <param name="model">The model; its neighbours are those of the epoch.</param>
    /// <param name="keeps">Whether the gradient may be left on a device.</param>
    /// <param name="gradient">The sum, [voxel].</param>
    public IKeptGradient? Sum(IShardEvaluator evaluator, TrainingBuffer buffer, TrainingModel model, bool keeps, Span<float> gradient)
    {
        int[] near = model.Anchor!.Among(buffer.Latents), others = [.. Enumerable.Range(0, buffer.Shard.Count).Except(model.Unmoved is null ? near : [])];
        Span<CandidateEnergy> energies = stackalloc CandidateEnergy[buffer.Shard.Count];
        evaluator.SetModel(model.Flexed);
        if (others.Length > 0)
        {
            evaluator.Evaluate(_some, Gather(buffer, others), 1, energies);
            Scatter(energies, others, buffer.Energies);
        }
        if (near.Length == 0)
        {
            gradient.Clear();
            return null;
        }
        evaluator.SetModel(model.Unmoved ?? model.Flexed);
        IKeptGradient? kept = evaluator.SumMapGradient(keeps, _some, Gather(buffer, near), gradient, energies);
        if (model.Unmoved is null)
        {
            Scatter(energies, near, buffer.Energies);
        }
        return kept;
    }

    // Takes some images of the shard; returns their latents.
    private Span<float> Gather(TrainingBuffer buffer, int[] images)
    {
        _some.Gather(buffer.Shard, images);
        for (int i = 0; i < images.Length; i++)
        {
            buffer.Latents.Slice(images[i] * _dimension, _dimension).CopyTo(_latents.AsSpan(i * _dimension));
        }
        return _latents.AsSpan(0, images.Length * _dimension);
    }

    private static void Scatter(ReadOnlySpan<CandidateEnergy> energies, int[] images, Span<CandidateEnergy> to)
    {
        for (int i = 0; i < images.Length; i++)
        {
            to[images[i]] = energies[i];
        }
    }
}
