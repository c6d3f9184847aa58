using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;

namespace Flex3D.Stages.Reconstruction;

/// <summary>How the flexed map of a half-set is made.</summary>
/// <param name="Problem">Mesh and voxels of the map, in the re-based frame.</param>
/// <param name="Flow">Parameters of the flow network; null where nothing moves.</param>
public sealed record FlexedHalf(EngineProblem Problem, float[]? Flow);

/// <summary>Reconstructs four maps, {flexed, rigid} × {half-set 1, half-set 2}, each minimised on its own half-set from zero, in passes over all particles.</summary>
/// <remarks>
/// Invariants: (1) a particle of one half-set never enters a map of the other; (2) a pass's sums do not depend on the order of the
/// shards, and <see cref="State"/> changes only at its commit; (3) held-out particles (a few of each half-set) enter no gradient: their loss decides when more iterations fit only noise.
/// One pass serves all four maps, so images are read and transformed once.
/// </remarks>
public sealed class ReconstructionSession
{
    /// <summary>The number of maps. Arrays have the order flexed half 1, flexed half 2, rigid half 1, rigid half 2.</summary>
    public const int Maps = 4;

    private readonly EngineProblem[] _problems;
    private readonly ImageSource _source;
    private readonly IParticleState _particles;
    private readonly float[]?[] _flows;
    private readonly float[][] _points;
    private readonly ReconstructionPlan _plan;
    private ReconstructionModel _model = null!;

    /// <param name="flexed">How the flexed map of each half-set is made, for half-set 1 and 2.</param>
    /// <param name="rigid">Mesh and voxels of the rigid control, in the frame of the consensus map to which the poses belong.</param>
    /// <param name="source">The full-size images.</param>
    /// <param name="plan">The partition into half-sets and shards.</param>
    /// <param name="particles">The state of each particle, which includes latents and contrast.</param>
    /// <param name="state">The state that checkpoints hold.</param>
    public ReconstructionSession(IReadOnlyList<FlexedHalf> flexed, EngineProblem rigid, ImageSource source, ReconstructionPlan plan, IParticleState particles, ReconstructionState state)
    {
        _problems = [flexed[0].Problem, flexed[1].Problem, rigid, rigid];
        _flows = [flexed[0].Flow, flexed[1].Flow, null, null];
        _source = source;
        _plan = plan;
        _particles = particles;
        State = state;
        Sums = new PassSums(_problems.Select(problem => problem.Binding.Count));
        _points = [.. _problems.Select(problem => new float[problem.Binding.Count])];
    }

    public ReconstructionState State { get; }

    /// <summary>The sums of the shards reduced in the current pass.</summary>
    public PassSums Sums { get; }

    /// <summary>The model of the current pass, against which workers evaluate shards.</summary>
    public ReconstructionModel Model => _model;

    /// <summary>The state of each particle, which includes latents and contrast.</summary>
    public IParticleState Particles => _particles;

    /// <summary>The shards of the current pass: the held-out ones, or all the others.</summary>
    public IReadOnlyList<ReconstructionShard> Shards { get; private set; } = [];

    /// <summary>Returns the rows of the table that a shard has.</summary>
    public int[] Rows(in ReconstructionShard shard) => [.. _plan.Rows(shard, stackalloc int[_plan.ShardSize])];

    /// <summary>Bytes of the large arrays of a session in a pass, without those of state, buffers and workers: sums, points and models of the four maps.</summary>
    public static long BytesOf(EngineProblem flexed, EngineProblem rigid) => 2 * (sizeof(long) + 2 * sizeof(float)) * ((long)flexed.Binding.Count + rigid.Binding.Count);

    public TrainingBuffer CreateBuffer() => CreateBuffer(_problems[0], _problems[2], _plan.ShardSize);

    /// <summary>Creates a buffer for any session of two problems.</summary>
    public static TrainingBuffer CreateBuffer(EngineProblem flexed, EngineProblem rigid, int shardSize) =>
        new(flexed.Box, flexed.PixelSizeAngstrom, shardSize, flexed.Flow.LatentDimension, flexed.Binding.Count + rigid.Binding.Count);

    public ReconstructionWorker CreateWorker(IEngine engine) => new(engine, _problems[0], _problems[1], _problems[2]);

    /// <summary>Returns the finished map number <paramref name="map"/>: the density of the best iterate by held-out loss, zero outside the mask.</summary>
    public DensityMap Map(int map)
    {
        VoxelBinding binding = _problems[map].Binding;
        var result = new DensityMap(binding.Box, binding.PixelSizeAngstrom);
        for (int i = 0; i < binding.Count; i++)
        {
            result.Values[binding.Voxels[i]] = State.Best[map][i] * binding.Mask[i];
        }
        return result;
    }

    /// <summary>Begins a gradient pass at each minimiser's next point, or a short pass that computes the loss of each iterate on held-out particles.</summary>
    public void BeginPass()
    {
        Shards = _plan.ShardsOf(group => group.HeldOut == State.ScoresHeldOut && !(State.Stopped[group.Half - 1] && State.Stopped[group.Half + 1]));
        var models = new ModelSnapshot[Maps];
        for (int m = 0; m < Maps; m++)
        {
            if (State.ScoresHeldOut || State.Stopped[m] || State.Minimisers[m].Status != MinimiserStatus.Running)
            {
                State.Minimisers[m].Iterate.CopyTo(_points[m]);
            }
            else
            {
                State.Minimisers[m].Next(_points[m]);
            }
            float[] mask = _problems[m].Binding.Mask;
            float[] voxels = new float[mask.Length];
            for (int i = 0; i < mask.Length; i++)
            {
                voxels[i] = _points[m][i] * mask[i];
            }
            models[m] = new ModelSnapshot(voxels, _flows[m]);
        }
        _model = new ReconstructionModel(new ModelVersion(State.Passes, 0), models);
        BeginSums();
    }

    /// <summary>Clears the sums of the current pass, which will be computed again.</summary>
    public void BeginSums() => Sums.Begin(State.Exponents, Math.Max(1, Shards.Count));

    /// <summary>Returns the work of a shard of the current pass.</summary>
    /// <param name="shard">Number of the shard in <see cref="Shards"/>.</param>
    public ShardWork Work(int shard)
    {
        ReconstructionShard plan = Shards[shard];
        return new ShardWork(_model.Version, shard, plan.HeldOut ? StepKind.Score : StepKind.HalfMap, Rows(plan)) { Half = plan.Half };
    }

    /// <summary>Reads the images of a shard, with their table rows and pixel scalings, into a buffer and assigns the shard's work to it; input only.</summary>
    public void Read(int shard, TrainingBuffer buffer)
    {
        buffer.Work = Work(shard);
        _source.Read(buffer.Work.Particles.Span, buffer.Images);
    }

    /// <summary>Transforms the images of a buffer to F(I).</summary>
    public void Transform(TrainingBuffer buffer) => _source.Transform(buffer.Images);

    /// <summary>Sets the terms of the loss, contrasts and latents of a shard's images.</summary>
    public void SetTerms(TrainingBuffer buffer)
    {
        buffer.SetTerms(_source, _particles);
        buffer.Weigh();
    }

    /// <summary>Sums the shard's gradients for the flexed and the rigid map of its half-set, or for held-out shards only measures their losses.</summary>
    /// <param name="buffer">Holds the shard's images and their terms.</param>
    public void Accumulate(TrainingBuffer buffer, ReconstructionWorker worker) => worker.Evaluate(buffer, _model);

    /// <summary>Adds the shard to the pass's sums; called by one thread at a time, in any order.</summary>
    /// <exception cref="Faults.InvariantException">The result was computed in another pass.</exception>
    public void Reduce(ShardResult result)
    {
        _model.Version.Require(result.Shard, result.Version);
        ReconstructionShard plan = Shards[result.Shard];
        if (!plan.HeldOut)
        {
            int half = plan.Half - 1, flexed = _problems[half].Binding.Count;
            Sums.AddGradient(half, result.KeptPart(0), result.Gradient.Span[..flexed]);
            Sums.AddGradient(2 + half, result.KeptPart(1), result.Gradient.Span[flexed..]);
        }
        ReduceRows(result);
    }

    /// <summary>Adds the energies of a shard whose gradient is in a sum that <see cref="AddSums"/> adds.</summary>
    /// <exception cref="Faults.InvariantException">The result was computed in another pass.</exception>
    public void ReduceRows(ShardResult result)
    {
        _model.Version.Require(result.Shard, result.Version);
        int half = Shards[result.Shard].Half - 1;
        Sums.AddEnergies(half, result.FlexLoss.Span);
        Sums.AddEnergies(2 + half, result.RigidLoss.Span);
        Sums.CountShard();
    }

    /// <summary>Adds the sum of the gradients of shards of one half-set, made on another machine in the units of <see cref="UnitsOf"/>.</summary>
    /// <param name="shard">Number of one of the shards.</param>
    /// <param name="sum">Of the flexed map, and then of the rigid one.</param>
    public void AddSums(int shard, ReadOnlySpan<long> sum)
    {
        int half = Shards[shard].Half - 1, flexed = _problems[half].Binding.Count;
        Sums.AddSums(half, sum[..flexed]);
        Sums.AddSums(2 + half, sum[flexed..]);
    }

    /// <summary>How the gradient of a shard is added up: for the flexed and the rigid map of its half-set; none for one without gradients.</summary>
    /// <param name="shard">Number of the shard in <see cref="Shards"/>.</param>
    public IReadOnlyList<GradientUnit> UnitsOf(int shard)
    {
        ReconstructionShard plan = Shards[shard];
        return plan.HeldOut ? [] : [.. new[] { plan.Half - 1, plan.Half + 1 }.Select(map => new GradientUnit(_problems[map].Binding.Count, State.Exponents[map], Math.Max(1, Shards.Count)))];
    }

    /// <summary>Commits the pass once all shards are in: reports to each minimiser the energy and gradient at its point. Returns true when every map has stopped.</summary>
    /// <exception cref="Faults.DeviceException">A device that held sums has failed; nothing is changed.</exception>
    public bool Commit()
    {
        Sums.Gather();
        for (int m = 0; m < Maps; m++)
        {
            if (State.Stopped[m])
            {
                continue;
            }
            long count = Shards.Where(shard => shard.Half == m % 2 + 1).Sum(shard => (long)shard.Count);
            double energy = Sums.Energy(m) / Math.Max(1, count);
            if (State.ScoresHeldOut)
            {
                State.Score(m, count > 0 ? energy : State.Minimisers[m].Energy); // too few particles to hold any out: the training energy decides
                continue;
            }
            if (State.Minimisers[m].Status != MinimiserStatus.Running)
            {
                continue; // this minimiser has ended; the next score closes the map
            }
            float[] mask = _problems[m].Binding.Mask, gradient = new float[mask.Length];
            double largest = Sums.ReadGradient(m, gradient, 1.0 / count);
            State.Exponents[m] = FixedPointSum.ExponentFor(largest);
            for (int i = 0; i < mask.Length; i++)
            {
                gradient[i] *= mask[i];
            }
            State.Minimisers[m].Report(energy, gradient);
        }
        State.EndPass();
        return State.Finished;
    }
}
