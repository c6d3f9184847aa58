using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.LocalRefinement;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Reconstruction;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.LocalRefinement;

/// <summary>Masked local refinements of an arm that turns by known angles, driven by one thread.</summary>
public sealed class LocalRefinementTests
{
    private const double Noise = 0.5, DegreesRms = 12, AngleDegrees = 20, Limit = 12;
    private static readonly TurningArm s_arm = new(Noise, DegreesRms);
    private static readonly Lazy<LocalRefinementSession> s_refined = new(() => Run(s_arm.Images));

    [Fact]
    public void The_turns_of_the_arm_are_found_and_its_map_is_sharpened()
    {
        LocalRefinementSession session = s_refined.Value;
        (double X, double Y, double Z)[] left = [.. s_arm.Turns.Select((turn, p) =>
            Rotation.FromVector(-turn.X, -turn.Y, -turn.Z).Times(Rotation.FromVector(session.Poses[p][0], session.Poses[p][1], session.Poses[p][2])).ToVector())];
        double square = 0, common = 0;
        for (int half = 0; half < 2; half++)
        {
            (double X, double Y, double Z)[] own = [.. left.Where((_, p) => p % 2 == half)]; // of finitely many particles, the mean is not quite 0
            (double x, double y, double z) = (own.Average(t => t.X), own.Average(t => t.Y), own.Average(t => t.Z));
            common = Math.Max(common, Math.Sqrt(x * x + y * y + z * z) * 180 / Math.PI);
            square += own.Sum(t => (t.X - x) * (t.X - x) + (t.Y - y) * (t.Y - y) + (t.Z - z) * (t.Z - z));
        }
        double error = Math.Sqrt(square / TurningArm.Count) * 180 / Math.PI, after = Sharper(session.Map(1)), before = Sharper(Run(s_arm.Images, rounds: 0).Map(1));
        TestContext.Current.TestOutputHelper?.WriteLine($"error {error:f2}°, common {common:f2}°, of {DegreesRms}°; sharper {before:f4} to {after:f4} of {Sharper(s_arm.AtRest):f4}; halves {Correlation(session.Map(1), session.Map(2)):f4}; {session.Poses.Summary()}; {session.Spreads[0]}");
        error.ShouldBeLessThan(0.4 * DegreesRms);
        common.ShouldBeLessThan(4 * DegreesRms / Math.Sqrt(TurningArm.Count / 2)); // half-maps do not drift apart
        session.Spreads.ShouldAllBe(spread => Math.Abs(spread.TurnRadians * 180 / Math.PI - DegreesRms / Math.Sqrt(3)) < 0.35 * DegreesRms);
        after.ShouldBeGreaterThan(before + 0.02); // from −0.02 of the blurred arm to 0.02 of the arm at rest, less what noise takes from both
    }

    [Fact]
    public void A_half_set_never_enters_the_poses_or_the_map_of_the_other_whatever_the_order_of_shards()
    {
        float[][] changed = [.. s_arm.Images.Select((image, p) => p % 2 == 0 ? image : Array.ConvertAll(image, value => 1 - 2 * value))]; // odd rows are of half-set 2
        LocalRefinementSession clean = s_refined.Value, other = Run(changed, reverse: true);
        other.Map(1).Values.ShouldBe(clean.Map(1).Values);
        other.Map(2).Values.ShouldNotBe(clean.Map(2).Values);
        other.Spreads[0].ShouldBe(clean.Spreads[0]);
        for (int p = 0; p < TurningArm.Count; p++)
        {
            other.Poses[p].SequenceEqual(clean.Poses[p]).ShouldBe(p % 2 == 0, $"particle {p}");
        }
    }

    [Fact]
    public void No_turn_or_shift_exceeds_its_bound()
    {
        RegionPoses poses = s_refined.Value.Poses;
        for (int p = 0; p < TurningArm.Count; p++)
        {
            ReadOnlySpan<float> pose = poses[p];
            Math.Sqrt(pose[0] * pose[0] + pose[1] * pose[1] + pose[2] * pose[2]).ShouldBeLessThan(1.0001 * AngleDegrees * Math.PI / 180);
            (TurningArm.Pixel * Math.Sqrt(pose[3] * pose[3] + pose[4] * pose[4])).ShouldBeLessThan(5.0001);
        }
        poses.Summary().AtBounds.ShouldBeInRange(0.005, 0.1); // of turns of 12° RMS, some exceed 20°
    }

    [Fact]
    public void Density_of_the_region_and_the_rest_make_up_the_map()
    {
        var region = LocalRegion.Create(s_arm.Region, s_arm.Solvent, "arm.mrc");
        DensityMap map = s_arm.AtRest.Times(s_arm.Solvent), back = region.Replace(map, region.OwnOf(map));
        back.Values.Zip(map.Values, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-6f);
        (region.OwnOf(map).Sum(value => (double)value) + region.RestOf(map).Sum(value => (double)value)).ShouldBe(map.Values.Sum(value => (double)value), 1e-2);
        (region.CentreAngstrom.X / TurningArm.Pixel).ShouldBeInRange(4, 8);
        region.Replace(map, new float[region.Problem.Binding.Count]).Times(region.Mask).Values.ShouldAllBe(value => Math.Abs(value) < 1e-6f);
    }

    [Fact]
    public void A_region_beside_the_molecule_is_refused()
    {
        InputException refused = Should.Throw<InputException>(() => LocalRegion.Create(TurningArm.Soft((14, 14, 14), 4), s_arm.Solvent, "corner.mrc"));
        refused.Message.ShouldContain("corner.mrc: found 0 voxels");
    }

    [Theory]
    [InlineData(10, 33)]
    [InlineData(15, 33)]
    [InlineData(30, 257)]
    public void Turns_are_tried_within_the_largest_and_on_both_sides(double degrees, int count)
    {
        double most = degrees * Math.PI / 180;
        List<(double X, double Y, double Z)> turns = PoseSearch.Lattice(most);
        turns.Count.ShouldBe(count);
        turns.ShouldAllBe(turn => turn.X * turn.X + turn.Y * turn.Y + turn.Z * turn.Z <= most * most * 1.0001);
        turns.ShouldAllBe(turn => turns.Any(other => Math.Abs(turn.X + other.X) + Math.Abs(turn.Y + other.Y) + Math.Abs(turn.Z + other.Z) < 1e-9));
    }

    private static LocalRefinementSession Run(float[][] images, int rounds = 2, bool reverse = false)
    {
        var region = LocalRegion.Create(s_arm.Region, s_arm.Solvent, "arm.mrc");
        ReconstructionPlan plan = ReconstructionPlan.Create(s_arm.Table, 6, 16, seed: 3, fromTable: true);
        DensityMap rigid = s_arm.Rigid.Times(s_arm.Solvent);
        var session = new LocalRefinementSession(
            region, s_arm.Table, new MemorySource(s_arm.Table, images), plan, ParticleBlock.OfLatents(new float[TurningArm.Count], 1), rigid, rigid, new() { AngleDegrees = AngleDegrees });
        using var engine = new SimdEngine();
        using var worker = new LocalRefinementWorker(session, engine);
        for (int round = 0; round < Math.Max(1, rounds); round++)
        {
            if (rounds > 0)
            {
                session.BeginPoses(Limit);
                Passes();
            }
            session.BeginMaps();
            Passes();
        }
        return session;

        void Passes()
        {
            do
            {
                int count = session.Shards.Count;
                for (int i = 0; i < count; i++)
                {
                    worker.Compute(reverse ? count - 1 - i : i);
                    session.Reduce(worker);
                }
            }
            while (!session.End());
        }
    }

    // By how much a map resembles the arm at rest more than the arm that is blurred by its turns: the difference of the correlations within the region.
    private static double Sharper(DensityMap map) => Correlation(map, s_arm.AtRest) - Correlation(map, s_arm.Rigid);

    private static double Correlation(DensityMap first, DensityMap second)
    {
        int[] inside = [.. Enumerable.Range(0, first.Values.Length).Where(i => s_arm.Region.Values[i] > 0.5f)];
        double meanA = inside.Average(i => first.Values[i]), meanB = inside.Average(i => second.Values[i]), cross = 0, a = 0, b = 0;
        foreach (int i in inside)
        {
            (double u, double v) = (first.Values[i] - meanA, second.Values[i] - meanB);
            (cross, a, b) = (cross + u * v, a + u * u, b + v * v);
        }
        return cross / Math.Sqrt(a * b);
    }
}
