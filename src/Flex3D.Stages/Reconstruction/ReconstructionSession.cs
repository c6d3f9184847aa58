using Flex3D.Stages.Engine;
using Flex3D.Stages.Training;

namespace Flex3D.Stages.Reconstruction;

/// <summary>The four maps of a reconstruction, {flex, rigid} × {half 1, half 2}, each minimised on its own half from zero, in passes over all particles.</summary>
/// <remarks>
/// Invariants: (1) a particle of one half never touches a map of the other; (2) a pass's sums do not depend on the order of the
/// shards; (3) held-out particles (a few of each half) enter no gradient: their loss decides when more iterations fit only noise.
/// One pass serves all four maps, so images are read and transformed once.
/// </remarks>
public sealed class ReconstructionSession
{
    /// <summary>Maps in the order of the arrays: flex half 1, flex half 2, rigid half 1, rigid half 2.</summary>
    public const int Maps = 4;

    private readonly EngineProblem _problem;
    private readonly IShardSource _source;
    private readonly float[] _latents;
    private readonly float[] _scales;
    private readonly float[]? _flow;
    private readonly FixedPointSum[] _sums;
    private readonly ModelSnapshot[] _models = new ModelSnapshot[Maps];
    private readonly float[][] _points;
    private readonly float[] _gradient;
    private readonly double[] _energy;
    private readonly ReconstructionPlan _plan;

    public ReconstructionSession(EngineProblem problem, IShardSource source, ReconstructionPlan plan, float[]? flow, float[] latents, float[] scales, ReconstructionState state)
    {
        _problem = problem;
        _source = source;
        _plan = plan;
        _flow = flow;
        _latents = latents;
        _scales = scales;
        State = state;
        int voxels = problem.Binding.Count;
        _sums = [.. Enumerable.Range(0, Maps).Select(_ => new FixedPointSum(voxels))];
        _points = [.. Enumerable.Range(0, Maps).Select(_ => new float[voxels])];
        _gradient = new float[voxels];
        _energy = new double[2 * scales.Length];
    }

    public ReconstructionState State { get; }

    /// <summary>The shards of the pass under way: the held-out ones, or all the others.</summary>
    public IReadOnlyList<ReconstructionShard> Shards { get; private set; } = [];

    public TrainingBuffer CreateBuffer() => new(_problem.Box, _plan.ShardSize, _problem.Flow.LatentDimension, 2 * _problem.Binding.Count);

    /// <summary>Begins a gradient pass at each minimiser's next point, or a short pass that scores each iterate on held-out particles.</summary>
    public void BeginPass()
    {
        float[] mask = _problem.Binding.Mask;
        Shards = [.. _plan.Shards.Where(shard => shard.HeldOut == State.ScoresHeldOut && !(State.Stopped[shard.Half - 1] && State.Stopped[shard.Half + 1]))];
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
            float[] voxels = new float[mask.Length];
            for (int i = 0; i < mask.Length; i++)
            {
                voxels[i] = _points[m][i] * mask[i];
            }
            _models[m] = new ModelSnapshot(voxels, m < 2 ? _flow : null, 0);
            _sums[m].Begin(State.Exponents[m], Math.Max(1, Shards.Count));
        }
    }

    /// <summary>Fetches the images of a shard; input only.</summary>
    public void Read(int shard, TrainingBuffer buffer) => _source.Read(Shards[shard].Particles, buffer.Images);

    /// <summary>Turns images into spectra and sets contrasts and latents.</summary>
    public void Prepare(int shard, TrainingBuffer buffer)
    {
        _source.Prepare(Shards[shard].Particles, buffer.Images, buffer.Shard);
        int k = _problem.Flow.LatentDimension;
        for (int i = 0; i < buffer.Shard.Count; i++)
        {
            int particle = buffer.Shard.Particles[i];
            buffer.Shard.Scale[i] = _scales[particle];
            _latents.AsSpan(particle * k, k).CopyTo(buffer.Latents.AsSpan(i * k, k));
        }
    }

    /// <summary>The shard's gradients for the flex and the rigid map of its half, or for held-out shards their losses alone.</summary>
    public void Accumulate(int shard, TrainingBuffer buffer, IShardEvaluator evaluator)
    {
        ReconstructionShard plan = Shards[shard];
        int voxels = _problem.Binding.Count, count = buffer.Shard.Count;
        ReadOnlySpan<float> latents = buffer.Latents.AsSpan(0, count * _problem.Flow.LatentDimension);
        Span<CandidateEnergy> energies = stackalloc CandidateEnergy[count];
        for (int kind = 0; kind < 2; kind++)
        {
            evaluator.SetModel(_models[2 * kind + plan.Half - 1]);
            if (plan.HeldOut)
            {
                evaluator.Evaluate(buffer.Shard, latents, 1, energies);
            }
            else
            {
                Span<float> gradient = buffer.Gradient.AsSpan(kind * voxels, voxels);
                gradient.Clear();
                evaluator.AccumulateMapGradient(buffer.Shard, latents, gradient, energies);
            }
            double[] losses = kind == 0 ? buffer.PredictiveGain : buffer.RigidLoss;
            for (int i = 0; i < count; i++)
            {
                losses[i] = energies[i].Data(buffer.Shard.Constant[i], buffer.Shard.Scale[i]);
            }
        }
    }

    /// <summary>Adds the shard to the pass's sums; called by one thread at a time, in any order.</summary>
    public void Reduce(int shard, TrainingBuffer buffer)
    {
        ReconstructionShard plan = Shards[shard];
        int voxels = _problem.Binding.Count;
        for (int kind = 0; kind < 2; kind++)
        {
            if (!plan.HeldOut)
            {
                _sums[2 * kind + plan.Half - 1].Add(buffer.Gradient.AsSpan(kind * voxels, voxels));
            }
            double[] losses = kind == 0 ? buffer.PredictiveGain : buffer.RigidLoss;
            for (int i = 0; i < buffer.Shard.Count; i++)
            {
                _energy[kind * _scales.Length + buffer.Shard.Particles[i]] = losses[i];
            }
        }
    }

    /// <summary>All shards are in: tells each minimiser what its point is worth. Returns true when every map has stopped.</summary>
    public bool Commit()
    {
        float[] mask = _problem.Binding.Mask;
        for (int m = 0; m < Maps; m++)
        {
            if (State.Stopped[m])
            {
                continue;
            }
            (double energy, int count) = Mean(m / 2, m % 2 + 1);
            if (State.ScoresHeldOut)
            {
                State.Score(m, count > 0 ? energy : State.Minimisers[m].Energy); // too few particles to hold any out: the training energy decides
                continue;
            }
            if (State.Minimisers[m].Status != MinimiserStatus.Running)
            {
                continue; // ended by itself; the next score closes the map
            }
            double largest = _sums[m].Read(_gradient, 1.0 / count);
            State.Exponents[m] = FixedPointSum.ExponentFor(largest);
            for (int i = 0; i < mask.Length; i++)
            {
                _gradient[i] *= mask[i];
            }
            State.Minimisers[m].Report(energy, _gradient);
        }
        State.EndPass();
        return State.Finished;
    }

    // Sums run over particles in the order of the table, whatever the order of the shards was.
    private (double Mean, int Count) Mean(int kind, int half)
    {
        double sum = 0;
        int count = 0;
        foreach (ReconstructionShard shard in Shards)
        {
            if (shard.Half == half)
            {
                foreach (int particle in shard.Particles)
                {
                    sum += _energy[kind * _scales.Length + particle];
                    count++;
                }
            }
        }
        return (sum / Math.Max(1, count), count);
    }
}
