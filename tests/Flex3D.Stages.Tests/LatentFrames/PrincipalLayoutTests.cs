using Flex3D.Stages.Geometry;
using Flex3D.Stages.Inference;
using Flex3D.Stages.LatentFrames;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.LatentFrames;

/// <summary>Latents of a known motion, laid out along its principal coordinates.</summary>
public sealed class PrincipalLayoutTests
{
    private const int Count = 600;
    private readonly SmallWorld _world = new();

    private static float Uniform(int series, int particle) => (float)(2 * CounterRandom.Uniform(41, (ulong)series, 0, (ulong)particle, 0) - 1);

    // Two coordinates, each ±0.5, and the same posterior covariance for all.
    private static readonly LatentPrior s_prior = new(20, 1.5, 4);

    private ParticleState Particles(float[] covariance)
    {
        var particles = new ParticleState(Count, ParticleColumns.OfRun(2), "in memory");
        particles.Write(ParticleColumns.Latents, ColumnWriters.Training, [.. Enumerable.Range(0, 2 * Count).Select(i => 0.5f * Uniform(i % 2, i / 2))]);
        particles.Write(ParticleColumns.Covariance, ColumnWriters.Training, [.. Enumerable.Range(0, Count).SelectMany(_ => covariance)]);
        particles.Write(ParticleColumns.Uncertainty, ColumnWriters.Training, [.. Enumerable.Repeat(0.1f, 2 * Count)]);
        return particles;
    }

    private PrincipalLayout Find(float[] flow, ParticleState particles, bool moves = false) => PrincipalLayout.Find(
        new FlexModel
        {
            Mesh = _world.Mesh,
            Flow = _world.Problem.Flow,
            FlowParameters = flow,
            Latents = [],
            RigidityStrength = 0,
            Box = 16,
            PixelSizeAngstrom = SmallWorld.Pixel,
            TrainingBox = 16,
            Seed = 1,
            MotionSupported = null,
        },
        ModelMotion.VertexDensity(_world.Mesh, _world.Density, _world.Binding), particles, [3, 17, 18, 599], 1.5, s_prior.Pull, moves, 1, 2);

    private static float[] Numbers(ParticleState particles, ParticleColumn column)
    {
        var all = new ParticleBlock(particles.Layout, particles.Count);
        particles.Read(0, particles.Count, all);
        return all.Column(column).ToArray();
    }

    [Fact]
    public void One_motion_that_runs_across_two_coordinates_becomes_the_first_alone()
    {
        // The ends swing by 14 Å for z0 = 1; z1 moves nothing, and is not known.
        float[] flow = _world.LinearFlow((x, y, z) => (0, 0, 14 * Math.Abs(x) / 20));
        using ParticleState particles = Particles([0.001f, 0, 0.08f]);
        float[] before = Numbers(particles, ParticleColumns.Latents);
        PrincipalLayout layout = Find(flow, particles);
        layout.Apply(particles, 2);
        layout.Active.ShouldBe(1);
        float[] after = Numbers(particles, ParticleColumns.Latents);
        // The order of z0, but for small differences that follow z1 through the fit of the rigid part, as wide as the prior is.
        int[] order = [.. Enumerable.Range(0, Count).OrderBy(i => before[2 * i])];
        float[] placed = [.. order.Select(i => after[2 * i])];
        placed = placed[0] > placed[^1] ? [.. placed.Reverse()] : placed;
        placed.Zip(placed.Skip(1), (a, b) => a - b).Max().ShouldBeLessThan(0.01f);
        placed.Average(z => z * (z + 20 * 4 * Math.Pow(Math.Abs(z), 3) * Math.Sign(z) / Math.Pow(1.5, 4))).ShouldBe(1, 0.03, "the mean of z U'(z) of ½z² + 20 (z/1.5)⁴");
        after.Where((_, i) => i % 2 == 1).ShouldAllBe(v => v == 0);
        double stretch = Math.Abs(Enumerable.Range(0, Count).Sum(i => before[2 * i] * after[2 * i]) / Enumerable.Range(0, Count).Sum(i => before[2 * i] * before[2 * i]));
        float[] covariance = Numbers(particles, ParticleColumns.Covariance), deviation = Numbers(particles, ParticleColumns.Uncertainty);
        Enumerable.Range(0, Count).Average(i => (double)covariance[3 * i]).ShouldBe(0.001 * stretch * stretch, 0.1 * 0.001 * stretch * stretch);
        covariance.Where((_, i) => i % 3 > 0).ShouldAllBe(v => v == 0);
        deviation.Where((_, i) => i % 2 == 0).ShouldBe(covariance.Where((_, i) => i % 3 == 0).Select(MathF.Sqrt), 1e-6);
        deviation.Where((_, i) => i % 2 == 1).ShouldAllBe(v => v == 0);
        Compare(flow, before, layout.FlowParameters, after);
        _world.Flow(layout.FlowParameters, [0.7f, 0.9f]).ShouldBe(_world.Flow(layout.FlowParameters, [0.7f, -0.4f]));
    }

    [Fact]
    public void Two_motions_stay_two_coordinates_and_move_as_before()
    {
        float[] flow = TwoMotions();
        using ParticleState particles = Particles([0.001f, 0, 0.001f]);
        float[] before = Numbers(particles, ParticleColumns.Latents);
        PrincipalLayout layout = Find(flow, particles);
        layout.Apply(particles, 1);
        layout.Active.ShouldBe(2);
        float[] after = Numbers(particles, ParticleColumns.Latents);
        for (int c = 0; c < 2; c++)
        {
            Enumerable.Range(0, Count).Average(i => s_prior.Pull(after[2 * i + c])).ShouldBe(1, 0.05, "each coordinate is as wide as the prior, however far it moves the molecule");
        }
        Compare(flow, before, layout.FlowParameters, Numbers(particles, ParticleColumns.Latents));
    }

    [Fact]
    public void A_second_motion_of_which_the_images_say_too_little_is_left_out()
    {
        using ParticleState particles = Particles([0.001f, 0, 0.3f]); // the second coordinate's own variance is 0.083
        Find(TwoMotions(), particles).Active.ShouldBe(1);
    }

    [Fact]
    public void An_anchor_that_moves_goes_to_a_conformation_of_many_particles_and_the_flow_is_the_same_motion_from_there()
    {
        // Most particles are near z0 = 0.4, where no point of the mesh is displaced by 0.
        float[] flow = _world.LinearFlow((x, y, z) => (0, 0, 14 * Math.Max(0, x) / 20));
        using ParticleState particles = Particles([0.001f, 0, 0.08f]);
        float[] placed = Numbers(particles, ParticleColumns.Latents);
        for (int i = 0; i < Count; i++)
        {
            placed[2 * i] = i % 4 == 0 ? placed[2 * i] : 0.4f + 0.1f * placed[2 * i];
        }
        particles.Write(ParticleColumns.Latents, ColumnWriters.Training, placed);
        PrincipalLayout layout = Find(flow, particles, moves: true);
        layout.Apply(particles, 2);
        float[] after = Numbers(particles, ParticleColumns.Latents);
        int anchor = Enumerable.Range(0, Count).MinBy(i => Math.Abs(after[2 * i]));
        placed[2 * anchor].ShouldBe(0.4f, 0.03f);
        float[] origin = _world.Flow(flow, placed.AsSpan(2 * anchor, 2));
        (double error, double size) = (0, 0);
        var locator = new PointLocator(_world.Mesh);
        foreach (int i in Enumerable.Range(0, Count / 7).Select(n => 7 * n))
        {
            float[] before = _world.Flow(flow, placed.AsSpan(2 * i, 2)), moved = _world.Flow(layout.FlowParameters, after.AsSpan(2 * i, 2));
            for (int v = 0; v < _world.Mesh.VertexCount; v++)
            {
                // What is at a vertex of the old mesh is in the anchor's conformation here.
                int n = _world.Mesh.VertexCount;
                PointLocation at = locator.Locate(_world.Mesh.Vertices[3 * v] + origin[v], _world.Mesh.Vertices[3 * v + 1] + origin[n + v], _world.Mesh.Vertices[3 * v + 2] + origin[2 * n + v]);
                for (int axis = 0; at.Inside && axis < 3; axis++)
                {
                    double found = new[] { at.B0, at.B1, at.B2, at.B3 }.Select((b, corner) => b * moved[axis * n + _world.Mesh.Cells[4 * at.Cell + corner]]).Sum();
                    double expected = before[axis * n + v] - origin[axis * n + v];
                    error += (found - expected) * (found - expected);
                    size += expected * expected;
                }
            }
        }
        Math.Sqrt(error / size).ShouldBeLessThan(0.15);
    }

    // One end bends with z0, the other across it with z1: units of their own carry both signs of each.
    private float[] TwoMotions()
    {
        float[] flow = _world.LinearFlow((x, y, z) => (0, 0, 14 * Math.Max(0, x) / 20));
        FlowNetwork network = _world.Network;
        int hidden = network.HiddenStride, output = network.OutputStride;
        (flow[network.WeightsOf(0) + hidden + 2], flow[network.WeightsOf(0) + hidden + 3]) = (1, -1);
        (flow[network.WeightsOf(1) + 2 * hidden + 2], flow[network.WeightsOf(1) + 3 * hidden + 3]) = (1, 1);
        for (int v = 0; v < _world.Mesh.VertexCount; v++)
        {
            float weight = 12 * Math.Max(0, -_world.Mesh.Vertices[3 * v]) / 20 / FlowNetwork.OutputUnitAngstrom;
            (flow[network.OutputWeights + 2 * output + _world.Mesh.VertexCount + v], flow[network.OutputWeights + 3 * output + _world.Mesh.VertexCount + v]) = (weight, -weight);
        }
        return flow;
    }

    // The flows of the particles are the same, to a tenth of their size.
    private void Compare(float[] flow, float[] before, float[] fitted, float[] after)
    {
        double error = 0, size = 0;
        for (int i = 0; i < Count; i += 7)
        {
            float[] expected = _world.Flow(flow, before.AsSpan(2 * i, 2)), found = _world.Flow(fitted, after.AsSpan(2 * i, 2));
            error += expected.Zip(found, (e, f) => (double)(e - f) * (e - f)).Sum();
            size += expected.Sum(e => (double)e * e);
        }
        Math.Sqrt(error / size).ShouldBeLessThan(0.1);
    }
}
