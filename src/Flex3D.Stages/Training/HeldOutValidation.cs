using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Training;

/// <summary>Measures the predictive gain of held-out particles: parameters inferred from one half of an image's Fourier components are scored on the other half.</summary>
/// <remarks>
/// Latents inferred from an image always fit some of its noise, so its flexed loss falls below the rigid one even where nothing
/// moves. Noise is independent between Fourier components, so the gain on components the inference has not used is free of
/// that bias. Both models have each image's own pose offset and contrast, inferred from the same half as the latents: motion has to beat a rigid molecule
/// whose poses are put right. Losses are predictive (<see cref="PredictiveLoss"/>). Components are split by a hash of (|kx|, ky), mates together.
/// </remarks>
internal sealed class HeldOutValidation
{
    private const int Steps = 4;
    private static readonly LatentSearchSettings NoPrior = new([0.5, 0.25], 5, 1.5, default);

    private readonly float[] _half;
    private readonly ImageShard _seen, _unseen;
    private readonly float[] _latents;
    private readonly int _dimension, _capacity;
    private readonly CandidateEnergy[] _energies;
    private readonly double[] _seenLoss, _unseenLoss;
    private PredictiveLoss? _flexed, _still;

    public HeldOutValidation(int box, int shardSize, int latentDimension, ulong seed)
    {
        (_dimension, _capacity) = (latentDimension, shardSize);
        _half = Split(box, seed);
        _seen = new ImageShard(box, shardSize);
        _unseen = new ImageShard(box, shardSize);
        _latents = new float[shardSize * latentDimension];
        _energies = new CandidateEnergy[shardSize];
        (_seenLoss, _unseenLoss) = (new double[shardSize], new double[shardSize]);
    }

    /// <summary>Bytes of the large arrays: two shards and the split.</summary>
    public static long BytesOf(int box, int shardSize) => 2 * ImageShard.BytesOf(box, shardSize) + sizeof(float) * (long)box * (box / 2 + 1);

    /// <summary>
    /// Writes the gain of each image, rigid loss − flexed loss on the components not used for inference, summed over both halves (positive favours motion) and, against
    /// some still models, its losses for <see cref="StillTest"/>.
    /// </summary>
    /// <param name="shard">The images at their given poses.</param>
    /// <param name="still">The still models; null for the rigid control alone, without losses.</param>
    /// <param name="losses">[image][<see cref="StillTest.Losses"/>], overwritten.</param>
    public void Measure(
        IShardEvaluator evaluator, LatentSearch search, ImageShard shard, ModelSnapshot flexed, ModelSnapshot rigid, StillModels? still, in TestPriors priors, ulong seed,
        Span<double> gains, Span<double> losses)
    {
        gains[..shard.Count].Clear();
        var test = new Test(evaluator, shard, priors, losses, still is null ? 0 : StillTest.Losses(still.Count));
        for (int half = 0; half < 2; half++)
        {
            Span<float> z = _latents.AsSpan(0, shard.Count * _dimension);
            z.Clear();
            Mask(shard, _seen, half);
            Mask(shard, _unseen, 1 - half);
            Begin(shard, priors.Flexed);
            evaluator.SetModel(flexed);
            search.Run(evaluator, _seen, NoPrior with { Prior = priors.Flexed.Latent, Limit = priors.Flexed.Latent.Scale }, seed, 0, z, _energies);
            Lose(ref _flexed, test, flexed, priors.Flexed, priors.Flexed.Parameters(flexed: true), StillTest.FlexedSeen(half), StillTest.FlexedUnseen(half));
            Add(gains[..shard.Count], -1);
            Still(test, half, 0, rigid);
            Add(gains[..shard.Count], 1);
            if (still is null)
            {
                continue;
            }
            Still(test, half, 1, still.Consensus);
            for (int c = 0; c < still.Conformations; c++)
            {
                for (int i = 0; i < shard.Count; i++)
                {
                    still.Latents.AsSpan(c * _dimension, _dimension).CopyTo(z[(i * _dimension)..]);
                }
                Still(test, half, 2 + c, flexed);
            }
        }
    }

    private void Still(in Test test, int half, int model, ModelSnapshot of) =>
        Lose(ref _still, test, of, test.Priors.Rigid, test.Priors.Rigid.Parameters(flexed: false), StillTest.Still(model, half), StillTest.Still(model, 1 - half));

    // Measures a model's losses on both halves at the latents at hand, and keeps them under two numbers.
    private void Lose(
        ref PredictiveLoss? measure, in Test test, ModelSnapshot model, in OwnPriors priors, OwnParameters parameters, int seenNumber, int unseenNumber)
    {
        if (measure?.Parameters != parameters)
        {
            measure = new PredictiveLoss(_dimension, _capacity, parameters);
        }
        int count = test.Shard.Count;
        Begin(test.Shard, priors);
        measure.Measure(test.Evaluator, _seen, _unseen, model, priors, _latents, Steps, _seenLoss, _unseenLoss);
        for (int i = 0; test.Width > 0 && i < count; i++)
        {
            test.Losses[i * test.Width + seenNumber] = _seenLoss[i];
            test.Losses[i * test.Width + unseenNumber] = _unseenLoss[i];
        }
    }

    private void Add(Span<double> gains, int sign)
    {
        for (int i = 0; i < gains.Length; i++)
        {
            gains[i] += sign * _unseenLoss[i];
        }
    }

    // Sets both halves of the images to their given poses and, where contrasts are estimated, to contrast 1.
    private void Begin(ImageShard shard, in OwnPriors priors)
    {
        foreach (ImageShard part in (ReadOnlySpan<ImageShard>)[_seen, _unseen])
        {
            shard.Pose.CopyTo(part.Pose, 0);
            shard.Contrast.CopyTo(part.Contrast, 0);
            if (priors.Contrast > 0)
            {
                part.Contrast.AsSpan().Fill(1);
            }
        }
    }

    private readonly ref struct Test(IShardEvaluator evaluator, ImageShard shard, TestPriors priors, Span<double> losses, int width)
    {
        public IShardEvaluator Evaluator { get; } = evaluator;
        public ImageShard Shard { get; } = shard;
        public TestPriors Priors { get; } = priors;
        public Span<double> Losses { get; } = losses;
        public int Width { get; } = width;
    }

    // Copies the images with the components of one half alone.
    private void Mask(ImageShard from, ImageShard to, float keep)
    {
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
        from.Particles.CopyTo(to.Particles, 0);
        to.Count = from.Count;
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

/// <summary>The priors on an image's own parameters under the two models that are compared.</summary>
/// <param name="Flexed">Under the model with a flow.</param>
/// <param name="Rigid">Under models that do not move.</param>
internal readonly record struct TestPriors(OwnPriors Flexed, OwnPriors Rigid);
