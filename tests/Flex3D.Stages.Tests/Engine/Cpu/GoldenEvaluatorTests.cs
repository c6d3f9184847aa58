using System.Text.Json;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Tests.Engine.Convection;
using Flex3D.Tests;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Engine.Cpu;

/// <summary>The whole evaluator, network to loss and back, against the golden vectors of the double-precision model.</summary>
public sealed class GoldenEvaluatorTests
{
    private const double Lambda = 0.7;
    private const int Units = 5; // of the golden network's layers; ours are wider, and the rest of their units stay 0

    [Fact]
    public void Energies_and_gradients_of_two_images_are_the_golden_ones()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(SharedData.Golden("convect.json")));
        JsonElement root = document.RootElement, comp = root.GetProperty("comp"), rigid = root.GetProperty("rigid");
        (EngineProblem problem, int[] order) = Problem(root);
        int vertices = problem.Mesh.VertexCount;
        var network = new FlowNetwork(problem.Flow);
        double[][] w = [.. root.GetProperty("mlp").GetProperty("W").EnumerateArray().Select(Flat)];
        double[][] b = [.. root.GetProperty("mlp").GetProperty("b").EnumerateArray().Select(Flat)];
        double[] value = Flat(root.GetProperty("voxel_value")), z = Flat(root.GetProperty("z"));
        ImageShard shard = Shard(root, problem.Box);

        using var evaluator = new SimdShardEvaluator(problem);
        evaluator.SetModel(new ModelSnapshot([.. order.Select(i => (float)value[i])], Parameters(network, w, b), Strengths.Rigidity(Lambda)));
        float[] latents = [.. z.Select(v => (float)v)], gradient = new float[network.ParameterCount], map = new float[order.Length];
        var energies = new CandidateEnergy[2];
        evaluator.Evaluate(shard, latents, 1, energies);
        double[] energy = Flat(comp.GetProperty("energy")), stretch = Flat(rigid.GetProperty("energy"));
        for (int i = 0; i < 2; i++)
        {
            energies[i].Data(shard.Constant[i], 1).ShouldBe(energy[i], 3e-6 * energy[i]);
            energies[i].Prior.ShouldBe(Lambda * stretch[i], 1e-5 * Lambda * stretch[i]);
        }

        evaluator.AccumulateMapGradient(shard, latents, map, energies);
        double[] slope = Flat(comp.GetProperty("grad_voxel_value"));
        SplatFixture.ShouldAgree([.. order.Select(i => slope[i])], map, 1e-5);
        energies[1].Prior.ShouldBe(Lambda * stretch[1], 1e-5 * Lambda * stretch[1]);

        evaluator.AccumulateFlowGradient(shard, latents, gradient, energies);
        energies[0].Data(shard.Constant[0], 1).ShouldBe(energy[0], 3e-6 * energy[0]);
        energies[0].Prior.ShouldBe(Lambda * stretch[0], 1e-5 * Lambda * stretch[0]);
        double[] byFlow = [.. Flat(comp.GetProperty("grad_flow")).Zip(Flat(rigid.GetProperty("grad_flow")), (data, mesh) => data + Lambda * mesh)];
        double[] byLatent = [.. Flat(comp.GetProperty("grad_z")).Zip(Flat(rigid.GetProperty("grad_z")), (data, mesh) => data + Lambda * mesh)];
        (double[][] byWeight, double[] chained) = Backward(w, b, z, byFlow, vertices);
        SplatFixture.ShouldAgree(byLatent, [.. chained.Select(v => (float)v)], 1e-9 + 1e-6); // the test's own chain rule is right
        for (int layer = 0; layer < 2; layer++)
        {
            int inputs = network.InputsOf(layer), columns = layer == 0 ? 2 : Units;
            for (int o = 0; o < Units; o++)
            {
                for (int k = 0; k < columns; k++)
                {
                    float found = gradient[network.WeightsOf(layer) + k * network.HiddenStride + o];
                    ((double)found).ShouldBe(byWeight[layer][o * columns + k], 2e-5 * byWeight[layer].Max(Math.Abs), $"layer {layer}, {k} → {o}");
                }
            }
        }
        for (int o = 0; o < 3 * vertices; o++)
        {
            for (int k = 0; k < Units; k++)
            {
                // Ours is by weight in units of 10 Å, and its columns are axis by axis.
                float found = gradient[network.OutputWeights + k * network.OutputStride + o % 3 * vertices + o / 3] / FlowNetwork.OutputUnitAngstrom;
                ((double)found).ShouldBe(byWeight[2][o * Units + k], 2e-5 * byWeight[2].Max(Math.Abs), $"output {o}, unit {k}");
            }
        }
    }

    private static (EngineProblem Problem, int[] Order) Problem(JsonElement root)
    {
        int n = root.GetProperty("n").GetInt32();
        double pixel = root.GetProperty("px").GetDouble();
        double[] tet = Flat(root.GetProperty("voxel_tet")), zyx = Flat(root.GetProperty("voxel_zyx")), bary = Flat(root.GetProperty("voxel_bary"));
        int[] order = [.. Enumerable.Range(0, tet.Length).OrderBy(i => tet[i])];
        float[] vertices = [.. Flat(root.GetProperty("vertices_xyz")).Select(v => (float)v)];
        var mesh = new TetrahedralMesh
        {
            Vertices = vertices,
            Cells = [.. Flat(root.GetProperty("tets")).Select(v => (int)v)],
            RigidityWeights = [.. Flat(root.GetProperty("tet_weight")).Select(v => (float)v)],
            Mobility = [.. Enumerable.Repeat(1f, vertices.Length / 3)],
        };
        var binding = new VoxelBinding
        {
            Box = n,
            PixelSizeAngstrom = pixel,
            Voxels = [.. order.Select(i => (int)((zyx[3 * i] * n + zyx[3 * i + 1]) * n + zyx[3 * i + 2]))],
            Cells = [.. order.Select(i => (int)tet[i])],
            Barycentric = [.. order.SelectMany(i => bary[(4 * i)..(4 * i + 4)]).Select(v => (float)v)],
            Mask = [.. Enumerable.Repeat(1f, order.Length)],
        };
        return (new EngineProblem(n, pixel, mesh, binding, new FlowArchitecture(2, 2, 32, mesh.VertexCount, anchored: false)), order);
    }

    // The golden loss keeps the mean, which the preparer of real images leaves out.
    private static ImageShard Shard(JsonElement root, int n)
    {
        double pixel = root.GetProperty("px").GetDouble();
        double[] target = Flat(root.GetProperty("target")), ctf = Flat(root.GetProperty("ctf")), euler = Flat(root.GetProperty("euler_deg")), origin = Flat(root.GetProperty("origin_angst"));
        var shard = new ImageShard(n, 2) { Count = 2 };
        var fft = new RealFft2(n);
        float[] kappa = SplineCompensation.Weights(n), scratch = new float[fft.ScratchLength];
        int length = shard.SpectrumLength;
        for (int i = 0; i < 2; i++)
        {
            float[] image = [.. target[(i * n * n)..((i + 1) * n * n)].Select(v => (float)v)];
            fft.Forward(image, shard.TargetReal.AsSpan(i * length, length), shard.TargetImaginary.AsSpan(i * length, length), scratch);
            for (int k = 0; k < length; k++)
            {
                float factor = kappa[k] * (float)ctf[i * length + k];
                shard.TargetReal[i * length + k] *= factor;
                shard.TargetImaginary[i * length + k] *= factor;
                shard.Weight[i * length + k] = factor * factor;
            }
            shard.Constant[i] = 0.5 * image.Sum(v => (double)v * v);
            shard.Contrast[i] = 1;
            shard.Particles[i] = i;
            Rotation a = Rotation.FromEulerDegrees(euler[3 * i], euler[3 * i + 1], euler[3 * i + 2]);
            double[] pose = [a.M00 / pixel, a.M01 / pixel, a.M02 / pixel, a.M10 / pixel, a.M11 / pixel, a.M12 / pixel, n / 2 - origin[2 * i] / pixel, n / 2 - origin[2 * i + 1] / pixel];
            pose.Select(v => (float)v).ToArray().CopyTo(shard.Pose, i * ImageShard.PoseLength);
        }
        return shard;
    }

    private static float[] Parameters(FlowNetwork network, double[][] w, double[][] b)
    {
        float[] parameters = new float[network.ParameterCount];
        int vertices = network.Architecture.VertexCount;
        for (int layer = 0; layer < 2; layer++)
        {
            int columns = layer == 0 ? 2 : Units;
            for (int o = 0; o < Units; o++)
            {
                parameters[network.BiasesOf(layer) + o] = (float)b[layer][o];
                for (int k = 0; k < columns; k++)
                {
                    parameters[network.WeightsOf(layer) + k * network.HiddenStride + o] = (float)w[layer][o * columns + k];
                }
            }
        }
        for (int o = 0; o < 3 * vertices; o++)
        {
            for (int k = 0; k < Units; k++)
            {
                parameters[network.OutputWeights + k * network.OutputStride + o % 3 * vertices + o / 3] = (float)(w[2][o * Units + k] / FlowNetwork.OutputUnitAngstrom);
            }
        }
        return parameters;
    }

    // The chain rule of the golden network in double precision: gradients by weight, summed over the images, and by latent.
    private static (double[][] Weights, double[] Latents) Backward(double[][] w, double[][] b, double[] z, double[] byFlow, int vertices)
    {
        double[][] gradient = [.. w.Select(layer => new double[layer.Length])];
        double[] latent = new double[4];
        for (int i = 0; i < 2; i++)
        {
            double[] input = z[(2 * i)..(2 * i + 2)], first = Layer(w[0], b[0], input), second = Layer(w[1], b[1], first);
            double[] output = byFlow[(i * 3 * vertices)..((i + 1) * 3 * vertices)];
            double[] bySecond = Adjoint(w[2], output, second, gradient[2], rectified: true);
            double[] byFirst = Adjoint(w[1], bySecond, first, gradient[1], rectified: true);
            Adjoint(w[0], byFirst, input, gradient[0], rectified: false).CopyTo(latent, 2 * i);
        }
        return (gradient, latent);

        static double[] Layer(double[] weight, double[] bias, double[] x) =>
            [.. bias.Select((offset, o) => Math.Max(0, offset + x.Select((v, k) => v * weight[o * x.Length + k]).Sum()))];

        static double[] Adjoint(double[] weight, double[] output, double[] input, double[] sum, bool rectified)
        {
            double[] result = new double[input.Length];
            for (int k = 0; k < input.Length; k++)
            {
                for (int o = 0; o < output.Length; o++)
                {
                    sum[o * input.Length + k] += output[o] * input[k];
                    result[k] += output[o] * weight[o * input.Length + k];
                }
                result[k] *= rectified && input[k] <= 0 ? 0 : 1;
            }
            return result;
        }
    }

    private static double[] Flat(JsonElement element) => element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().SelectMany(Flat)] : [element.GetDouble()];
}
