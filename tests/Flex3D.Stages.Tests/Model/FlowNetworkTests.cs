using Flex3D.Stages.Faults;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;

namespace Flex3D.Tests.Model;

public class FlowNetworkTests
{
    public static TheoryData<int, int, int, int, bool, int> Shapes => new()
    {
        // K, hidden layers, width, vertices, anchored, batch
        { 1, 2, 32, 5, false, 1 },
        { 2, 6, 64, 101, true, 7 },
        { 3, 3, 40, 800, true, 9 },
        { 8, 8, 128, 17, false, 64 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Flows_are_those_of_the_definition(int k, int layers, int width, int vertices, bool anchored, int batch)
    {
        var c = new Case(k, layers, width, vertices, anchored, batch);
        (double[] flows, _) = c.Reference(c.Parameters, null, c.Latents, null);
        double scale = Math.Sqrt(flows.Average(f => f * f));
        for (int i = 0; i < flows.Length; i++)
        {
            c.Flows[i].ShouldBe((float)flows[i], (float)(1e-5 * scale));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_backward_pass_is_the_adjoint_of_the_derivative(int k, int layers, int width, int vertices, bool anchored, int batch)
    {
        var c = new Case(k, layers, width, vertices, anchored, batch);
        float[] gradient = Noise(c.Flows.Length, 7), toParameters = new float[c.Network.ParameterCount], toLatents = new float[batch * k];
        c.Network.Backward(c.Parameters, batch, gradient, toParameters, toLatents, c.Workspace);

        // ⟨J δ, g⟩ in double from the definition against ⟨δ, Jᵀ g⟩ from the network, for random directions δ.
        for (ulong direction = 0; direction < 3; direction++)
        {
            float[] deltaParameters = c.Network.Initialise(100 + direction), deltaLatents = Noise(batch * k, 200 + direction);
            (_, double[] alongParameters) = c.Reference(c.Parameters, deltaParameters, c.Latents, null);
            (_, double[] alongLatents) = c.Reference(c.Parameters, null, c.Latents, deltaLatents);
            ShouldAgree(Dot(alongParameters, gradient), deltaParameters, toParameters);
            ShouldAgree(Dot(alongLatents, gradient), deltaLatents, toLatents);
        }

        static void ShouldAgree(double expected, float[] direction, float[] gradient)
        {
            double size = Math.Sqrt(direction.Sum(v => (double)v * v)) * Math.Sqrt(gradient.Sum(v => (double)v * v));
            Math.Abs(Dot([.. direction.Select(v => (double)v)], gradient) - expected).ShouldBeLessThan(1e-5 * size);
        }
    }

    [Fact]
    public void Gradients_add_up_over_batches_and_agree_with_finite_differences()
    {
        var c = new Case(2, 3, 32, 40, true, 5);
        float[] gradient = Noise(c.Flows.Length, 7), once = new float[c.Network.ParameterCount], toLatents = new float[10];
        c.Network.Backward(c.Parameters, 5, gradient, once, toLatents, c.Workspace);
        float[] twice = (float[])once.Clone();
        c.Network.Forward(c.Parameters, c.Latents, 5, c.Flows, c.Workspace);
        c.Network.Backward(c.Parameters, 5, gradient, twice, default, c.Workspace);
        for (int i = 0; i < once.Length; i++)
        {
            twice[i].ShouldBe(2 * once[i], 1e-4f + 1e-5f * Math.Abs(once[i]));
        }

        const float Step = 1e-3f;
        for (int i = 0; i < 10; i++)
        {
            double[] energy = [.. new[] { -Step, Step }.Select(step =>
            {
                float[] latents = (float[])c.Latents.Clone();
                latents[i] += step;
                (double[] flows, _) = c.Reference(c.Parameters, null, latents, null);
                return Dot(flows, gradient);
            })];
            ((energy[1] - energy[0]) / (2 * Step)).ShouldBe(toLatents[i], 0.02 * toLatents.Max(Math.Abs));
        }
    }

    [Fact]
    public void An_image_gets_the_same_bits_alone_and_in_a_batch()
    {
        var c = new Case(2, 6, 64, 333, true, 11);
        float[] alone = new float[3 * 333];
        for (int image = 0; image < 11; image++)
        {
            c.Network.Forward(c.Parameters, c.Latents.AsSpan(2 * image, 2), 1, alone, c.Workspace);
            alone.ShouldBe(c.Flows[(image * alone.Length)..((image + 1) * alone.Length)]);
        }
    }

    [Fact]
    public void An_anchored_flow_is_zero_at_latent_zero_and_a_still_vertex_never_moves()
    {
        var mobility = new float[50];
        Array.Fill(mobility, 1);
        mobility[13] = 0;
        var network = new FlowNetwork(new FlowArchitecture(2, 3, 32, 50, anchored: true), mobility);
        float[] parameters = network.Initialise(4), flows = new float[2 * 150];
        network.Forward(parameters, [0, 0, 0.7f, -1], 2, flows, network.CreateWorkspace(2));
        flows[..150].ShouldAllBe(v => v == 0);
        flows[150..].Count(v => v == 0).ShouldBe(3);
        (flows[150 + 13], flows[200 + 13], flows[250 + 13]).ShouldBe((0f, 0f, 0f));
    }

    [Fact]
    public void Fresh_parameters_follow_the_seed_and_start_with_a_small_flow()
    {
        var network = new FlowNetwork(new FlowArchitecture(2, 6, 64, 500, anchored: false));
        float[] parameters = network.Initialise(1);
        network.Initialise(1).ShouldBe(parameters);
        network.Initialise(2).ShouldNotBe(parameters);
        var flows = new float[1500];
        network.Forward(parameters, [1, 0.5f], 1, flows, network.CreateWorkspace(1));
        Math.Sqrt(flows.Average(v => v * v)).ShouldBeInRange(0.005, 0.5);
    }

    [Fact]
    public void Shapes_out_of_range_are_refused_by_name()
    {
        Should.Throw<InputException>(() => new FlowArchitecture(0, 6, 64, 100, true)).Message.ShouldContain("latent dimension K");
        Should.Throw<InputException>(() => new FlowArchitecture(2, 9, 64, 100, true)).Message.ShouldContain("2 to 8");
        Should.Throw<InputException>(() => new FlowArchitecture(2, 6, 16, 100, true)).Message.ShouldContain("width");
    }

    [Fact]
    public void A_backward_pass_without_its_forward_pass_is_refused()
    {
        var c = new Case(2, 2, 32, 10, false, 3);
        var gradient = new float[c.Network.ParameterCount];
        c.Network.Backward(c.Parameters, 3, c.Flows, gradient, default, c.Workspace);
        Should.Throw<ArgumentOutOfRangeException>(() => c.Network.Backward(c.Parameters, 3, c.Flows, gradient, default, c.Workspace));
    }

    private static float[] Noise(int count, ulong seed) => [.. Enumerable.Range(0, count).Select(i => (float)CounterRandom.Normal(seed, 0, 0, 0, (ulong)i))];

    private static double Dot(double[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();

    /// <summary>A fresh network, latents, its flows, and the definition in plain double loops.</summary>
    private sealed class Case
    {
        private readonly int _batch;
        private readonly float[] _mobility;

        public Case(int k, int layers, int width, int vertices, bool anchored, int batch)
        {
            _batch = batch;
            _mobility = [.. Noise(vertices, 5).Select(Math.Abs)];
            Network = new FlowNetwork(new FlowArchitecture(k, layers, width, vertices, anchored), _mobility);
            Parameters = Network.Initialise(3);
            Latents = Noise(batch * k, 6);
            Flows = new float[batch * 3 * vertices];
            Workspace = Network.CreateWorkspace();
            Network.Forward(Parameters, Latents, batch, Flows, Workspace);
        }

        public FlowNetwork Network { get; }
        public float[] Parameters { get; }
        public float[] Latents { get; }
        public float[] Flows { get; }
        public FlowWorkspace Workspace { get; }

        /// <summary>Flows, and their derivative along a direction of the parameters and latents.</summary>
        public (double[] Flows, double[] Along) Reference(float[] p, float[]? dp, float[] z, float[]? dz)
        {
            FlowArchitecture shape = Network.Architecture;
            int columns = 3 * shape.VertexCount;
            double[] flows = new double[_batch * columns], along = new double[_batch * columns];
            (double[] zero, double[] zeroAlong) = Row(p, dp, new double[shape.LatentDimension], new double[shape.LatentDimension]);
            for (int b = 0; b < _batch; b++)
            {
                double[] Slice(float[]? a) => [.. Enumerable.Range(b * shape.LatentDimension, shape.LatentDimension).Select(i => a is null ? 0.0 : a[i])];
                (double[] f, double[] df) = Row(p, dp, Slice(z), Slice(dz));
                for (int i = 0; i < columns; i++)
                {
                    double scale = 10.0 * _mobility[i % shape.VertexCount];
                    flows[b * columns + i] = scale * (f[i] - (shape.Anchored ? zero[i] : 0));
                    along[b * columns + i] = scale * (df[i] - (shape.Anchored ? zeroAlong[i] : 0));
                }
            }
            return (flows, along);
        }

        private (double[] Value, double[] Along) Row(float[] p, float[]? dp, double[] x, double[] dx)
        {
            FlowArchitecture shape = Network.Architecture;
            for (int layer = 0; layer <= shape.HiddenLayers; layer++)
            {
                bool output = layer == shape.HiddenLayers;
                int columns = output ? 3 * shape.VertexCount : shape.Width, stride = (columns + 31) / 32 * 32;
                int weights = Network.WeightsOf(layer);
                double[] y = new double[columns], dy = new double[columns];
                for (int c = 0; c < columns; c++)
                {
                    for (int k = 0; k < x.Length; k++)
                    {
                        int at = weights + k * stride + c;
                        y[c] += x[k] * p[at];
                        dy[c] += dx[k] * p[at] + (dp is null ? 0 : x[k] * dp[at]);
                    }
                    if (!output)
                    {
                        int bias = weights + x.Length * stride + c;
                        y[c] += p[bias];
                        dy[c] += dp is null ? 0 : dp[bias];
                        (y[c], dy[c]) = y[c] > 0 ? (y[c], dy[c]) : (0, 0);
                    }
                }
                (x, dx) = (y, dy);
            }
            return (x, dx);
        }
    }
}
