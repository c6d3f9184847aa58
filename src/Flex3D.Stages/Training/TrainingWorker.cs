using Flex3D.Stages.Coarse;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Priors;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>Evaluates shards with one evaluator and its scratch memory; used by one thread at a time. It has no state but the model it is given.</summary>
public sealed class TrainingWorker : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly int _dimension;
    private readonly LatentSearch _search;
    private readonly HeldOutValidation _validation;
    private readonly OwnInference _own;
    private readonly DefocusTerms _defocus;
    private readonly FitWeight _fit;
    private readonly CompositionModel _composition;
    private readonly int _particles;
    private readonly float[] _noisy;
    private readonly NeighbourhoodGradient _neighbourhood;
    private readonly CoarseImages? _coarse;

    /// <param name="coarse">The problem at a smaller box; null where nothing is done there.</param>
    /// <param name="particles">The number of particles that are learned from, or somewhat more.</param>
    public TrainingWorker(IEngine engine, EngineProblem problem, EngineProblem? coarse, TrainingOptions options, int particles)
    {
        _particles = particles;
        _options = options;
        _dimension = problem.Flow.LatentDimension;
        Evaluator = engine.CreateEvaluator(problem);
        _coarse = coarse is null ? null : new CoarseImages(engine, problem.Box, coarse, options.ShardSize);
        _search = new LatentSearch(_dimension, options.ShardSize);
        _validation = new HeldOutValidation(problem, options.ShardSize, options.Seed);
        _own = new OwnInference(_dimension, options.ShardSize);
        _defocus = new DefocusTerms(problem.Box, options.ShardSize);
        _fit = new FitWeight(problem.Box, problem.PixelSizeAngstrom, options.ShardSize);
        _composition = new CompositionModel(problem, options);
        _neighbourhood = new NeighbourhoodGradient(problem, options.ShardSize);
        _noisy = new float[options.ShardSize * _dimension];
    }

    /// <summary>Bytes of the large arrays of a worker, without those of its evaluator, once it has worked on every kind of step.</summary>
    public static long BytesOf(EngineProblem problem, TrainingOptions options) => (options.MayRefineDefocus ? DefocusTerms.BytesOf(problem.Box, options.ShardSize) : 0) + HeldOutValidation.BytesOf(problem.Box, options.ShardSize) + ImageShard.BytesOf(problem.Box, options.ShardSize) + FitWeight.BytesOf(problem.Box, options.ShardSize) + (options.CoarseBox > 0 ? CoarseImages.BytesOf(options.CoarseBox, options.ShardSize) : 0);

    public IShardEvaluator Evaluator { get; }

    /// <summary>Infers the shard's latents, or evaluates the model at the given ones, and writes each image's energies to the buffer.</summary>
    /// <param name="buffer">Holds the work, the prepared images, and the initial latents and contrasts.</param>
    /// <exception cref="InvariantException">The work is for another version of the model.</exception>
    public void Infer(TrainingBuffer buffer, TrainingModel model)
    {
        ShardWork work = buffer.Work;
        model.Version.Require(work.Shard, work.Version);
        if (work.Kind == StepKind.Map)
        {
            buffer.Weigh();
            return; // the energies are computed together with the gradient
        }
        (IShardEvaluator evaluator, ImageShard shard) = ForEpoch(buffer, model);
        buffer.OffsetsLength = 0;
        if (work.Search && model.Settings.Search is { } settings)
        {
            LatentSearchSettings search = settings with { Coordinates = model.ActiveLatents };
            Span<float> latents = buffer.Particles.Write(ParticleColumns.Latents, ColumnWriters.Training);
            if (search.Sweeps)
            {
                float[] centres = search.Centres ? model.Centres : [];
                if (model.Coarse is { } models && !model.Settings.Coarse)
                {
                    SearchCoarse(buffer.Shard, models, search, centres, (ulong)work.Version.Phase, latents, buffer.Energies);
                }
                else
                {
                    _search.Run(evaluator, shard, search, centres, _options.Seed, (ulong)work.Version.Phase, latents, buffer.Energies);
                }
            }
            Evaluator.SetModel(model.Sparse);
            _own.Improve(Evaluator, buffer, search, model.Priors, model.ActiveLatents, _defocus);
        }
        else
        {
            evaluator.Evaluate(shard, buffer.Latents, 1, buffer.Energies);
        }
        if (model.Settings.Kind == EpochKind.Embed)
        {
            _own.MeasureGains(Evaluator, buffer);
        }
        if (work.Search && model.Settings.MeasuresPoses)
        {
            _fit.Measure(Evaluator, buffer.Shard, buffer.Latents, model.Priors.Contrast, buffer.Particles.Write(ParticleColumns.Weight, ColumnWriters.Training));
        }
        if (work.Kind == StepKind.Flow)
        {
            buffer.Weigh();
        }
    }

    /// <summary>Sums the shard's gradient into the buffer, or on a device that can add gradients up; for held-out particles, measures their losses.</summary>
    /// <param name="keeps">Whether gradients may be left on a device.</param>
    /// <param name="still">Still models against which the motion is tested as well; null where no particles share an image, or the motion is not tested.</param>
    /// <exception cref="InvariantException">The work is for another version of the model, or not of training.</exception>
    public void Accumulate(TrainingBuffer buffer, TrainingModel model, bool keeps = true, StillModels? still = null)
    {
        ShardWork work = buffer.Work;
        model.Version.Require(work.Shard, work.Version);
        buffer.GradientLength = 0;
        buffer.ReleaseKept(); // of a shard that was not counted
        Span<CandidateEnergy> atNoisyLatents = stackalloc CandidateEnergy[buffer.Shard.Count];
        switch (work.Kind)
        {
            case StepKind.Flow:
                AccumulateFlow(buffer, model, work, keeps, atNoisyLatents);
                break;
            case StepKind.Map:
                AccumulateMap(buffer, model, keeps);
                break;
            case StepKind.Validate:
                Validate(buffer, model, still);
                break;
            case StepKind.Embed:
                break;
            default:
                throw new InvariantException($"step kind {work.Kind} is not of training");
        }
        if (work.Last && work.Kind != StepKind.Validate)
        {
            bool noisy = work.Kind == StepKind.Flow;
            MeasureRigidity(buffer, model.Flexed, noisy ? _noisy.AsSpan(0, buffer.Shard.Count * _dimension) : buffer.Latents, noisy ? atNoisyLatents : buffer.Energies);
        }
    }

    // Returns what evaluates the flexed model in an epoch: the whole images or, where the epoch is coarse, those at the smaller box.
    private (IShardEvaluator Evaluator, ImageShard Shard) ForEpoch(TrainingBuffer buffer, TrainingModel model) =>
        model is { Settings.Coarse: true, Coarse: { } coarse } ? _coarse!.Of(buffer.Shard, coarse.Flexed) : WithModel(buffer.Shard, model.Sparse);

    private (IShardEvaluator Evaluator, ImageShard Shard) WithModel(ImageShard shard, ModelSnapshot model)
    {
        Evaluator.SetModel(model);
        return (Evaluator, shard);
    }

    // Searches at the smaller box, and takes what it finds where the whole images agree.
    private void SearchCoarse(ImageShard shard, CoarseModels models, LatentSearchSettings search, float[] centres, ulong epoch, Span<float> latents, CandidateEnergy[] energies)
    {
        Span<float> found = _noisy.AsSpan(0, shard.Count * _dimension); // free until the gradient
        latents[..found.Length].CopyTo(found);
        (IShardEvaluator evaluator, ImageShard coarse) = _coarse!.Of(shard, models.Flexed);
        _search.Run(evaluator, coarse, search, centres, _options.Seed, epoch, found, energies);
        _search.Choose(Evaluator, shard, search, found, latents, energies);
    }

    /// <summary>
    /// Computes the flow gradient at latents drawn from each particle's posterior, once it is known, and before that at latents with the paper's noise added; the draw
    /// depends only on particle, epoch and sub-step.
    /// </summary>
    private void AccumulateFlow(TrainingBuffer buffer, TrainingModel model, ShardWork work, bool keeps, Span<CandidateEnergy> energies)
    {
        ImageShard shard = buffer.Shard;
        ReadOnlySpan<float> latents = buffer.Latents, covariances = buffer.Particles.Column(ParticleColumns.Covariance);
        int active = model.ActiveLatents, width = PackedSymmetric.Length(_dimension);
        Span<double> normal = stackalloc double[active];
        latents.CopyTo(_noisy); // coordinates that are not in use stay 0
        for (int i = 0; i < shard.Count; i++)
        {
            for (int k = 0; k < active; k++)
            {
                normal[k] = CounterRandom.Normal(_options.Seed, Purpose.LatentNoise, (ulong)work.Version.Phase, (ulong)shard.Particles[i], (ulong)(work.SubStep * _dimension + k));
            }
            // The triangle of the coordinates in use comes first.
            LatentDraw.Draw(latents.Slice(i * _dimension, active), covariances.Slice(i * width, PackedSymmetric.Length(active)), _options.LatentNoise, normal, _noisy.AsSpan(i * _dimension, active));
        }
        buffer.GradientLength = model.Flexed.FlowParameters!.Length;
        (IShardEvaluator evaluator, ImageShard images) = ForEpoch(buffer, model);
        buffer.Kept[0] = evaluator.SumFlowGradient(keeps, images, _noisy.AsSpan(0, shard.Count * _dimension), buffer.Gradient.AsSpan(0, buffer.GradientLength), energies);
    }

    // Writes E_rigid of each image to the buffer, for the record of an epoch: at the latents of the last flow gradient, noise included, or at the images' own.
    // Where no other prior counts, the energies that are known at those latents contain it.
    private void MeasureRigidity(TrainingBuffer buffer, ModelSnapshot model, ReadOnlySpan<float> latents, ReadOnlySpan<CandidateEnergy> energies)
    {
        Span<double> rigidity = buffer.Rigidity.AsSpan(0, buffer.Shard.Count);
        if (model.Priors.Only(RigidityPrior.Name) is { } strength)
        {
            for (int i = 0; i < rigidity.Length; i++)
            {
                rigidity[i] = energies[i].Prior / strength;
            }
            return;
        }
        Evaluator.SetModel(model);
        Evaluator.EvaluatePrior(RigidityPrior.Name, latents, rigidity);
    }

    /// <summary>Computes the gradients of the flexed model's map, of its rigid control's and of the composition model, one after the other in the buffer.</summary>
    private void AccumulateMap(TrainingBuffer buffer, TrainingModel model, bool keeps)
    {
        ReadOnlySpan<float> latents = buffer.Latents;
        int voxels = model.Flexed.Voxels.Length;
        ModelSnapshot? composition = CompositionModel.Uses(buffer.Work.Shard, _particles) ? model.Composition : null;
        buffer.GradientLength = 2 * voxels + (composition?.Components!.Length ?? 0);
        Span<float> gradient = buffer.Gradient.AsSpan(0, buffer.GradientLength);
        if (model.Anchor is null)
        {
            Evaluator.SetModel(model.Flexed);
            buffer.Kept[0] = Evaluator.SumMapGradient(keeps, buffer.Shard, latents, gradient[..voxels], buffer.Energies);
        }
        else
        {
            buffer.Kept[0] = _neighbourhood.Sum(Evaluator, buffer, model, keeps, gradient[..voxels]);
        }
        Span<CandidateEnergy> control = stackalloc CandidateEnergy[buffer.Shard.Count];
        Evaluator.SetModel(model.Rigid);
        buffer.Kept[1] = Evaluator.SumMapGradient(keeps, buffer.Shard, latents, gradient.Slice(voxels, voxels), control);
        RigidLosses(buffer, control);
        if (composition is not null)
        {
            buffer.Kept[2] = _composition.Sum(Evaluator, buffer.Shard, (ulong)buffer.Work.Version.Phase, composition, keeps, gradient[(2 * voxels)..]);
        }
    }

    /// <summary>Measures the losses of held-out particles under the rigid control and, in the final epoch, the predictive gain of the motion.</summary>
    private void Validate(TrainingBuffer buffer, TrainingModel model, StillModels? still)
    {
        ImageShard shard = buffer.Shard;
        Span<CandidateEnergy> control = stackalloc CandidateEnergy[shard.Count];
        (IShardEvaluator evaluator, ImageShard images) = model is { Settings.Coarse: true, Coarse: { } coarse } ? _coarse!.Of(shard, coarse.Rigid) : WithModel(shard, model.Rigid);
        evaluator.Evaluate(images, buffer.Latents, 1, control);
        RigidLosses(buffer, control);
        buffer.OffsetsLength = 0;
        buffer.StillLosses = model.TestsMotion && still is not null ? new double[shard.Count * StillTest.Losses(still.Count)] : [];
        if (model.TestsMotion)
        {
            buffer.GivenOffsets(); // they are found under each model
            var priors = new TestPriors(model.Priors, model.RigidPriors, model.CompositionPriors);
            _validation.Measure(Evaluator, _search, shard, new TestModels(model.Flexed, model.Centres, model.Rigid, model.Composition, still) { Sparse = model.Sparse, ActiveLatents = model.ActiveLatents, Orientations = TurnedMolecules.Uses(buffer.Work.Shard, _options.HeldOut) ? model.Orientations : null, Coarse = model.Coarse is { } smaller ? new CoarseSearch(_coarse!, smaller) : null }, priors, _options.Seed, buffer.PredictiveGains, buffer.StillLosses, _defocus.Of(buffer));
        }
        if (buffer.Work.Search && model.Settings.MeasuresPoses && buffer.Work.Shard * _options.ShardSize < OwnInference.EnoughForSpreads)
        {
            _own.MeasureOffsets(Evaluator, buffer, model, _defocus);
        }
    }

    private static void RigidLosses(TrainingBuffer buffer, ReadOnlySpan<CandidateEnergy> control)
    {
        for (int i = 0; i < control.Length; i++)
        {
            buffer.RigidLoss[i] = control[i].Data(buffer.Shard.Constant[i], buffer.Shard.Contrast[i]);
        }
    }

    public void Dispose()
    {
        _coarse?.Dispose();
        Evaluator.Dispose();
    }
}
