using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Training;

namespace Flex3D.Stages.LocalRefinement;

/// <summary>Computes shards of a local refinement, with memory of its own; used by one thread at a time.</summary>
public sealed class LocalRefinementWorker : IDisposable
{
    private readonly LocalRefinementSession _session;
    private readonly TrainingBuffer _buffer;
    private readonly IShardEvaluator _evaluator;
    private readonly RestSubtraction _rest;
    private readonly GaussNewton _newton;
    private readonly CandidateEnergy[] _energies;
    private readonly double[] _losses, _moments;
    private PoseSearch? _search;

    public LocalRefinementWorker(LocalRefinementSession session, IEngine engine)
    {
        _session = session;
        EngineProblem problem = session.Region.Problem;
        int size = session.ShardSize;
        _buffer = new TrainingBuffer(problem.Box, problem.PixelSizeAngstrom, size, session.Particles.Layout.LatentDimension, problem.Binding.Count);
        _evaluator = engine.CreateEvaluator(problem);
        _rest = new RestSubtraction(session.Region.Rest);
        _newton = new GaussNewton(problem.Flow.LatentDimension, size, session.Spreads[0].Priors.Parameters(flexed: false));
        (_energies, _losses, _moments) = (new CandidateEnergy[size], new double[size], new double[RegionSpread.Terms * size]);
    }

    /// <summary>Number of the shard computed last.</summary>
    public int Shard { get; private set; }

    /// <summary>Its gradient in the density of the region's voxels.</summary>
    public ReadOnlySpan<float> Gradient => _buffer.Gradient;

    /// <summary>The losses of its images.</summary>
    public ReadOnlySpan<double> Losses => _losses.AsSpan(0, _buffer.Shard.Count);

    /// <summary>A term of what its images say of the spread of turns and shifts.</summary>
    internal ReadOnlySpan<double> Moments(int term) => _moments.AsSpan(term * _session.ShardSize, _buffer.Shard.Count);

    /// <summary>Reads and computes a shard of the pass under way.</summary>
    /// <param name="shard">Its number in <see cref="LocalRefinementSession.Shards"/>.</param>
    /// <exception cref="IOException">An image cannot be read.</exception>
    public void Compute(int shard)
    {
        Shard = shard;
        LocalPass pass = _session.Pass;
        ReconstructionShard plan = _session.Shards[shard];
        _session.Source.Read(_session.Rows(shard), _buffer.Images);
        _session.Source.Transform(_buffer.Images);
        _buffer.SetTerms(_session.Source, _session.Particles);
        _buffer.Weigh();
        ImageShard images = _buffer.Shard;
        _rest.Apply(pass.Rest[plan.Half - 1], images);
        _session.Poses.ToCentre(images);
        float[] own = pass.Own[plan.Half - 1];
        _evaluator.SetModel(new ModelSnapshot(own, null));
        if (pass.IsOfPoses)
        {
            Refine(images, own, pass, _session.Spreads[plan.Half - 1]);
            return;
        }
        _session.Poses.Apply(images);
        if (pass.Kind == LocalPassKind.Gradient)
        {
            _buffer.Gradient.AsSpan().Clear();
            _evaluator.AccumulateMapGradient(images, [], _buffer.Gradient, _energies);
        }
        else
        {
            _evaluator.Evaluate(images, [], 1, _energies);
        }
        for (int i = 0; i < images.Count; i++)
        {
            _losses[i] = _energies[i].Data(images.Constant[i], images.Contrast[i]);
        }
    }

    // Searches around each image's pose, in a pass that does, then takes Gauss-Newton steps, all against components up to the limit.
    private void Refine(ImageShard images, float[] own, LocalPass pass, RegionSpread spread)
    {
        RegionPoses poses = _session.Poses;
        OwnPriors priors = spread.Priors;
        Cut(images, pass.Shells);
        _search ??= new PoseSearch(_session.Region.Problem, poses.MostRadians);
        for (int i = 0; pass.Kind == LocalPassKind.Search && i < images.Count; i++)
        {
            Span<double> offset = _newton.State.Offset(i);
            poses.Read(images.Particles[i], offset);
            _search.Improve(own, images, i, images.Pose.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength), priors, poses.MostPixels, offset);
            poses.Write(images.Particles[i], offset);
        }
        poses.Apply(images);
        for (int i = 0; i < images.Count; i++)
        {
            poses.Read(images.Particles[i], _newton.State.Offset(i)); // within the bounds, as the shard's poses are
        }
        _newton.Run(_evaluator, images, priors, _session.Steps);
        for (int i = 0; i < images.Count; i++)
        {
            spread.Measure(_newton, i, _moments, _session.ShardSize);
            poses.Write(images.Particles[i], _newton.State.Offset(i));
        }
    }

    // Leaves components beyond a frequency out of the loss.
    private static void Cut(ImageShard images, int shells)
    {
        int n = images.Box, columns = n / 2 + 1, length = images.SpectrumLength;
        if (shells >= n / 2)
        {
            return;
        }
        for (int k = 0; k < length; k++)
        {
            int x = k % columns, row = k / columns, y = row < n - n / 2 ? row : row - n;
            if (x * x + y * y <= shells * shells)
            {
                continue;
            }
            for (int i = 0; i < images.Count; i++)
            {
                (images.TargetReal[i * length + k], images.TargetImaginary[i * length + k], images.Weight[i * length + k]) = (0, 0, 0);
            }
        }
        images.Count = images.Count; // a new stamp
    }

    public void Dispose() => _evaluator.Dispose();
}
