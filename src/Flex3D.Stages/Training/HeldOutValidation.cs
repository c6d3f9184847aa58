using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Orientations;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>Measures predictive gains of held-out particles: parameters inferred from one half of an image's Fourier components are scored on the other half.</summary>
/// <remarks>
/// Latents inferred from an image always fit some of its noise, so its flexed loss falls below the rigid one even where nothing
/// moves. Noise is independent between Fourier components, so the gain on components the inference has not used is free of
/// that bias. All models have each image's own pose offset, contrast and, where it is re-estimated, defocus, inferred from the same half as the latents: motion has to beat a rigid molecule
/// whose poses are put right, and one that lacks parts (<see cref="CompositionModel"/>). Losses are predictive (<see cref="PredictiveLoss"/>). Components are split by a hash of (|kx|, ky), mates together.
/// </remarks>
internal sealed class HeldOutValidation
{
    private const int Steps = 4, StepsOfTurned = 2; // orientations that were searched for need fewer
    private const double MostDetail = 0.45; // cycles/pixel: beyond, there are hardly any finer components
    private static readonly LatentSearchSettings NoPrior = new([0.5, 0.25], 1.5, default);

    private readonly float[] _half;
    private readonly float[]? _detail;
    private readonly ImageShard _seen;
    private readonly ImageShard[] _unseen; // the other half, and of it what is finer than the detail's limit
    private readonly float[] _latents, _pairs;
    private readonly int _dimension, _capacity;
    private readonly CandidateEnergy[] _energies;
    private readonly double[] _seenLoss, _unseenLoss;
    private readonly TurnedMolecules _turned;
    private PredictiveLoss? _flexed, _composition, _still;

    public HeldOutValidation(EngineProblem problem, int shardSize, ulong seed)
    {
        (int box, double pixelSize, int latentDimension) = (problem.Box, problem.PixelSizeAngstrom, problem.Flow.LatentDimension);
        _turned = new TurnedMolecules(problem, shardSize);
        (_dimension, _capacity) = (latentDimension, shardSize);
        _half = Split(box, seed);
        double from = pixelSize / TestGains.DetailAngstrom;
        _detail = from > MostDetail ? null : FineComponents.From(box, from);
        _seen = new ImageShard(box, shardSize);
        _unseen = _detail is null ? [new ImageShard(box, shardSize)] : [new ImageShard(box, shardSize), new ImageShard(box, shardSize)];
        _latents = new float[shardSize * latentDimension];
        _pairs = new float[2 * shardSize * latentDimension];
        _energies = new CandidateEnergy[2 * shardSize];
        (_seenLoss, _unseenLoss) = (new double[shardSize], new double[2 * shardSize]);
    }

    /// <summary>Bytes of the large arrays: three shards, the split, the factors of detail, and what is compared with all orientations.</summary>
    public static long BytesOf(int box, int shardSize) => 3 * ImageShard.BytesOf(box, shardSize) + 2 * sizeof(float) * (long)box * (box / 2 + 1) + OrientationSearch.BytesOf(box);

    /// <summary>
    /// Writes the gains of each image: rigid loss − loss under the model on the components not used for inference, summed over both halves (positive favours the model). Against
    /// some still models it writes the image's losses for <see cref="StillTest"/>, too.
    /// </summary>
    /// <param name="shard">The images at their given poses.</param>
    /// <param name="gains">[image]; the gain of the composition model is NaN where there is none.</param>
    /// <param name="losses">[image][<see cref="StillTest.Losses"/>], overwritten.</param>
    /// <param name="defocus">Sets the images' terms at other defocus values; needed where the priors let it change.</param>
    public void Measure(
        IShardEvaluator evaluator, LatentSearch search, ImageShard shard, TestModels models, in TestPriors priors, ulong seed, Span<TestGains> gains, Span<double> losses,
        IDefocusTerms? defocus = null)
    {
        StillModels? still = models.Still;
        gains = gains[..shard.Count];
        double none = _detail is null ? double.NaN : 0, untested = models.Composition is null ? double.NaN : 0;
        double mirror = models.Centres.Length == 0 ? double.NaN : 0, turned = models.Orientations is null ? double.NaN : 0;
        gains.Fill(new(0, none, untested, none + untested) { Mirror = mirror, MirrorDetail = mirror + none, Turned = turned, TurnedDetail = turned + none, Reoriented = turned, ReorientedDetail = turned + none });
        var terms = defocus is null ? null : new PartTerms(this, defocus);
        var test = new Test(evaluator, shard, priors, losses, still is null ? 0 : StillTest.Losses(still.Count), terms);
        for (int half = 0; half < 2; half++)
        {
            terms?.SeenHalf = half;
            Span<float> z = _latents.AsSpan(0, shard.Count * _dimension);
            Mask(shard, _seen, half);
            Mask(shard, _unseen[0], 1 - half);
            if (_detail is not null)
            {
                Mask(shard, _unseen[1], 1 - half, _detail);
            }
            Search(search, test, models.Sparse, models.Coarse, models.Coarse?.Models.Flexed, models.Centres, priors.Flexed, seed, models.ActiveLatents);
            Lose(ref _flexed, test, models.Flexed, priors.Flexed, priors.Flexed.Parameters(flexed: true), StillTest.Flexed, half);
            Add(gains, -1, 0);
            if (models.Centres.Length > 0)
            {
                Mirror(test, models, gains);
            }
            if (models.Composition is { } composition)
            {
                Search(search, test, composition, models.Coarse, models.Coarse?.Models.Composition, [], priors.Composition, seed);
                Lose(ref _composition, test, composition, priors.Composition, priors.Composition.Parameters(flexed: true), StillTest.Composition, half);
                Add(gains, 0, -1);
            }
            Still(test, half, 0, models.Rigid);
            Add(gains, 1, 1);
            if (models.Orientations is { } orientations)
            {
                Turn(test, orientations, gains);
            }
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
                Still(test, half, 2 + c, models.Flexed);
            }
        }
        for (int i = 0; i < gains.Length; i++)
        {
            gains[i] = gains[i] with { Loss = gains[i].Loss - shard.Constant[i] }; // each half has counted the whole image's constant
        }
    }

    private void Search(LatentSearch search, in Test test, ModelSnapshot model, CoarseSearch? coarse, ModelSnapshot? coarseModel, float[] centres, in OwnPriors priors, ulong seed, int coordinates = 0)
    {
        Span<float> z = _latents.AsSpan(0, test.Shard.Count * _dimension);
        z.Clear();
        Begin(test, priors);
        test.Evaluator.SetModel(model);
        (IShardEvaluator evaluator, ImageShard images) = coarse is null ? (test.Evaluator, _seen) : coarse.Images.Of(_seen, coarseModel!);
        search.Run(evaluator, images, NoPrior with { Prior = priors.Latent, Limit = priors.Latent.Scale, Coordinates = coordinates }, centres, seed, 0, z, _energies);
    }

    private void Still(in Test test, int half, int model, ModelSnapshot of) =>
        Lose(ref _still, test, of, test.Priors.Rigid, test.Priors.Rigid.Parameters(flexed: false), StillTest.Still + model, half);

    // Compares molecules that do not move with the images in all orientations; the rigid control at the given ones was measured last.
    private void Turn(in Test test, StillOrientations orientations, Span<TestGains> gains)
    {
        int count = test.Shard.Count;
        Begin(test, test.Priors.Rigid);
        _turned.Search(_seen, orientations);
        _turned.Keep(_turned.Control, _unseenLoss);
        for (int option = 0; option < _turned.Options; option++)
        {
            if (option != _turned.Control && _turned.Counts(option, count))
            {
                Begin(test, test.Priors.Rigid);
                foreach (ImageShard part in (ReadOnlySpan<ImageShard>)[_seen, .. _unseen])
                {
                    _turned.Turn(option, part);
                }
                _still!.Measure(test.Evaluator, _seen, _unseen, orientations.Model(option / 2), test.Priors.Rigid, _latents, StepsOfTurned, _seenLoss, _unseenLoss, test.Defocus);
                _turned.Keep(option, _unseenLoss);
            }
        }
        _turned.AddTo(gains);
    }

    // Measures a model's losses at the latents at hand, the seen half being that of a number, and keeps them for the still test.
    private void Lose(
        ref PredictiveLoss? measure, in Test test, ModelSnapshot model, in OwnPriors priors, OwnParameters parameters, int number, int half)
    {
        if (measure?.Parameters != parameters)
        {
            measure = new PredictiveLoss(_dimension, _capacity, parameters);
        }
        int count = test.Shard.Count;
        Begin(test, priors);
        measure.Measure(test.Evaluator, _seen, _unseen, model, priors, _latents, Steps, _seenLoss, _unseenLoss, test.Defocus);
        for (int i = 0; test.Width > 0 && i < count; i++)
        {
            Span<double> losses = test.Losses.Slice(i * test.Width, test.Width);
            (losses[StillTest.Seen(number, half)], losses[StillTest.Unseen(number, half)], losses[StillTest.Detail(number, half)]) = (_seenLoss[i], _unseenLoss[i], _unseenLoss[_capacity + i]);
        }
    }

    // Adds by how much the latents that the flexed model was measured at last predict better than their mirror images about the mean, the images' other parameters being the same.
    private void Mirror(in Test test, TestModels models, Span<TestGains> gains)
    {
        const int Pair = 2;
        float limit = (float)test.Priors.Flexed.Latent.Scale;
        Span<float> pairs = _pairs.AsSpan(0, gains.Length * Pair * _dimension);
        for (int i = 0; i < gains.Length; i++)
        {
            for (int k = 0; k < _dimension; k++)
            {
                float own = _flexed!.Latents[i * _dimension + k], other = 2 * models.Centres[k] - own;
                (pairs[Pair * i * _dimension + k], pairs[(Pair * i + 1) * _dimension + k]) = (own, k < models.ActiveLatents ? Math.Clamp(other, -limit, limit) : own);
            }
        }
        for (int part = 0; part < _unseen.Length; part++)
        {
            ImageShard unseen = _unseen[part];
            test.Evaluator.Evaluate(unseen, pairs, Pair, _energies);
            for (int i = 0; i < gains.Length; i++)
            {
                double gain = _energies[Pair * i + 1].Data(unseen.Constant[i], unseen.Contrast[i]) - _energies[Pair * i].Data(unseen.Constant[i], unseen.Contrast[i]);
                gains[i] += new TestGains(0, 0, 0, 0) { Mirror = part == 0 ? gain : 0, MirrorDetail = part == 0 ? 0 : gain, Turned = 0, TurnedDetail = 0, Reoriented = 0, ReorientedDetail = 0 };
            }
        }
    }

    private void Add(Span<TestGains> gains, int flexed, int composition)
    {
        for (int i = 0; i < gains.Length; i++)
        {
            (double loss, double detail) = (_unseenLoss[i], _unseenLoss[_capacity + i]);
            gains[i] += new TestGains(flexed * loss, flexed * detail, composition * loss, composition * detail) { Loss = flexed < 0 ? loss : 0, Mirror = 0, MirrorDetail = 0, Turned = 0, TurnedDetail = 0, Reoriented = 0, ReorientedDetail = 0 };
        }
    }

    // Sets all parts of the images to their given poses and, where contrasts are estimated, to contrast 1; and the part that is searched to its given defocus.
    private void Begin(in Test test, in OwnPriors priors)
    {
        ImageShard shard = test.Shard;
        if (priors.DefocusAngstrom > 0)
        {
            for (int i = 0; i < shard.Count; i++)
            {
                test.Defocus!.Set(_seen, i, 0);
            }
            _seen.Count = shard.Count; // a new stamp
        }
        foreach (ImageShard part in (ReadOnlySpan<ImageShard>)[_seen, .. _unseen])
        {
            shard.Pose.CopyTo(part.Pose, 0);
            shard.Contrast.CopyTo(part.Contrast, 0);
            if (priors.Contrast > 0)
            {
                part.Contrast.AsSpan().Fill(1);
            }
        }
    }

    private readonly ref struct Test(IShardEvaluator evaluator, ImageShard shard, TestPriors priors, Span<double> losses, int width, PartTerms? defocus)
    {
        public IShardEvaluator Evaluator { get; } = evaluator;
        public ImageShard Shard { get; } = shard;
        public TestPriors Priors { get; } = priors;
        public Span<double> Losses { get; } = losses;
        public int Width { get; } = width;
        public PartTerms? Defocus { get; } = defocus;
    }

    // Sets the terms of a part of the images' components at other defocus values.
    private sealed class PartTerms(HeldOutValidation of, IDefocusTerms whole) : IDefocusTerms
    {
        public int SeenHalf { get; set; }

        public double RadianAngstrom => whole.RadianAngstrom;

        public void Set(ImageShard shard, int image, double changeAngstrom)
        {
            whole.Set(shard, image, changeAngstrom);
            of.Mask(shard, shard, image, shard == of._seen ? SeenHalf : 1 - SeenHalf, shard == of._unseen[^1] ? of._detail : null);
        }
    }

    // Copies the images with the components of one half alone, times a factor each.
    private void Mask(ImageShard from, ImageShard to, float keep, float[]? factors = null)
    {
        for (int i = 0; i < from.Count; i++)
        {
            Mask(from, to, i, keep, factors);
        }
        from.Constant.CopyTo(to.Constant, 0);
        from.Particles.CopyTo(to.Particles, 0);
        to.Count = from.Count;
    }

    private void Mask(ImageShard from, ImageShard to, int image, float keep, float[]? factors)
    {
        int length = from.SpectrumLength;
        for (int k = 0, at = image * length; k < length; k++, at++)
        {
            float factor = _half[k] == keep ? factors?[k] ?? 1f : 0f;
            to.TargetReal[at] = from.TargetReal[at] * factor;
            to.TargetImaginary[at] = from.TargetImaginary[at] * factor;
            to.Weight[at] = from.Weight[at] * factor;
        }
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
