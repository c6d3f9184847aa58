using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Priors;

namespace Flex3D.Stages.Engine.Cpu;

/// <summary>The evaluator of one thread: flow network → projected vertices → splat → spectrum → loss, and back.</summary>
internal sealed class SimdShardEvaluator : IShardEvaluator
{
    private const int Rows = SimdEngine.Rows;

    private readonly EngineProblem _problem;
    private readonly SplatPlan _plan;
    private readonly ProjectedVoxels _projected;
    private readonly FlowPriors _priors;
    private readonly FlowNetwork _network;
    private readonly FlowWorkspace _workspace;
    private readonly RealFft2 _fft;
    private readonly SplatScratch _scratch;
    private readonly float[] _rest;
    private readonly float[] _flows;
    private readonly float[] _flowGradients;
    private readonly float[] _qx, _qy, _gx, _gy;
    private readonly float[] _deformed;
    private readonly float[] _image, _re, _im, _fftScratch;
    private readonly SimdLineariser _lineariser;
    private float[] _flowTangents = [], _mixed = [], _voxelGradient = [];
    private readonly int _moving;
    private readonly int _latent;
    private ModelSnapshot _model = null!;

    public SimdShardEvaluator(EngineProblem problem)
    {
        _problem = problem;
        _plan = SplatPlan.Create(problem.Mesh, problem.Binding);
        _projected = new ProjectedVoxels(_plan);
        _priors = new FlowPriors(problem.Priors, problem.Mesh);
        _network = new FlowNetwork(problem.Flow, problem.Mesh.Mobility);
        _workspace = _network.CreateWorkspace(Rows);
        _fft = new RealFft2(problem.Box);
        _scratch = new SplatScratch();
        _moving = problem.Mesh.VertexCount;
        _latent = problem.Flow.LatentDimension;
        int all = _plan.VertexCount;
        _rest = VertexProjection.ByAxis(_plan.RestVertices);
        _flows = new float[Rows * 3 * _moving];
        _flowGradients = new float[Rows * 3 * _moving];
        _qx = new float[all];
        _qy = new float[all];
        _gx = new float[all];
        _gy = new float[all];
        _deformed = new float[3 * _moving];
        _image = new float[problem.Box * problem.Box];
        _re = new float[_fft.SpectrumLength];
        _im = new float[_fft.SpectrumLength];
        _fftScratch = new float[_fft.ScratchLength];
        _lineariser = new SimdLineariser(problem, _priors, _fft, _scratch);
    }

    /// <summary>Bytes of its large arrays once it has evaluated a shard.</summary>
    public long Bytes => _plan.Bytes + _priors.Bytes + _workspace.Bytes + SplatScratch.BytesOf(_plan, _problem.Box) + sizeof(float) * (
        (long)_network.Scale.Length + _rest.Length + _flows.Length + _flowGradients.Length + _qx.Length + _qy.Length + _gx.Length + _gy.Length
        + _deformed.Length + _image.Length + _re.Length + _im.Length + 2L * _fftScratch.Length);

    /// <summary>Bytes of the arrays that are made when it linearises in some columns.</summary>
    public long LinearisingBytes(ParameterColumns columns) =>
        SimdLineariser.BytesOf(_problem, _plan, columns) + _priors.BytesAlong(columns.Find(OwnParameters.Rotation), 3 * _moving) + sizeof(float) * (long)columns.Find(OwnParameters.Rotation) * Rows * 3 * _moving;

    /// <summary>Bytes of the arrays that are made for a sparse model, at most: its plan and its density.</summary>
    /// <param name="share">The largest share of the voxels that is not 0.</param>
    public long SparseBytes(double share) => _plan.BytesOf((int)(share * _plan.VoxelCount)) + (long)(sizeof(float) * share * _plan.VoxelCount);

    /// <summary>Bytes of the arrays that are made for linear density models: an image's density, and the gradient in it.</summary>
    public long LinearModelBytes => 2L * sizeof(float) * _plan.VoxelCount;

    public void SetModel(ModelSnapshot model)
    {
        _priors.Use(model.Priors);
        _projected.Use(model);
        _model = model;
    }

    public void Evaluate(ImageShard shard, ReadOnlySpan<float> latents, int candidates, Span<CandidateEnergy> energies)
    {
        int total = shard.Count * candidates;
        for (int from = 0; from < total; from += Rows)
        {
            int rows = Math.Min(Rows, total - from);
            Flows(latents, from, rows);
            for (int row = 0; row < rows; row++)
            {
                Forward(_projected.Plan, shard, (from + row) / candidates, row, Density(latents, from + row));
                (double cross, double power) = Inner(shard, (from + row) / candidates);
                energies[from + row] = new(cross, power, Prior(row, []));
            }
        }
    }

    public void Linearise(ImageShard shard, ReadOnlySpan<float> latents, NormalEquations equations)
    {
        int coordinates = equations.Columns.Has(OwnParameters.Latents) ? _latent : 0, row3 = 3 * _moving;
        if (coordinates > 0 && (!_model.HasLatents || equations.Columns.LatentDimension != _latent))
        {
            throw new InvariantException($"{equations.Columns.LatentDimension} latent coordinates to linearise in, of a model that has {(_model.HasLatents ? _latent : 0)}");
        }
        coordinates = _model.FlowParameters is null ? 0 : coordinates;
        if (_flowTangents.Length < coordinates * Rows * row3)
        {
            _flowTangents = new float[coordinates * Rows * row3];
        }
        for (int from = 0; from < shard.Count; from += Rows)
        {
            int rows = Math.Min(Rows, shard.Count - from);
            Flows(latents, from, rows);
            for (int k = 0; k < coordinates; k++)
            {
                _network.Tangent(_model.FlowParameters, k, rows, _flowTangents.AsSpan(k * Rows * row3, rows * row3), _workspace);
            }
            for (int row = 0; row < rows; row++)
            {
                if (equations.LeftOut[from + row])
                {
                    continue;
                }
                ReadOnlySpan<float> flow = Flow(row), pose = Pose(shard, from + row);
                VertexProjection.Project(_rest, flow, _moving, pose, _qx, _qy);
                VertexProjection.Deform(_rest, flow, _deformed.AsSpan(0, flow.Length));
                _lineariser.Linearise(
                    _projected.Plan, shard, from + row, Density(latents, from + row), _model.Components, _rest, _deformed.AsSpan(0, flow.Length), coordinates == 0 ? [] : _flowTangents.AsSpan(row * row3), Rows * row3,
                    _qx, _qy, equations);
            }
        }
    }

    public void AccumulateFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> parameterGradient, Span<CandidateEnergy> energies)
    {
        if (_model.FlowParameters is null)
        {
            throw new InvariantException("the rigid model has no flow to improve");
        }
        for (int from = 0; from < shard.Count; from += Rows)
        {
            int rows = Math.Min(Rows, shard.Count - from);
            Flows(latents, from, rows);
            for (int row = 0; row < rows; row++)
            {
                int image = from + row;
                Span<float> gradient = _flowGradients.AsSpan(row * 3 * _moving, 3 * _moving);
                (double cross, double power) = Residual(_projected.Plan, shard, image, row, _projected.Density);
                _gx.AsSpan().Clear();
                _gy.AsSpan().Clear();
                ConvectionProjection.AdjointFlow(_projected.Plan, _projected.Density, _qx, _qy, _image, _problem.Box, _gx, _gy, _scratch);
                VertexProjection.Adjoint(_gx, _gy, Pose(shard, image), gradient);
                energies[image] = new(cross, power, Prior(row, gradient));
            }
            _network.Backward(_model.FlowParameters, rows, _flowGradients.AsSpan(0, rows * 3 * _moving), parameterGradient, [], _workspace);
        }
    }

    public void AccumulateMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> voxelGradient, Span<CandidateEnergy> energies)
    {
        for (int from = 0; from < shard.Count; from += Rows)
        {
            int rows = Math.Min(Rows, shard.Count - from);
            Flows(latents, from, rows);
            for (int row = 0; row < rows; row++)
            {
                (double cross, double power) = Residual(_plan, shard, from + row, row, Density(latents, from + row, all: true));
                ConvectionProjection.AdjointMap(_plan, _qx, _qy, _image, _problem.Box, voxelGradient, _scratch);
                energies[from + row] = new(cross, power, Prior(row, []));
            }
        }
    }

    public void AccumulateComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> componentGradient, Span<CandidateEnergy> energies)
    {
        if (_model.Components is null)
        {
            throw new InvariantException("the model has no density components to improve");
        }
        if (_voxelGradient.Length == 0)
        {
            _voxelGradient = new float[_plan.VoxelCount];
        }
        for (int image = 0; image < shard.Count; image++)
        {
            (double cross, double power) = Residual(_plan, shard, image, 0, Density(latents, image));
            _voxelGradient.AsSpan().Clear();
            ConvectionProjection.AdjointMap(_plan, _qx, _qy, _image, _problem.Box, _voxelGradient, _scratch);
            DensityComponents.Adjoint(_voxelGradient, latents.Slice(image * _latent, _latent), componentGradient);
            energies[image] = new(cross, power, 0);
        }
    }

    public void EvaluatePrior(string prior, ReadOnlySpan<float> latents, Span<double> energies)
    {
        IFlowPrior evaluated = _priors[prior];
        energies.Clear();
        for (int from = 0; from < energies.Length && _model.FlowParameters is not null; from += Rows)
        {
            int rows = Math.Min(Rows, energies.Length - from);
            Flows(latents, from, rows);
            for (int row = 0; row < rows; row++)
            {
                VertexProjection.Deform(_rest, Flow(row), _deformed);
                energies[from + row] = evaluated.EnergyAndGradient(_deformed, [], 0);
            }
        }
    }

    public void Dispose()
    {
    }

    private static ReadOnlySpan<float> Pose(ImageShard shard, int image) => shard.Pose.AsSpan(image * ImageShard.PoseLength, ImageShard.PoseLength);

    private void Flows(ReadOnlySpan<float> latents, int from, int rows)
    {
        if (_model.FlowParameters is { } parameters)
        {
            _network.Forward(parameters, latents.Slice(from * _latent, rows * _latent), rows, _flows.AsSpan(0, rows * 3 * _moving), _workspace);
        }
    }

    private ReadOnlySpan<float> Flow(int row) => _model.FlowParameters is null ? [] : _flows.AsSpan(row * 3 * _moving, 3 * _moving);

    // The density by voxel at a latent: of the voxels that are projected, or of all.
    private ReadOnlySpan<float> Density(ReadOnlySpan<float> latents, int at, bool all = false)
    {
        if (_model.Components is not { } components)
        {
            return all ? _model.Voxels : _projected.Density;
        }
        if (_mixed.Length == 0)
        {
            _mixed = new float[_plan.VoxelCount];
        }
        DensityComponents.Mix(_model.Voxels, components, latents.Slice(at * _latent, _latent), _mixed);
        return _mixed;
    }

    // Writes the half spectrum of the raw splat to _re, _im.
    private void Forward(SplatPlan plan, ImageShard shard, int image, int row, ReadOnlySpan<float> density)
    {
        VertexProjection.Project(_rest, Flow(row), _moving, Pose(shard, image), _qx, _qy);
        if (!density.ContainsAnyExcept(0f)) // a map before its first step
        {
            _re.AsSpan().Clear();
            _im.AsSpan().Clear();
            return;
        }
        ConvectionProjection.Project(plan, density, _qx, _qy, _problem.Box, _image, _scratch);
        _fft.Forward(_image, _re, _im, _fftScratch);
    }

    private (double Cross, double Power) Inner(ImageShard shard, int image)
    {
        int length = shard.SpectrumLength, at = image * length;
        return SpectrumLoss.Inner(_problem.Box, _re, _im, shard.TargetReal.AsSpan(at, length), shard.TargetImaginary.AsSpan(at, length), shard.Weight.AsSpan(at, length));
    }

    // Runs Forward, returns the energies and writes dE/d(raw splat) to _image.
    private (double Cross, double Power) Residual(SplatPlan plan, ImageShard shard, int image, int row, ReadOnlySpan<float> density)
    {
        Forward(plan, shard, image, row, density);
        (double, double) inner = Inner(shard, image);
        int length = shard.SpectrumLength, at = image * length;
        SpectrumLoss.Gradient(_re, _im, shard.TargetReal.AsSpan(at, length), shard.TargetImaginary.AsSpan(at, length), shard.Weight.AsSpan(at, length), shard.Contrast[image]);
        _fft.Inverse(_re, _im, _image, _fftScratch);
        return inner;
    }

    // Returns Σ strength·E of the priors on a row's flow; adds the gradient to that of the flow unless it is empty.
    private double Prior(int row, Span<float> gradient)
    {
        ReadOnlySpan<float> flow = Flow(row);
        if (flow.IsEmpty || !_priors.Any)
        {
            return 0;
        }
        VertexProjection.Deform(_rest, flow, _deformed);
        return _priors.EnergyAndGradient(_deformed, gradient);
    }
}
