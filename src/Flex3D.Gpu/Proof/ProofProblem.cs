using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Priors;

namespace Flex3D.Gpu.Proof;

/// <summary>A test problem that uses every kernel: a ball of random density in a box of 24, deformed by a random flow network, with random images.</summary>
internal sealed class ProofProblem
{
    private const int Box = 24, Images = 3, Candidates = 3;
    private const ulong Seed = 24;
    private const OwnParameters Every = OwnParameters.Latents | OwnParameters.Rotation | OwnParameters.Shift | OwnParameters.Contrast | OwnParameters.Defocus;

    private readonly EngineProblem _problem;
    private readonly ModelSnapshot _model, _linear;
    private readonly ImageShard _shard = new(Box, Images) { Count = Images };
    private readonly float[] _latents;

    public ProofProblem()
    {
        var mask = new DensityMap(Box, 2);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            int x = i % Box - Box / 2, y = i / Box % Box - Box / 2, z = i / Box / Box - Box / 2;
            mask.Values[i] = x * x + y * y + z * z < Box * Box / 9 ? 1 : 0;
        }
        TetrahedralMesh mesh = MeshBuilder.BuildRegular(mask, null, new MeshOptions { CellsAcrossBox = 6 });
        _problem = new(Box, 2, mesh, VoxelBinder.Bind(mesh, mask), new FlowArchitecture(2, 3, 32, mesh.VertexCount, anchored: true));
        var network = new FlowNetwork(_problem.Flow, mesh.Mobility);
        float[] parameters = network.Initialise(Seed);
        for (int i = network.OutputWeights; i < parameters.Length; i++)
        {
            parameters[i] *= 60; // a few Å, and different at every vertex
        }
        _model = new(Fill(_problem.Binding.Count, 0), parameters, PriorStrengths.None.With(RigidityPrior.Name, 1));
        _linear = new(_model.Voxels) { Components = Fill(_problem.Flow.LatentDimension * _problem.Binding.Count, 6) };
        _latents = Fill(Images * Candidates * _problem.Flow.LatentDimension, 1);
        Fill(_shard.TargetReal.Length, 2).CopyTo(_shard.TargetReal, 0);
        Fill(_shard.TargetImaginary.Length, 3).CopyTo(_shard.TargetImaginary, 0);
        Array.ConvertAll(Fill(_shard.Weight.Length, 4), value => value * value).CopyTo(_shard.Weight, 0);
        _shard.DefocusSlope = Array.ConvertAll(Fill(_shard.Weight.Length, 5), value => 1e-3f * value);
        for (int image = 0; image < Images; image++)
        {
            float turn = 0.7f * image;
            float[] pose = [0.5f * MathF.Cos(turn), 0.5f * MathF.Sin(turn), 0, 0, 0.1f, 0.48f, Box / 2 + 0.3f, Box / 2 - turn];
            pose.CopyTo(_shard.Pose, image * ImageShard.PoseLength);
            _shard.Contrast[image] = 1 + 0.1f * image;
        }
    }

    /// <summary>Computes the energies, gradients and normal equations of the problem with one evaluator of an engine.</summary>
    public ProofResult Solve(IEngine engine)
    {
        using IShardEvaluator evaluator = engine.CreateEvaluator(_problem);
        var columns = new ParameterColumns(_problem.Flow.LatentDimension, Every);
        var linear = new LinearResult(new CandidateEnergy[Images * Candidates], new float[_linear.Components!.Length], new NormalEquations(Images, columns));
        var result = new ProofResult(new CandidateEnergy[Images * Candidates], new float[_model.FlowParameters!.Length], new float[_model.Voxels.Length], new NormalEquations(Images, columns), linear);
        var beside = new CandidateEnergy[Images];
        int some = Images * _problem.Flow.LatentDimension;
        evaluator.SetModel(_model);
        evaluator.Evaluate(_shard, _latents, Candidates, result.Energies);
        evaluator.AccumulateFlowGradient(_shard, _latents.AsSpan(0, some), result.Flow, beside);
        evaluator.AccumulateMapGradient(_shard, _latents.AsSpan(0, some), result.Map, beside);
        evaluator.Linearise(_shard, _latents.AsSpan(0, some), result.Own);
        evaluator.SetModel(_linear);
        evaluator.Evaluate(_shard, _latents, Candidates, linear.Energies);
        evaluator.AccumulateComponentGradient(_shard, _latents.AsSpan(0, some), linear.Components, beside);
        evaluator.Linearise(_shard, _latents.AsSpan(0, some), linear.Own);
        return result;
    }

    private static float[] Fill(int length, ulong which)
    {
        float[] values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = (float)(0.5 * CounterRandom.Normal(Seed, Purpose.DeviceProof, which, 0, (ulong)i));
        }
        return values;
    }
}
