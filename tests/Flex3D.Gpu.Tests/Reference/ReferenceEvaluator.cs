using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Tests.Reference;

/// <summary>Eqs. 1-7 and their gradients, image by image.</summary>
internal sealed class ReferenceEvaluator(EngineProblem problem) : IShardEvaluator
{
    private readonly ReferenceFlow _flow = new(problem);
    private readonly ReferenceSplat _splat = new(problem);
    private readonly ReferenceRigidity _rigidity = new(problem.Mesh);
    private readonly int _vertices = problem.Mesh.VertexCount;
    private ModelSnapshot _model = null!;

    private double Lambda => _model.Priors.ByName.GetValueOrDefault("rigidity");

    public void SetModel(ModelSnapshot model) => _model = model;

    public void Evaluate(ImageShard shard, ReadOnlySpan<float> latents, int candidates, Span<CandidateEnergy> energies)
    {
        for (int row = 0; row < shard.Count * candidates; row++)
        {
            energies[row] = Residual(shard, row / candidates, Latent(latents, row), out _, out _);
        }
    }

    public void Linearise(ImageShard shard, ReadOnlySpan<float> latents, NormalEquations equations)
    {
        var lineariser = new ReferenceLineariser(problem, _splat, _rigidity, _model.FlowParameters is null ? 0 : Lambda);
        for (int image = 0; image < shard.Count; image++)
        {
            equations.Energies[image] = Residual(shard, image, Latent(latents, image), out _, out _);
            lineariser.Linearise(shard, image, Density, Latent(latents, image), Deformed, Pose(shard, image), equations);
        }
    }

    public void AccumulateFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> parameterGradient, Span<CandidateEnergy> energies)
    {
        double[] total = new double[parameterGradient.Length];
        for (int image = 0; image < shard.Count; image++)
        {
            energies[image] = Residual(shard, image, Latent(latents, image), out double[] positions, out double[] residual);
            double[] flowGradient = new double[3 * _vertices];
            _splat.AdjointFlow(_model.Voxels, positions, Pose(shard, image), residual, flowGradient);
            _rigidity.Energy(positions, flowGradient, Lambda);
            _flow.Adjoint(_model.FlowParameters!, Latent(latents, image), flowGradient, total);
        }
        Add(total, parameterGradient);
    }

    public void AccumulateMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> voxelGradient, Span<CandidateEnergy> energies)
    {
        double[] total = new double[voxelGradient.Length];
        for (int image = 0; image < shard.Count; image++)
        {
            energies[image] = Residual(shard, image, Latent(latents, image), out double[] positions, out double[] residual);
            _splat.AdjointMap(positions, Pose(shard, image), residual, total);
        }
        Add(total, voxelGradient);
    }

    public void AccumulateComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> componentGradient, Span<CandidateEnergy> energies)
    {
        int voxels = _model.Voxels.Length;
        _model.Components.ShouldNotBeNull().Length.ShouldBe(componentGradient.Length);
        double[] total = new double[componentGradient.Length];
        for (int image = 0; image < shard.Count; image++)
        {
            double[] latent = Latent(latents, image), slopes = new double[voxels];
            energies[image] = Residual(shard, image, latent, out double[] positions, out double[] residual);
            _splat.AdjointMap(positions, Pose(shard, image), residual, slopes);
            for (int i = 0; i < total.Length; i++)
            {
                total[i] += latent[i / voxels] * slopes[i % voxels];
            }
        }
        Add(total, componentGradient);
    }

    public void EvaluatePrior(string prior, ReadOnlySpan<float> latents, Span<double> energies)
    {
        prior.ShouldBe("rigidity");
        for (int row = 0; row < energies.Length; row++)
        {
            energies[row] = _model.FlowParameters is null ? 0 : _rigidity.Energy(Deformed(Latent(latents, row)), [], 1);
        }
    }

    public void Dispose()
    {
    }

    // The energies of an image, the deformed vertices [vertex][x, y, z] and ∂E_data/∂image.
    private CandidateEnergy Residual(ImageShard shard, int image, double[] latent, out double[] positions, out double[] residual)
    {
        double[] deformed = positions = Deformed(latent);
        (double cross, double power, residual) = ReferenceLoss.Evaluate(shard, image, _splat.Project(Density(latent), deformed, Pose(shard, image)));
        return new(cross, power, _model.FlowParameters is null ? 0 : _rigidity.Energy(deformed, [], Lambda));
    }

    // V + Σ_k z_k U_k.
    private double[] Density(double[] latent)
    {
        int voxels = _model.Voxels.Length;
        return [.. _model.Voxels.Select((value, i) => value + (_model.Components is { } components ? latent.Select((z, k) => z * components[k * voxels + i]).Sum() : 0))];
    }

    private double[] Deformed(double[] latent)
    {
        double[] flow = _model.FlowParameters is { } parameters ? _flow.Forward(parameters, latent) : new double[3 * _vertices];
        double[] deformed = new double[3 * _vertices];
        for (int i = 0; i < deformed.Length; i++)
        {
            deformed[i] = problem.Mesh.Vertices[i] + flow[i % 3 * _vertices + i / 3];
        }
        return deformed;
    }

    private double[] Latent(ReadOnlySpan<float> latents, int row) => Doubles(latents.Slice(row * problem.Flow.LatentDimension, problem.Flow.LatentDimension));

    private static double[] Pose(ImageShard shard, int image) => Doubles(shard.Pose.AsSpan(image * ImageShard.PoseLength, ImageShard.PoseLength));

    private static double[] Doubles(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), value => (double)value);

    private static void Add(double[] from, Span<float> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] += (float)from[i];
        }
    }
}
