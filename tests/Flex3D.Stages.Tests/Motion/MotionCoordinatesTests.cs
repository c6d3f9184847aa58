using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Tests.Motion;

/// <summary>The principal coordinates of two planted motions, which no layout of the latents changes.</summary>
public class MotionCoordinatesTests
{
    private const int Particles = 1500;
    private static readonly double s_hinge = PlantedModel.Beyond(0.3);

    private static readonly (float[], float[])[] s_fields =
    [
        Both(4, (x, y, z) => x > s_hinge ? (x, y, z + 4) : (x, y, z)), // 2nd by size
        Both(9, (x, y, z) => x > s_hinge ? (x, y + 9, z) : (x, y, z)),
    ];

    private static readonly float[] s_latents = [.. Enumerable.Range(0, 2 * Particles).Select(i => (float)(2 * CounterRandom.Uniform(3, 0, 0, (ulong)i, 0) - 1))];

    private static readonly Lazy<float[]> s_coordinates = new(() => Coordinates(PlantedModel.Create(s_fields, s_latents)));

    [Fact]
    public void They_are_centred_in_angstrom_and_ordered_by_the_displacement()
    {
        float[] found = s_coordinates.Value;
        double share = Enumerable.Range(0, PlantedModel.Mesh.VertexCount).Where(v => PlantedModel.Mesh.Vertices[3 * v] > s_hinge).Sum(v => (double)PlantedModel.Density[v])
            / PlantedModel.Density.Sum(d => (double)d);
        for (int c = 0; c < 2; c++)
        {
            double[] coordinate = [.. Enumerable.Range(0, Particles).Select(i => (double)found[2 * i + c])];
            double[] latent = [.. Enumerable.Range(0, Particles).Select(i => (double)s_latents[2 * i + 1 - c])];
            coordinate.Average().ShouldBe(0, 1e-4);
            double amplitude = (c == 0 ? 9 : 4) * Math.Sqrt(share); // RMS over the molecule at latent 1
            double mean = latent.Average();
            Math.Sqrt(coordinate.Average(x => x * x)).ShouldBe(amplitude * Math.Sqrt(latent.Average(z => (z - mean) * (z - mean))), 0.03 * amplitude);
            double product = 0;
            for (int i = 0; i < Particles; i++)
            {
                product += coordinate[i] * (latent[i] - mean);
            }
            (product > 0).ShouldBeTrue("the part that moves does so towards positive y and z");
        }
    }

    [Theory]
    [InlineData(0, 1, 1, 0)] // permuted
    [InlineData(-3, 0, 0, 0.25)] // scaled and mirrored
    [InlineData(0.6, -0.8, 0.8, 0.6)] // turned
    [InlineData(1, 0.7, 0, 1)] // sheared
    public void They_do_not_depend_on_the_layout_of_the_latents(double a, double b, double c, double d)
    {
        double determinant = a * d - b * c;
        float[] other = new float[s_latents.Length];
        for (int i = 0; i < Particles; i++)
        {
            other[2 * i] = (float)(a * s_latents[2 * i] + b * s_latents[2 * i + 1]);
            other[2 * i + 1] = (float)(c * s_latents[2 * i] + d * s_latents[2 * i + 1]);
        }
        double[,] inverse = { { d / determinant, -b / determinant }, { -c / determinant, a / determinant } };
        float[] expected = s_coordinates.Value, found = Coordinates(PlantedModel.Create(s_fields, other, inverse));
        found.ShouldBe(expected, 2e-3f);
        expected.Max().ShouldBeGreaterThan(3);
    }

    [Fact]
    public void They_do_not_depend_on_blocks_and_threads_and_are_the_scores_of_the_motion()
    {
        FlexModel model = PlantedModel.Create(s_fields, s_latents);
        PrincipalMotion motion = Motion(model);
        float[] all = Coordinates(model, threads: 4);
        MotionCoordinates view = View(model, 1);
        var block = new ParticleBlock(view.Layout, 40);
        for (int first = 0; first < Particles; first += 37)
        {
            int count = Math.Min(37, Particles - first);
            view.Read(first, count, block, 3);
            block.Column(ParticleColumns.Motion).Slice(6, 2 * count).SequenceEqual(all.AsSpan(2 * first, 2 * count)).ShouldBeTrue();
            block.Column(ParticleColumns.Latents).Slice(6, 2 * count).SequenceEqual(s_latents.AsSpan(2 * first, 2 * count)).ShouldBeTrue();
        }
        for (int i = 0; i < Particles; i++)
        {
            all[2 * i + 1].ShouldBe((float)(motion.Components[1].Scores[i] * motion.Components[1].RmsAngstrom), 1e-4f);
        }
    }

    [Fact]
    public void A_model_without_motion_has_zeros() =>
        Coordinates(PlantedModel.Create(s_fields, s_latents) with { MotionSupported = false }).ShouldAllBe(value => value == 0);

    private static (float[], float[]) Both(double angstrom, Func<double, double, double, (double, double, double)> moved)
    {
        float[] plus = PlantedModel.Field(moved);
        plus.Max().ShouldBe((float)angstrom, 1e-4f);
        return (plus, Array.ConvertAll(plus, value => -value));
    }

    private static PrincipalMotion Motion(FlexModel model) => ModelMotion.Of(model, PlantedModel.Density, new InternalFlow(model, RigidPart.Of(model, PlantedModel.Density)));

    private static MotionCoordinates View(FlexModel model, int threads)
    {
        var rigid = RigidPart.Of(model, PlantedModel.Density);
        PrincipalFrame frame = Motion(model).Frame;
        return new(ParticleBlock.OfLatents(model.Latents, 2), () => new InternalCoordinates(model, rigid, frame, 2), threads);
    }

    private static float[] Coordinates(FlexModel model, int threads = 2)
    {
        MotionCoordinates view = View(model, threads);
        var block = new ParticleBlock(view.Layout, view.Count);
        view.Read(0, view.Count, block);
        return [.. block.Column(ParticleColumns.Motion)];
    }
}
