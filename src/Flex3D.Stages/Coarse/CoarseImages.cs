using Flex3D.Stages.Engine;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Coarse;

/// <summary>The images of a shard at a smaller box, with an evaluator for them: the frequencies that both boxes have. Not thread-safe: one object a worker.</summary>
/// <remarks>
/// An energy is that of the full image, of which the model explains the shared frequencies alone: the constant of the loss is kept. Full and coarse spectra of a projection differ by
/// the factor κ of their splats, which B and W make up for, and the inner products are over m² instead of n² (see <see cref="ImageShard"/>).
/// </remarks>
public sealed class CoarseImages : IDisposable
{
    private readonly IShardEvaluator _evaluator;
    private readonly ImageShard _shard;
    private readonly float[] _target, _weight;

    /// <param name="engine">The engine that evaluates the full images.</param>
    /// <param name="fineBox">Box of the full images, pixels.</param>
    /// <param name="problem">The problem at the smaller box.</param>
    /// <param name="capacity">The most images of a shard.</param>
    public CoarseImages(IEngine engine, int fineBox, EngineProblem problem, int capacity)
    {
        _evaluator = engine.CreateEvaluator(problem);
        _shard = new ImageShard(problem.Box, capacity);
        int m = problem.Box, length = _shard.SpectrumLength;
        float[] full = SplineCompensation.Weights(fineBox, keepNyquist: true), common = new float[length], coarse = SplineCompensation.Weights(m);
        SpectrumCrop.Plane(full, fineBox, common, m, 1);
        (_target, _weight) = (new float[length], new float[length]);
        double area = (double)m * m / ((double)fineBox * fineBox);
        for (int k = 0; k < length; k++)
        {
            double ratio = common[k] > 0 ? coarse[k] / common[k] : 0;
            (_target[k], _weight[k]) = ((float)(area * ratio), (float)(area * ratio * ratio));
        }
    }

    /// <summary>Bytes of the large arrays, without those of the evaluator.</summary>
    public static long BytesOf(int box, int capacity) => ImageShard.BytesOf(box, capacity) + 2 * sizeof(float) * (long)box * (box / 2 + 1);

    /// <summary>Replaces the images by those of a shard, with their poses and contrasts, and returns them with their evaluator, which has a model.</summary>
    /// <param name="full">The images at the full box.</param>
    /// <param name="model">The model at the smaller box.</param>
    public (IShardEvaluator Evaluator, ImageShard Shard) Of(ImageShard full, ModelSnapshot model)
    {
        for (int i = 0; i < full.Count; i++)
        {
            Crop(full, full.TargetReal, _shard.TargetReal, i, _target);
            Crop(full, full.TargetImaginary, _shard.TargetImaginary, i, _target);
            Crop(full, full.Weight, _shard.Weight, i, _weight);
            (_shard.Constant[i], _shard.Contrast[i], _shard.Particles[i]) = (full.Constant[i], full.Contrast[i], full.Particles[i]);
        }
        float pixels = _shard.Box / (float)full.Box; // both parts of a pose are in pixels
        for (int k = 0; k < full.Count * ImageShard.PoseLength; k++)
        {
            _shard.Pose[k] = pixels * full.Pose[k];
        }
        _shard.Count = full.Count;
        _evaluator.SetModel(model);
        return (_evaluator, _shard);
    }

    private void Crop(ImageShard full, float[] from, float[] to, int image, float[] factors)
    {
        Span<float> target = to.AsSpan(image * _shard.SpectrumLength, _shard.SpectrumLength);
        SpectrumCrop.Plane(from.AsSpan(image * full.SpectrumLength, full.SpectrumLength), full.Box, target, _shard.Box, 1);
        for (int k = 0; k < target.Length; k++)
        {
            target[k] *= factors[k];
        }
    }

    public void Dispose() => _evaluator.Dispose();
}
