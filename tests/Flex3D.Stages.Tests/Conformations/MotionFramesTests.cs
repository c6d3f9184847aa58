using Flex3D.Stages.Conformations;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Tests.Motion;

namespace Flex3D.Stages.Tests.Conformations;

/// <summary>Frames along motions that are known: the first latent shears the molecule along x, the second along y and less.</summary>
public sealed class MotionFramesTests
{
    private const int Particles = 1500;

    private static readonly float[] s_latents = [.. Enumerable.Range(0, Particles).SelectMany(i => (float[])[(float)(2 * CounterRandom.Uniform(8, 0, 0, (ulong)i, 0) - 1), (float)(2 * CounterRandom.Uniform(8, 0, 0, (ulong)i, 1) - 1)])];

    private static FlexModel Model()
    {
        float[] first = PlantedModel.Field((x, y, z) => (x + 0.3 * z, y, z)), second = PlantedModel.Field((x, y, z) => (x, y + 0.1 * z, z));
        return PlantedModel.Create([(first, Negative(first)), (second, Negative(second))], s_latents);
    }

    private static float[] Negative(float[] field) => [.. field.Select(value => -value)];

    // RMS displacement between two conformations, weighted with the density.
    private static double Between(IFlow flow, ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        int vertices = flow.VertexCount;
        float[] one = new float[3 * vertices], other = new float[3 * vertices];
        flow.Flows(a, 1, one);
        flow.Flows(b, 1, other);
        double sum = 0, weight = 0;
        for (int v = 0; v < vertices; v++)
        {
            weight += PlantedModel.Density[v];
            sum += PlantedModel.Density[v] * Enumerable.Range(0, 3).Sum(axis => Math.Pow((double)one[axis * vertices + v] - other[axis * vertices + v], 2));
        }
        return Math.Sqrt(sum / weight);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Frames_are_as_far_apart_as_their_coordinates_say_and_move_along_one_latent(int component)
    {
        FlexModel model = Model();
        var flow = new FlowField(model);
        PrincipalMotion motion = ModelMotion.Of(model, PlantedModel.Density, flow);
        double half = 1.2 * motion.Components[component].RmsAngstrom;
        MotionFrames frames = MotionFrames.Along(motion, component, flow, s_latents, (-half, half), 5);
        frames.Reached.ShouldBe([-half, -half / 2, 0, half / 2, half], 0.01);
        for (int frame = 0; frame < 5; frame++)
        {
            Between(flow, frames.Latents.AsSpan(2 * frame, 2), frames.Latents.AsSpan(0, 2)).ShouldBe(half * frame / 2, 0.02 * half);
            Math.Abs(frames.Latents[2 * frame + 1 - component]).ShouldBeLessThan(0.08f); // the other latent stays at its median
        }
    }

    [Fact]
    public void A_conformation_beyond_those_of_the_particles_is_not_reached()
    {
        FlexModel model = Model();
        var flow = new FlowField(model);
        PrincipalMotion motion = ModelMotion.Of(model, PlantedModel.Density, flow);
        MotionFrames frames = MotionFrames.Along(motion, 0, flow, s_latents, (0, 10 * motion.Components[0].RmsAngstrom), 2);
        frames.Reached[1].ShouldBeLessThan(2.2 * motion.Components[0].RmsAngstrom); // the ends of a uniform distribution are √3 standard deviations from its mean
        new LatentCoverage(s_latents, 2).Nearest(frames.Latents.AsSpan(2, 2)).Distance.ShouldBeLessThan(new LatentCoverage(s_latents, 2).Radius * 1.001);
    }

    [Fact]
    public void Without_a_range_frames_go_from_the_fifth_to_the_ninety_fifth_percentile()
    {
        FlexModel model = Model();
        var flow = new FlowField(model);
        PrincipalMotion motion = ModelMotion.Of(model, PlantedModel.Density, flow);
        double[] coordinates = [.. motion.Components[0].Scores.Order().Select(score => score * motion.Components[0].RmsAngstrom)];
        MotionFrames frames = MotionFrames.Along(motion, 0, flow, s_latents, null, 3);
        frames.Reached[0].ShouldBe(coordinates[Particles / 20], 0.02);
        frames.Reached[2].ShouldBe(coordinates[Particles * 19 / 20], 0.02);
    }
}
