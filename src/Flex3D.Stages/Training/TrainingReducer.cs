using Flex3D.Stages.Canonical;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Inference;
using Flex3D.Stages.LatentFrames;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.Grouping;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>Adds up the results of a step's shards; once all are in, updates the parameters and publishes the latents.</summary>
/// <remarks>
/// Invariants: (1) a result of another version of the model is refused; (2) the committed state depends neither on the order of the results nor on where they were
/// computed; (3) the state changes only in <see cref="Commit"/>. Not thread-safe.
/// </remarks>
internal sealed class TrainingReducer
{
    private readonly TrainingOptions _options;
    private readonly TrainingState _state;
    private readonly CanonicalMap _map;
    private readonly HeldOutImages _heldOut;
    private readonly HalfSet? _half;
    private readonly OccupancyField _occupancy;
    private readonly float[] _flowGradient;
    private readonly float[] _mapGradient;
    private readonly float[] _componentGradient;
    private readonly List<ShardResult> _rows = [];
    private ModelVersion _version;

    /// <param name="map">Converts the gradient by voxel to the gradient by parameter of the map.</param>
    /// <param name="occupancy">Converts the gradient by component and voxel to that by parameter of the composition model.</param>
    /// <param name="images">Which particles have the same image.</param>
    /// <param name="half">The half-set that is trained on; null for all particles.</param>
    public TrainingReducer(EngineProblem problem, TrainingOptions options, TrainingState state, CanonicalMap map, OccupancyField occupancy, ImageGroups images, HalfSet? half)
    {
        _half = half;
        _heldOut = new HeldOutImages(images);
        (_options, _state, _map, _occupancy) = (options, state, map, occupancy);
        Gradients = new TrainingGradients(problem, options, state.Flow.Length, options.Learned(state.Particles.Count));
        _flowGradient = new float[Gradients.Flow.Length];
        _mapGradient = new float[Gradients.Map.Length];
        _componentGradient = new float[Gradients.Components.Length];
    }

    /// <summary>The sums of the gradients of the results so far.</summary>
    public TrainingGradients Gradients { get; }

    /// <summary>Clears all results, and begins another step.</summary>
    /// <param name="version">Version of the model with which the results must be computed.</param>
    /// <param name="shards">The number of shards of the step.</param>
    public void Begin(ModelVersion version, int shards)
    {
        _version = version;
        _rows.Clear();
        Gradients.Begin(_state.FlowExponent, _state.MapExponent, shards);
    }

    /// <summary>Adds the gradient of a shard and keeps a copy of its particles' rows. Called once for each shard, in any order.</summary>
    /// <exception cref="InvariantException">The result was computed with another model, or its gradient is not finite.</exception>
    /// <exception cref="DeviceException">The device on which its gradient lies has failed.</exception>
    public void Add(ShardResult result)
    {
        _version.Require(result.Shard, result.Version);
        Gradients.Add(result);
        _rows.Add(result.CopyOfRows());
    }

    /// <summary>Keeps the rows of a shard whose gradient is in a sum that <see cref="TrainingGradients.AddSums"/> adds.</summary>
    /// <exception cref="InvariantException">The result was computed with another model.</exception>
    public void AddRows(ShardResult result)
    {
        _version.Require(result.Shard, result.Version);
        Gradients.Count(result);
        _rows.Add(result.CopyOfRows());
    }

    /// <summary>Commits the step once every result is in: updates the parameters and publishes the results of the shards.</summary>
    /// <param name="prior">The prior of both maps, in map epochs.</param>
    /// <param name="anchor">The images from which the canonical map is made anew; null where it goes on from what it is.</param>
    /// <param name="rigid">The voxels of the rigid control with which the step was computed.</param>
    /// <exception cref="DeviceException">A device that held sums has failed; nothing is changed.</exception>
    public void Commit(TrainingStep plan, EpochSettings settings, MapPrior? prior, AnchorNeighbours? anchor, ReadOnlySpan<float> rigid)
    {
        Gradients.Gather();
        double mean = 1.0 / plan.Particles.Length;
        foreach (ShardResult rows in _rows.OrderBy(rows => rows.Shard)) // sums of doubles depend on their order
        {
            Publish(rows, plan, settings);
        }
        _state.Sums = _heldOut.AddTo(_state.Sums);
        if (plan.Kind == StepKind.Validate && settings.Kind == EpochKind.Embed && _options.TestsMotion)
        {
            _state.HeldOut = [.. _heldOut.Measured.OrderBy(image => image.Row)];
        }
        if (plan.Kind == StepKind.Flow)
        {
            double largest = Gradients.Flow.Read(_flowGradient, mean);
            _state.FlowOptimizer.Step(_state.Flow, _flowGradient, settings.FlowRate);
            _state.FlowExponent = FixedPointSum.ExponentFor(largest);
        }
        else if (plan.Kind == StepKind.Map)
        {
            double largest = Gradients.Map.Read(_mapGradient, mean), rate = Math.Min(0.5, settings.MapRate * plan.Particles.Length / prior!.Images);
            if (anchor is null)
            {
                _map.Step(_state.Map, _mapGradient, settings.LowPass, prior, _state.MapPower, rate);
            }
            else
            {
                MakeMap(_mapGradient, plan, settings, prior, anchor);
            }
            largest = Math.Max(largest, Gradients.Rigid.Read(_mapGradient, mean));
            _map.Step(_state.RigidMap, _mapGradient, settings.LowPass, prior, _state.RigidMapPower, rate);
            if (Gradients.CompositionImages > 0)
            {
                largest = Math.Max(largest, ImproveComposition(mean, settings, rigid));
            }
            _state.MapExponent = FixedPointSum.ExponentFor(largest);
        }
    }

    // Takes a step of the composition model; its gradient is over the map's unit, so that it is as large as one by voxel. Returns the largest magnitude of the sum.
    private double ImproveComposition(double mean, EpochSettings settings, ReadOnlySpan<float> rigid)
    {
        double largest = Gradients.Components.Read(_componentGradient, mean / _map.Unit);
        float[] fields = new float[_state.Occupancy.Length];
        _occupancy.Adjoint(_componentGradient, rigid, fields);
        _state.OccupancyOptimizer.Step(_state.Occupancy, fields, settings.OccupancyRate);
        return largest;
    }

    // A step of a map that is made anew. With steps of 2/(t + 2) little is left of the map that was, and minibatch t counts in proportion to t + 1.
    private void MakeMap(Span<float> gradient, TrainingStep plan, EpochSettings settings, MapPrior prior, AnchorNeighbours anchor)
    {
        int near = _rows.Sum(rows => anchor.Among(rows.State!.Column(ParticleColumns.Latents)).Length);
        if (near == 0)
        {
            return;
        }
        float scale = plan.Particles.Length / (float)near; // the mean over the images that count
        foreach (ref float value in gradient)
        {
            value *= scale;
        }
        _map.Step(_state.Map, gradient, settings.LowPass, prior.With(anchor.CountedAlike), _state.MapPower, Math.Min(0.5, 2.0 / (_state.Step + 2)));
    }

    // Stages each particle's state, with a new contrast where latents were searched, and adds the shard's results to the epoch's sums.
    private void Publish(ShardResult rows, TrainingStep step, EpochSettings settings)
    {
        ParticleBlock found = rows.State ?? throw new InvariantException($"shard {rows.Shard} of a training came back without the state of its particles");
        Span<float> contrasts = found.Write(ParticleColumns.Contrast, ColumnWriters.Training);
        ReadOnlySpan<int> particles = rows.Particles.Span;
        ReadOnlySpan<CandidateEnergy> energies = rows.Energies.Span;
        ReadOnlySpan<double> constants = rows.Constants.Span, offsets = rows.Offsets.Span;
        int losses = rows.StillLosses.Length / particles.Length, terms = offsets.Length / particles.Length;
        for (int i = 0; i < particles.Length; i++)
        {
            if (step.Search && _state.ContrastSpread > 0)
            {
                contrasts[i] = Contrast(energies[i], _state.ContrastSpread);
            }
            _state.Particles.Stage(particles[i], found, i);
            float weight = found.Column(ParticleColumns.Weight)[i];
            if (step.Search && settings.MeasuresPoses && weight < FitWeight.Least)
            {
                _state.Sums = _state.Sums with { Unfit = _state.Sums.Unfit + 1 };
            }
            if (step.Kind == StepKind.Validate)
            {
                _heldOut.Add(particles[i], energies[i].Data(constants[i], contrasts[i]), rows.RigidLoss.Span[i], rows.Gains.Span[i], rows.StillLosses.Span.Slice(i * losses, losses));
            }
            else if (step.Last)
            {
                _state.Sums = _state.Sums.WithTrained(energies[i], constants[i], contrasts[i], rows.Rigidity.Span[i], weight, step.Kind == StepKind.Map ? rows.RigidLoss.Span[i] : 0);
            }
            if (step.Search && !offsets.IsEmpty && _half?.Has(particles[i]) != false) // the widths of the priors on offsets, and whether there are any, follow from them
            {
                AddOffsets(offsets.Slice(i * terms, terms), weight, step.Kind == StepKind.Validate);
            }
        }
    }

    private void AddOffsets(ReadOnlySpan<double> terms, double weight, bool heldOut)
    {
        EpochSums sums = _state.Sums;
        OffsetMoments turn = Moments(terms, weight), shift = Moments(terms[3..], weight), defocus = Moments(terms[6..], weight);
        _state.Sums = !heldOut ? sums with { Turns = sums.Turns + turn, Shifts = sums.Shifts + shift, Defocus = sums.Defocus + defocus } : sums with
        {
            HeldDefocus = sums.HeldDefocus + defocus,
            HeldTurns = sums.HeldTurns + turn,
            HeldShifts = sums.HeldShifts + shift,
            RigidTurns = sums.RigidTurns + Moments(terms[OffsetMoments.Terms..], weight),
            RigidShifts = sums.RigidShifts + Moments(terms[(OffsetMoments.Terms + 3)..], weight),
        };
    }

    private static OffsetMoments Moments(ReadOnlySpan<double> terms, double weight) => new(weight * terms[0], weight * terms[1], weight * terms[2]);

    // Returns the posterior mean of the contrast: least squares against a Gaussian prior around 1.
    private static float Contrast(in CandidateEnergy energy, double spread)
    {
        double precision = 1 / (spread * spread);
        return (float)Math.Clamp((energy.Cross + precision) / (energy.Power + precision), 0.2, 5);
    }
}
