using Flex3D.Stages.Comparison;
using Flex3D.Stages.Model;
using Flex3D.Stages.Tests.Motion;

namespace Flex3D.Stages.Tests.Comparison;

/// <summary>Models whose difference is known: two parts of an ellipsoid shift, each along its own latent.</summary>
public class MotionAgreementTests
{
    private const int Particles = 200;
    private static readonly double s_beyond = PlantedModel.Beyond(0.25);

    // Latents over a square, from −1 to 1 each, in an order that mixes them.
    private static float[] Latents(double first, double second) =>
        [.. Enumerable.Range(0, Particles).SelectMany(p => new[] { (float)(first * (2.0 * p / (Particles - 1) - 1)), (float)(second * (2.0 * (p * 67 % Particles) / (Particles - 1) - 1)) })];

    // Along the first latent the end at +x shifts along y, along the second that at −x along z; Å at a latent of 1.
    private static FlexModel Model(double plus, double minus, float[] latents)
    {
        float[] one = PlantedModel.Field((x, y, z) => (x, x > s_beyond ? y + plus : y, z)), other = PlantedModel.Field((x, y, z) => (x, y, x < -s_beyond ? z + minus : z));
        return PlantedModel.Create([(one, [.. one.Select(value => -value)]), (other, [.. other.Select(value => -value)])], latents);
    }

    // The share of the density whose x is asked for.
    private static double ShareOf(Func<double, bool> of) =>
        Enumerable.Range(0, PlantedModel.Density.Length).Where(v => of(PlantedModel.Mesh.Vertices[3 * v])).Sum(v => (double)PlantedModel.Density[v]) / PlantedModel.Density.Sum(d => (double)d);

    private static MotionAgreement Agreement(FlexModel first, FlexModel second) => MotionAgreement.Of(PairedFields.Of(first, PlantedModel.Density, second).ShouldNotBeNull());

    [Fact]
    public void Models_of_one_motion_agree_whatever_the_units_and_signs_of_their_latents()
    {
        MotionAgreement agreement = Agreement(Model(6, 4, Latents(1, 1)), Model(-12, 8, Latents(-0.5, 0.5)));
        agreement.Covered.ShouldBe(1, 1e-6);
        agreement.Whole.DifferenceAngstrom.ShouldBeLessThan(0.03);
        agreement.Subspaces.FirstMotions.ShouldBe(2);
        agreement.Subspaces.AnglesDegrees.ShouldAllBe(angle => angle < 1);
        agreement.Subspaces.Correlation.ShouldNotBeNull().ShouldBe(1, 1e-3);
        agreement.Subspaces.FirstInSecond.ShouldNotBeNull().ShouldBe(1, 1e-3);
    }

    [Fact]
    public void A_turn_of_the_whole_molecule_in_one_model_alone_is_no_difference()
    {
        FlexModel first = Model(6, 4, Latents(1, 1));
        float[] turn = PlantedModel.Field((x, y, z) => PlantedModel.Turn(x, y, z, 2)), parameters = [.. first.FlowParameters];
        var network = new FlowNetwork(first.Flow, first.Mesh.Mobility);
        for (int i = 0; i < turn.Length; i++)
        {
            float add = turn[i] / FlowNetwork.OutputUnitAngstrom / first.Mesh.Mobility[i % first.Mesh.VertexCount];
            parameters[network.OutputWeights + i] += add;
            parameters[network.OutputWeights + network.OutputStride + i] -= add;
        }
        MotionAgreement agreement = Agreement(first, first with { FlowParameters = parameters });
        agreement.Whole.DifferenceAngstrom.ShouldBeLessThan(0.1);
        agreement.Moving.FirstAngstrom.ShouldBeGreaterThan(2);
    }

    [Fact]
    public void A_motion_that_one_model_lacks_is_the_difference_where_it_is_and_a_direction_less()
    {
        MotionAgreement agreement = Agreement(Model(6, 4, Latents(1, 1)), Model(6, 0, Latents(1, 1)));
        double plus = 36 * ShareOf(x => x > s_beyond), minus = 16 * ShareOf(x => x < -s_beyond); // mean squares of both shifts, but for a factor
        agreement.Worst.CentreAngstrom[0].ShouldBeLessThan(-s_beyond / 2);
        agreement.Worst.Motion.DifferenceAngstrom.ShouldBe(4 / Math.Sqrt(3) * Math.Min(1, Math.Sqrt(ShareOf(x => x < -s_beyond) / 0.1)), 0.4); // uniform between ±4, if the end has a tenth
        (agreement.Subspaces.FirstMotions, agreement.Subspaces.SecondMotions).ShouldBe((2, 1));
        agreement.Subspaces.AnglesDegrees.ShouldHaveSingleItem().ShouldBeLessThan(3);
        agreement.Subspaces.FirstInSecond.ShouldNotBeNull().ShouldBe(plus / (plus + minus), 0.05);
        agreement.Subspaces.SecondInFirst.ShouldNotBeNull().ShouldBe(1, 0.01);
    }

    [Fact]
    public void Motions_of_different_parts_are_at_right_angles()
    {
        MotionAgreement agreement = Agreement(Model(6, 0, Latents(1, 1)), Model(0, 6, Latents(1, 1)));
        agreement.Subspaces.AnglesDegrees.ShouldHaveSingleItem().ShouldBe(90, 3);
        agreement.Whole.Correlation.ShouldNotBeNull().ShouldBe(0, 0.05);
    }

    [Fact]
    public void A_model_whose_motion_is_not_supported_moves_nothing()
    {
        MotionAgreement agreement = Agreement(Model(6, 0, Latents(1, 1)), Model(6, 0, Latents(1, 1)) with { MotionSupported = false });
        (agreement.Subspaces.FirstMotions, agreement.Subspaces.SecondMotions).ShouldBe((1, 0));
        agreement.Subspaces.AnglesDegrees.ShouldBeEmpty();
        (agreement.Moving.SecondAngstrom, agreement.Moving.Correlation).ShouldBe((0, null));
        agreement.Moving.DifferenceAngstrom.ShouldBe(agreement.Moving.FirstAngstrom, 1e-3);
    }

    [Fact]
    public void Parts_by_mobility_move_less_and_less_and_differ_by_what_was_planted()
    {
        IReadOnlyList<PartMotion> parts = Agreement(Model(6, 0, Latents(1, 1)), Model(3, 0, Latents(1, 1))).ByMobility;
        parts.Count.ShouldBe(20);
        parts[^1].Share.ShouldBe(1);
        parts[0].Difference.ShouldBe(parts[0].Second, 0.1); // half of the motion
        parts[^1].First.ShouldBeLessThan(parts[0].First / 4);
    }
}
