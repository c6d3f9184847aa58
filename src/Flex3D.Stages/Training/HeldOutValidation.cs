using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Training;

/// <summary>Measures the predictive gain of held-out particles: latents inferred from one half of an image's Fourier components are scored on the other half.</summary>
/// <remarks>
/// Latents inferred from an image always fit some of its noise, so its flexed loss falls below the rigid one even where nothing
/// moves. Noise is independent between Fourier components, so the gain on components the inference has not used is free of
/// that bias: it is positive on average only if the motion is real. Components are split by a hash of (|kx|, ky), mates together.
/// </remarks>
internal sealed class HeldOutValidation
{
    private static readonly LatentSearchSettings NoPrior = new([0.5, 0.25, 0.12], 5, 1.5, default);

    private readonly float[] _half;
    private readonly ImageShard _first;
    private readonly ImageShard _second;
    private readonly float[] _latents;
    private readonly int _dimension;
    private readonly CandidateEnergy[] _energies;

    public HeldOutValidation(int box, int shardSize, int latentDimension, ulong seed)
    {
        _dimension = latentDimension;
        _half = Split(box, seed);
        _first = new ImageShard(box, shardSize);
        _second = new ImageShard(box, shardSize);
        _latents = new float[shardSize * latentDimension];
        _energies = new CandidateEnergy[shardSize];
    }

    /// <summary>Bytes of the large arrays: two shards and the split.</summary>
    public static long BytesOf(int box, int shardSize) => 2 * ImageShard.BytesOf(box, shardSize) + sizeof(float) * (long)box * (box / 2 + 1);

    /// <summary>Writes the gain of each image, rigid loss − flexed loss on the components not used for inference, summed over both halves; positive favours motion.</summary>
    public void Gains(
        IShardEvaluator evaluator, LatentSearch search, ImageShard shard, ModelSnapshot flexed, ModelSnapshot rigid, LatentPrior prior, ulong seed, Span<double> gains) =>
        Measure(evaluator, search, shard, flexed, rigid, null, prior, seed, gains, []);

    /// <summary>Writes the gain of each image and, against some still models, its losses for <see cref="StillTest"/>.</summary>
    /// <param name="still">The still models; null for the rigid control alone, without losses.</param>
    /// <param name="losses">[image][<see cref="StillTest.Losses"/>], overwritten.</param>
    public void Measure(
        IShardEvaluator evaluator, LatentSearch search, ImageShard shard, ModelSnapshot flexed, ModelSnapshot rigid, StillModels? still, LatentPrior prior, ulong seed, Span<double> gains, Span<double> losses)
    {
        int width = still is null ? 0 : StillTest.Losses(still.Count);
        gains[..shard.Count].Clear();
        Mask(shard, _first, 0);
        Mask(shard, _second, 1);
        AddGain(0, _first, _second, gains, losses);
        AddGain(1, _second, _first, gains, losses);

        void AddGain(int half, ImageShard seen, ImageShard unseen, Span<double> sum, Span<double> all)
        {
            Span<float> z = _latents.AsSpan(0, shard.Count * _dimension);
            z.Clear();
            evaluator.SetModel(flexed);
            search.Run(evaluator, seen, NoPrior with { Prior = prior, Limit = prior.Scale }, seed, 0, z, _energies);
            Keep(StillTest.FlexedSeen(half), seen, all);
            evaluator.Evaluate(unseen, z, 1, _energies);
            Keep(StillTest.FlexedUnseen(half), unseen, all);
            for (int i = 0; i < shard.Count; i++)
            {
                sum[i] -= _energies[i].Data(unseen.Constant[i], unseen.Contrast[i]);
            }
            evaluator.SetModel(rigid);
            evaluator.Evaluate(unseen, z, 1, _energies);
            Keep(StillTest.Still(0, 1 - half), unseen, all);
            for (int i = 0; i < shard.Count; i++)
            {
                sum[i] += _energies[i].Data(unseen.Constant[i], unseen.Contrast[i]);
            }
            if (still is null)
            {
                return;
            }
            evaluator.SetModel(still.Consensus);
            evaluator.Evaluate(unseen, z, 1, _energies);
            Keep(StillTest.Still(1, 1 - half), unseen, all);
            evaluator.SetModel(flexed);
            for (int c = 0; c < still.Conformations; c++)
            {
                for (int i = 0; i < shard.Count; i++)
                {
                    still.Latents.AsSpan(c * _dimension, _dimension).CopyTo(z[(i * _dimension)..]);
                }
                evaluator.Evaluate(unseen, z, 1, _energies);
                Keep(StillTest.Still(2 + c, 1 - half), unseen, all);
            }
        }

        // Keeps the loss of each image on a half, from the energies just evaluated.
        void Keep(int loss, ImageShard on, Span<double> all)
        {
            for (int i = 0; width > 0 && i < shard.Count; i++)
            {
                all[i * width + loss] = _energies[i].Data(on.Constant[i], on.Contrast[i]);
            }
        }
    }

    private void Mask(ImageShard from, ImageShard to, float keep)
    {
        to.Count = from.Count;
        int length = from.SpectrumLength;
        for (int i = 0; i < from.Count; i++)
        {
            for (int k = 0, at = i * length; k < length; k++, at++)
            {
                float factor = _half[k] == keep ? 1f : 0f;
                to.TargetReal[at] = from.TargetReal[at] * factor;
                to.TargetImaginary[at] = from.TargetImaginary[at] * factor;
                to.Weight[at] = from.Weight[at] * factor;
            }
        }
        from.Constant.CopyTo(to.Constant, 0);
        from.Contrast.CopyTo(to.Contrast, 0);
        from.Pose.CopyTo(to.Pose, 0);
        from.Particles.CopyTo(to.Particles, 0);
    }

    private static float[] Split(int n, ulong seed)
    {
        int columns = n / 2 + 1;
        float[] half = new float[n * columns];
        for (int y = 0, k = 0; y < n; y++)
        {
            for (int x = 0; x < columns; x++, k++)
            {
                int row = x == 0 ? Math.Min(y, n - y) : y; // the mate of (0, ky) is (0, −ky)
                half[k] = CounterRandom.Bits(seed, Purpose.FourierSplit, 0, (ulong)row, (ulong)x) & 1;
            }
        }
        return half;
    }
}
