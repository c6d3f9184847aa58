using Flex3D.Stages.Coarse;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Subspaces;

/// <summary>
/// Fits a linear subspace around the consensus map, V + Σ_k z_k U_k, to images at a small box by expectation-maximisation (probabilistic principal components), and gives every particle its
/// coordinates in it, as functions on shards in the order in which the graph calls them.
/// </summary>
/// <remarks>
/// Invariants: (1) the components depend on the trained particles alone; (2) a step uses nothing that changes before its commit; (3) the result does not depend on the order of the shards. At the end the
/// components are turned to the principal axes of the energy that they have in the images, largest first.
/// </remarks>
public sealed class SubspaceSession
{
    private const int Whole = 6; // updates that follow their batch nearly whole; later ones average over batches
    private const double FirstRate = 0.8;

    private readonly ImageSource _source;
    private readonly CoarseScale _scale;
    private readonly EngineProblem _coarse;
    private readonly ComponentMaps _maps;
    private readonly int[] _held;
    private readonly float[] _consensus, _components, _gradient;
    private readonly FixedPointSum _sum;
    private readonly SortedDictionary<int, double[]> _moments = [];
    private readonly List<(int[] Rows, float[] Latents, double[] Gains)> _found = []; // published at the commit
    private IReadOnlyList<int[]> _steps = [];

    /// <param name="problem">The problem of the training.</param>
    /// <param name="plan">The phases, in which no row that is held out is fitted.</param>
    /// <param name="state">The state; new, or restored later.</param>
    /// <param name="source">The training images.</param>
    /// <param name="consensus">Density of the consensus map at each bound voxel of the problem.</param>
    /// <param name="held">Rows that are held out of training, ascending, one for each image.</param>
    /// <param name="parallelism">Threads of a commit; results do not depend on their number.</param>
    public SubspaceSession(EngineProblem problem, SubspacePlan plan, SubspaceState state, ImageSource source, float[] consensus, int[] held, int parallelism)
    {
        (Plan, State, _source, _held) = (plan, state, source, held);
        SubspaceOptions options = plan.Options;
        FlowArchitecture flow = problem.Flow;
        _scale = new CoarseScale(problem, options.Box, parallelism);
        _coarse = _scale.Problem with { Flow = new FlowArchitecture(options.Components, flow.HiddenLayers, flow.Width, flow.VertexCount, flow.Anchored) };
        _consensus = _scale.Voxels(consensus);
        _maps = new ComponentMaps(source, plan.Particles, problem.Box, _coarse, _consensus, Plan.Fitted, options, parallelism);
        _maps.Initialise(state.Components);
        _components = new float[options.Components * _consensus.Length];
        _gradient = new float[_components.Length];
        _sum = new FixedPointSum(_components.Length);
        Model = null!;
    }

    public SubspaceOptions Options => Plan.Options;
    public SubspaceState State { get; }
    public SubspacePlan Plan { get; }

    /// <summary>The model at the smaller box as committed last.</summary>
    public ModelSnapshot Model { get; private set; }

    /// <summary>Whether every phase is done.</summary>
    public bool Finished => State.Phase == Plan.Phases;

    /// <summary>Particles of each step of the current phase.</summary>
    public IReadOnlyList<int[]> Steps => _steps;

    public SubspaceBuffer CreateBuffer() => new(_source.Box, _consensus.Length, Options);

    public SubspaceWorker CreateWorker(IEngine engine) => new(engine, _source.Box, _coarse, Options);

    /// <summary>Begins the current phase, of which the steps before <see cref="SubspaceState.Step"/> are committed already.</summary>
    public void BeginPhase()
    {
        _steps = Plan.Steps(State.Phase);
        Refresh();
        BeginSums();
    }

    /// <summary>Returns the particles of a shard.</summary>
    public ReadOnlyMemory<int> Shard(int step, int shard)
    {
        int from = shard * Options.ShardSize;
        return _steps[step].AsMemory(from, Math.Min(Options.ShardSize, _steps[step].Length - from));
    }

    /// <summary>Reads the images of a shard.</summary>
    public void Read(int step, int shard, SubspaceBuffer buffer) => _source.Read(Shard(step, shard).Span, buffer.Images);

    /// <summary>Transforms the images, and sets the terms of the loss at their given poses.</summary>
    public void Transform(SubspaceBuffer buffer)
    {
        _source.Transform(buffer.Images);
        _source.SetTerms(buffer.Images, buffer.Shard);
    }

    /// <summary>Finds the posteriors of the images and, in a fit, the gradient of the components.</summary>
    public void Infer(SubspaceBuffer buffer, SubspaceWorker worker) => worker.Infer(buffer, Model, State.Phase, fits: !Plan.Embeds(State.Phase));

    /// <summary>Adds the results of a shard; called by one thread at a time, in any order.</summary>
    public void Reduce(int shard, SubspaceBuffer buffer)
    {
        if (Plan.Embeds(State.Phase))
        {
            int count = buffer.Shard.Count, used = count * Options.Components;
            _found.Add((buffer.Shard.Particles[..count], buffer.Latents[..used], buffer.Gains[..used]));
            return;
        }
        _sum.Add(buffer.Gradient);
        _moments[shard] = [.. buffer.Moments];
    }

    /// <summary>Commits a step once all its shards are in.</summary>
    public void Commit(int step)
    {
        if (Plan.Embeds(State.Phase))
        {
            Publish();
        }
        else
        {
            Improve(_steps[step].Length);
        }
        State.Step = step + 1;
        BeginSums();
    }

    /// <summary>Ends the phase, and goes on to the next.</summary>
    public void EndPhase()
    {
        (State.Phase, State.Step) = (State.Phase + 1, 0);
        if (State.Phase == Options.Passes)
        {
            Turn();
        }
    }

    /// <summary>Clears the sums of the current step.</summary>
    public void BeginSums()
    {
        int next = Math.Min(State.Step, _steps.Count - 1);
        _moments.Clear();
        _found.Clear();
        _sum.Begin(State.Exponent, (_steps[next].Length + Options.ShardSize - 1) / Options.ShardSize);
    }

    private void Publish()
    {
        int q = Options.Components;
        foreach ((int[] rows, float[] latents, double[] gains) in _found)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                latents.AsSpan(i * q, q).CopyTo(State.Latents.AsSpan(rows[i] * q));
                if (Array.BinarySearch(_held, rows[i]) is >= 0 and var held)
                {
                    gains.AsSpan(i * q, q).CopyTo(State.Gains.AsSpan(held * q));
                }
            }
        }
    }

    private void Improve(int images)
    {
        int q = Options.Components;
        double[] sums = new double[2 * q * q];
        foreach (double[] moments in _moments.Values) // sums of doubles depend on their order: that of the shards
        {
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += moments[i] / images;
            }
        }
        State.Exponent = FixedPointSum.ExponentFor(_sum.Read(_gradient, 1.0 / images));
        double rate = FirstRate * Math.Min(1, 2.0 / Math.Max(1, State.Updates - Whole + 2));
        var second = Matrix<double>.Build.Dense(q, q, (a, b) => 0.5 * (sums[a * q + b] + sums[b * q + a]));
        Matrix<double> mixing = _maps.Improve(State.Components, _gradient, second, rate);
        var information = Matrix<double>.Build.Dense(q, q, (a, b) => (1 - rate) * State.Information[a * q + b] + rate * sums[(q + a) * q + b]);
        Keep(mixing.TransposeThisAndMultiply(information) * mixing);
        State.Updates++;
        Refresh();
    }

    // Turns the components to the principal axes of their information.
    private void Turn()
    {
        int q = Options.Components;
        var information = Matrix<double>.Build.Dense(q, q, (a, b) => 0.5 * (State.Information[a * q + b] + State.Information[b * q + a]));
        var axes = information.Evd(Symmetricity.Symmetric);
        var turn = Matrix<double>.Build.DenseOfColumnVectors(axes.EigenValues.Select((value, k) => (value.Real, k)).OrderByDescending(axis => axis.Real).Select(axis => axes.EigenVectors.Column(axis.k)));
        _maps.Mix(State.Components, turn);
        Keep(turn.TransposeThisAndMultiply(information) * turn);
    }

    private void Keep(Matrix<double> information)
    {
        int q = Options.Components;
        for (int i = 0; i < State.Information.Length; i++)
        {
            State.Information[i] = information[i / q, i % q];
        }
    }

    private void Refresh()
    {
        _maps.Voxels(State.Components, _components);
        Model = new ModelSnapshot(_consensus) { Components = _components };
    }
}
