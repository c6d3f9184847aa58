using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Priors;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Priors;

public class FlowPriorsTests
{
    private static readonly TetrahedralMesh Mesh = new() { Vertices = [0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 9], Cells = [0, 1, 2, 3], RigidityWeights = [2], Mobility = [1, 1, 1, 1] };

    // [x, y, z][vertex]: twice as long along x, and moved by 1 Å along z.
    private static readonly float[] Stretched = [0, 18, 0, 0, 0, 0, 9, 0, 1, 1, 1, 10];

    [Fact]
    public void Energies_and_gradients_are_added_each_times_its_strength()
    {
        var priors = new FlowPriors([.. FlowPriorKind.All, PullPrior.Kind], Mesh);
        priors.Use(PriorStrengths.None.With("pull", 0.5).With("rigidity", 3));
        float[] gradient = new float[12];
        gradient[0] = 7;

        // Rigidity: one singular value of 2, weight 2. Pull: 9² and four times 1².
        priors.EnergyAndGradient(Stretched, gradient).ShouldBe(3 * 2 * 1 + 0.5 * (81 + 4), 1e-5);
        priors.EnergyAndGradient(Stretched, []).ShouldBe(3 * 2 * 1 + 0.5 * (81 + 4), 1e-5);

        // The stretched edge of 9 Å at rest: 2 w (s − 1) / 9 outwards, and inwards at its other end.
        double force = 3 * 2 * 2 * 1 / 9.0;
        gradient[1].ShouldBe((float)(force + 0.5 * 2 * 9), 1e-4f);
        gradient[0].ShouldBe((float)(7 - force), 1e-4f);
        gradient.Skip(8).ShouldAllBe(slope => Math.Abs(slope - 0.5 * 2 * 1) < 1e-4);
        (priors["rigidity"].EnergyAndGradient(Stretched, [], 0), priors["pull"].EnergyAndGradient(Stretched, [], 0)).ShouldBe((2, 85));
    }

    [Fact]
    public void Slopes_and_curvatures_along_motions_are_added_each_times_its_strength()
    {
        var priors = new FlowPriors([.. FlowPriorKind.All, PullPrior.Kind], Mesh);
        priors.Use(PriorStrengths.None.With("pull", 0.5).With("rigidity", 3));
        // Vertex 1 along x, and the whole mesh along z.
        float[] along = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1];
        double[] slopes = new double[2], curvatures = new double[4];
        priors.Along(Stretched, along, 12, slopes, curvatures).ShouldBe(3 * 2 * 1 + 0.5 * (81 + 4), 1e-5);

        // Rigidity: 2 w (s − 1) / 9 along the stretched edge, its derivative 2 w / 9². Pull: 2 Σ of the displacements, its derivative 2 of each.
        slopes[0].ShouldBe(3 * 2 * 2 / 9.0 + 0.5 * 2 * 9, 1e-4);
        slopes[1].ShouldBe(0.5 * 2 * 4, 1e-4);
        curvatures[0].ShouldBe(3 * 2 * 2 / 81.0 + 0.5 * 2, 1e-3);
        curvatures[3].ShouldBe(0.5 * 2 * 4, 1e-3);
        curvatures[1].ShouldBe(0, 1e-4);
        curvatures[2].ShouldBe(curvatures[1], 1e-9);
    }

    [Fact]
    public void A_prior_without_strength_is_not_evaluated()
    {
        PullPrior pull = new(Mesh);
        var priors = new FlowPriors([.. FlowPriorKind.All, new("pull", _ => pull)], Mesh);
        priors.Any.ShouldBeFalse();
        priors.Use(PriorStrengths.None.With("rigidity", 1).With("pull", 0));
        priors.Any.ShouldBeTrue();
        priors.EnergyAndGradient(Stretched, new float[12]).ShouldBe(2, 1e-5);
        priors.Use(PriorStrengths.None);
        priors.Any.ShouldBeFalse();
        priors.EnergyAndGradient(Stretched, new float[12]).ShouldBe(0);
        pull.Asked.ShouldBe(0);
    }

    [Fact]
    public void A_prior_that_is_not_there_is_named()
    {
        var priors = new FlowPriors(FlowPriorKind.All, Mesh);
        Should.Throw<InvariantException>(() => priors.Use(PriorStrengths.None.With("hinge", 1))).Message.ShouldContain("hinge");
        Should.Throw<InvariantException>(() => priors["hinge"]).Message.ShouldContain("hinge");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_strength_is_a_number_of_at_least_zero(double strength) =>
        Should.Throw<ArgumentOutOfRangeException>(() => PriorStrengths.None.With("rigidity", strength)).Message.ShouldContain("rigidity");

    [Fact]
    public void Strengths_are_known_by_name_and_the_last_that_was_given_counts()
    {
        PriorStrengths strengths = PriorStrengths.None.With("rigidity", 1).With("pull", 4).With("rigidity", 2);
        strengths.ByName.ShouldBe([new("pull", 4), new("rigidity", 2)]);
        strengths.ToString().ShouldBe("pull 4, rigidity 2");
    }

    [Fact]
    public void A_prior_is_the_only_one_where_no_other_has_a_strength_above_zero()
    {
        PriorStrengths rigidity = PriorStrengths.None.With("rigidity", 2);
        rigidity.Only("rigidity").ShouldBe(2);
        rigidity.With("pull", 0).Only("rigidity").ShouldBe(2);
        rigidity.With("pull", 1).Only("rigidity").ShouldBeNull();
        rigidity.With("rigidity", 0).Only("rigidity").ShouldBeNull();
        rigidity.Only("pull").ShouldBeNull();
        PriorStrengths.None.Only("rigidity").ShouldBeNull();
    }

    [Fact]
    public void Names_are_not_given_twice() => FlowPriorKind.All.Select(kind => kind.Name).ShouldBeUnique();
}
