using Flex3D.Stages.Formats;
using Flex3D.Stages.Simulation;
using Flex3D.Stages.Simulation.Limit;
using Flex3D.Stages.Simulation.Molecules;

namespace Flex3D.Stages.Tests.Simulation.Limit;

/// <summary>The limit where poses, shifts or defocus values of the table have errors.</summary>
public class StatedParametersTests
{
    // The whole rod turns about an axis along z through its centre of mass: no image tells that turn from an error of the pose.
    private static SimulationOptions Turning()
    {
        (SimulatedMolecule molecule, double[] rest) = Toys.Rod();
        double Centre(int axis) => molecule.Weights.Select((weight, i) => weight * rest[3 * i + axis]).Sum() / molecule.Weights.Sum();
        var whole = new Hinge { Moving = [new ResidueRange("A", 1, 30), new ResidueRange("B", 31, 60)], Point = (Centre(0), Centre(1), Centre(2)), Direction = (0, 0, 1), MinimumDegrees = -6, MaximumDegrees = 6 };
        return Toys.Options(40) with { Motion = new HingeMotion(molecule, rest, [whole]) };
    }

    [Fact]
    public void A_turn_of_all_is_told_from_an_error_of_the_pose_by_their_distributions_alone()
    {
        const double Degrees = 1.5, Strong = 3; // of a signal far stronger, differences in place of derivatives would tell them apart
        SimulationLimit known = InformationLimit.Compute(Turning(), Strong, 40), unknown = InformationLimit.Compute(Turning() with { PoseErrorDegrees = Degrees }, Strong, 40);
        // The sum of both is seen exactly: what is left of each is (1/P + 1/σ²)⁻¹, that of the pose about the one axis alone.
        double left = 1 / (1 / unknown.PriorVariances[0] + 1 / (Degrees * Degrees));
        LimitSummary.Of(known).Coordinates[0].Left.ShouldBeLessThan(0.2);
        known.Stated.ShouldBeNull();
        unknown.Particles.Max(particle => Math.Abs(particle.Deviations[0] - Math.Sqrt(left))).ShouldBeLessThan(0.07); // 5 %: a view along the rod shows the sum less exactly
        unknown.Stated!.Degrees!.Value.ShouldBe(Math.Sqrt(left), 0.12); // the other axes have a little left, too
        (unknown.Stated.ShiftAngstrom, unknown.Stated.DefocusAngstrom).ShouldBe((null, null));
        unknown.Searched.ShouldBeEmpty(); // it holds the pose
    }

    [Fact]
    public void Errors_that_no_image_shows_stay_as_large_as_they_are_and_others_vanish()
    {
        SimulationOptions options = Toys.Options(20) with { PoseErrorDegrees = 2, ShiftErrorAngstrom = 1.5, DefocusErrorAngstrom = 400 };
        StatedLimit dark = InformationLimit.Compute(options, 1e-9, 20).Stated!, bright = InformationLimit.Compute(options, 100, 20).Stated!;
        dark.Degrees!.Value.ShouldBe(2 * Math.Sqrt(3), 1e-6); // over three axes
        dark.ShiftAngstrom!.Value.ShouldBe(1.5, 1e-6);
        dark.DefocusAngstrom!.Value.ShouldBe(400, 1e-4);
        bright.Degrees!.Value.ShouldBeLessThan(0.2);
        bright.ShiftAngstrom!.Value.ShouldBeLessThan(0.05);
        bright.DefocusAngstrom!.Value.ShouldBeLessThan(40);
    }

    [Fact]
    public void What_is_not_known_of_the_table_can_only_widen_the_limit()
    {
        SimulationOptions options = Toys.Options(30);
        double known = Left(options), tiny = Left(options with { PoseErrorDegrees = 1e-3, ShiftErrorAngstrom = 1e-4 }), wide = Left(options with { PoseErrorDegrees = 4 });
        tiny.ShouldBe(known, 1e-3 * known);
        wide.ShouldBeGreaterThan(1.02 * known);
        double Left(SimulationOptions of) => LimitSummary.Of(InformationLimit.Compute(of, 0.5, 30)).Coordinates[0].Left;
    }
}
