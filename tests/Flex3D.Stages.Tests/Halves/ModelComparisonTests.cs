using Flex3D.Stages.Halves;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Tests.Motion;

namespace Flex3D.Stages.Tests.Halves;

/// <summary>Models of half-sets whose difference is known.</summary>
public class ModelComparisonTests
{
    private const int Particles = 200;
    private static readonly double s_beyond = PlantedModel.Beyond(0.25);

    // The latents, from −1 to 1; the flow is linear in them.
    private static float[] Latents(double scale) => [.. Enumerable.Range(0, Particles).Select(p => (float)(scale * (2.0 * p / (Particles - 1) - 1)))];

    // The part beyond a quarter of the density shifts along y, by so many Å at a latent of 1.
    private static FlexModel Model(double shift, float[] latents)
    {
        float[] plus = PlantedModel.Field((x, y, z) => (x, x > s_beyond ? y + shift : y, z)), minus = [.. plus.Select(value => -value)];
        return PlantedModel.Create([(plus, minus)], latents);
    }

    private static ModelAgreement Agreement(FlexModel all, FlexModel first, FlexModel second)
    {
        CommonFrame frame = CommonFrame.Find(all, [first, second], [[0f]]).ShouldNotBeNull();
        return new ModelComparison(frame, PlantedModel.Density, [PlantedModel.Density, PlantedModel.Density], [first.Latents, second.Latents]).Agreement();
    }

    [Fact]
    public void Models_of_one_motion_agree_whatever_the_sign_and_unit_of_their_latents()
    {
        FlexModel all = Model(6, Latents(1));
        ModelAgreement agreement = Agreement(all, Model(6, Latents(1)), Model(-12, Latents(-0.5)));
        agreement.Particles.ShouldBe(Particles);
        agreement.Moving.DifferenceAngstrom.ShouldBeLessThan(0.02);
        agreement.Moving.Correlation.ShouldBe(1, 1e-4);
        agreement.Moving.Amplitude.ShouldBe(1, 1e-4);
        agreement.Moving.MotionAngstrom.ShouldBe(6 / Math.Sqrt(3), 0.2); // uniform between ±6, but for the turn of the whole that is left out
        agreement.Rest.MotionAngstrom.ShouldBeLessThan(agreement.Moving.MotionAngstrom);
    }

    [Fact]
    public void A_motion_that_is_too_small_in_one_model_is_the_difference_and_half_of_it_the_error()
    {
        RegionAgreement moving = Agreement(Model(6, Latents(1)), Model(6, Latents(1)), Model(4.5, Latents(1))).Moving;
        moving.DifferenceAngstrom.ShouldBe(1.5 / Math.Sqrt(3), 0.06);
        moving.ErrorAngstrom.ShouldBe(moving.DifferenceAngstrom / 2);
        moving.Amplitude.ShouldBe(0.75, 0.01);
        moving.Correlation.ShouldBe(1, 1e-3);
    }

    [Fact]
    public void A_model_whose_motion_its_half_set_does_not_support_is_compared_with_its_flow_and_counted()
    {
        FlexModel all = Model(6, Latents(1)) with { Heterogeneity = Heterogeneity.Motion }, doubtful = all with { Heterogeneity = Heterogeneity.None, MotionSupported = false };
        ModelAgreement agreement = Agreement(all, all, doubtful);
        agreement.Supported.ShouldBe(1);
        agreement.Moving.Correlation.ShouldBe(1, 1e-4);
    }

    [Fact]
    public void Unrelated_motions_do_not_correlate()
    {
        float[] folded = [.. Latents(1).Select(z => 2 * Math.Abs(z) - 1)];
        RegionAgreement moving = Agreement(Model(6, Latents(1)), Model(6, Latents(1)), Model(6, folded)).Moving;
        Math.Abs(moving.Correlation).ShouldBeLessThan(0.05);
        moving.DifferenceAngstrom.ShouldBe(Math.Sqrt(2) * moving.MotionAngstrom, 0.05);
    }

    [Fact]
    public void What_does_not_move_has_no_agreement_but_no_division_by_zero()
    {
        RegionAgreement moving = Agreement(Model(6, Latents(1)), Model(6, Latents(1)), Model(6, new float[Particles])).Moving;
        (moving.Correlation, moving.Amplitude).ShouldBe((0, 0));
        moving.DifferenceAngstrom.ShouldBe(Math.Sqrt(2) * moving.MotionAngstrom, 1e-3);
    }

    [Fact]
    public void The_errors_of_vertices_are_where_the_models_differ()
    {
        FlexModel all = Model(6, Latents(1));
        CommonFrame frame = CommonFrame.Find(all, [Model(6, Latents(1)), Model(3, Latents(1))], [[0f]]).ShouldNotBeNull();
        float[] errors = new ModelComparison(frame, PlantedModel.Density, [PlantedModel.Density, PlantedModel.Density], [all.Latents, all.Latents]).VertexErrors();
        int[] used = [.. Enumerable.Range(0, errors.Length).Where(v => PlantedModel.Density[v] > 0)];
        used.Where(v => PlantedModel.Mesh.Vertices[3 * v] > s_beyond).Average(v => (double)errors[v]).ShouldBe(1.5 / Math.Sqrt(3), 0.15);
        used.Where(v => PlantedModel.Mesh.Vertices[3 * v] <= s_beyond).Average(v => (double)errors[v]).ShouldBeLessThan(0.15);
    }

    [Fact]
    public void A_frame_is_the_same_conformation_in_models_whose_canonical_maps_are_in_others()
    {
        // The second model is anchored, and its particles lie, around the conformation that the first has at +0.5.
        FlexModel all = Model(6, Latents(1)), shifted = RebasedFrame.Choose(all, [[0.5f]]).Of(all);
        CommonFrame frame = CommonFrame.Find(all, [all, shifted], [[-0.25f]]).ShouldNotBeNull();
        frame.Frame.Latent.ShouldBe([-0.25f]);
        for (int i = 0; i < all.Mesh.Vertices.Length; i++)
        {
            frame.Halves[1].Mesh.Vertices[i].ShouldBe(frame.All.Mesh.Vertices[i], 1e-2f);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_corresponding_latent_follows_the_particles_and_not_the_axes(int k)
    {
        float[] first = new float[Particles * k], other = new float[Particles * 2];
        for (int p = 0; p < Particles; p++)
        {
            double angle = 0.01 * p;
            first[p * k] = (float)Math.Cos(angle);
            other[p * 2] = (float)(2 * Math.Sin(angle));
            other[p * 2 + 1] = (float)(1 - Math.Sin(angle));
        }
        float[] latent = new float[k];
        latent[0] = (float)Math.Cos(1.0);
        float[] found = CorrespondingLatent.Of(latent, first, other);
        found[0].ShouldBe((float)(2 * Math.Sin(1.0)), 0.02f);
        found[1].ShouldBe((float)(1 - Math.Sin(1.0)), 0.02f);
    }

    [Fact]
    public void Each_particle_has_the_latent_of_the_model_of_its_half_set()
    {
        ParticleBlock first = ParticleBlock.OfLatents([1, 2, 3, 4, 5, 6], 1), second = ParticleBlock.OfLatents([-1, -2, -3, -4, -5, -6], 1);
        var state = new HalvesState(first, second, [1, 1, 2, 1, 2, 2]);
        var read = new ParticleBlock(first.Layout, 6);
        state.Read(1, 5, read, 1);
        read.Column(ParticleColumns.Latents)[1..].ToArray().ShouldBe([2, -3, 4, -5, -6]);
        state.Count.ShouldBe(6);
    }
}
