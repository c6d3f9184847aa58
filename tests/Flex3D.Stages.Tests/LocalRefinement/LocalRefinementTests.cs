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
    private const double Noise = 0.5, DegreesRms = 9, Limit = 12;
    private static readonly TurningArm s_arm = new(Noise, DegreesRms);
    private static readonly Lazy<LocalRefinementSession> s_refined = new(() => Run(s_arm.Images));

    [Fact]
    public void The_turns_of_the_arm_are_found_and_its_map_is_sharpened()
    {
        LocalRefinementSession session = s_refined.Value;
        double square = 0;
        for (int p = 0; p < TurningArm.Count; p++)
        {
            (double x, double y, double z) = s_arm.Turns[p];
            ReadOnlySpan<float> pose = session.Poses[p];
            var left = Rotation.FromVector(-x, -y, -z).Times(Rotation.FromVector(pose[0], pose[1], pose[2])).ToVector();
            square += left.X * left.X + left.Y * left.Y + left.Z * left.Z;
        }
        double error = Math.Sqrt(square / TurningArm.Count) * 180 / Math.PI;
        DensityMap merged = session.Map(1), before = s_arm.Rigid;
        double rigid = Correlation(before), refined = Correlation(merged);
        TestContext.Current.TestOutputHelper?.WriteLine($"error {error:f2}°, of {DegreesRms}°; correlation in the arm {rigid:f4} to {refined:f4}; {session.Poses.Summary()}; {session.Spreads[0]}");
        error.ShouldBeLessThan(0.5 * DegreesRms);
        session.Spreads.ShouldAllBe(spread => Math.Abs(spread.TurnRadians * 180 / Math.PI - DegreesRms / Math.Sqrt(3)) < 1.2);
        (1 - refined).ShouldBeLessThan(0.6 * (1 - rigid));
    }

    [Fact]
    public void A_half_set_never_enters_the_poses_or_the_map_of_the_other()
    {
        float[][] changed = [.. s_arm.Images.Select((image, p) => p % 2 == 0 ? image : Array.ConvertAll(image, value => 1 - 2 * value))]; // odd rows are of half-set 2
        LocalRefinementSession clean = s_refined.Value, other = Run(changed);
        other.Map(1).Values.ShouldBe(clean.Map(1).Values);
        other.Map(2).Values.ShouldNotBe(clean.Map(2).Values);
        for (int p = 0; p < TurningArm.Count; p++)
        {
            other.Poses[p].SequenceEqual(clean.Poses[p]).ShouldBe(p % 2 == 0, $"particle {p}");
        }
    }

    [Fact]
    public void The_order_of_shards_changes_no_bit()
    {
        LocalRefinementSession forward = s_refined.Value, backward = Run(s_arm.Images, reverse: true);
        for (int half = 1; half <= 2; half++)
        {
            backward.Map(half).Values.ShouldBe(forward.Map(half).Values);
        }
        backward.Poses.Summary().ShouldBe(forward.Poses.Summary());
    }

    [Fact]
    public void No_turn_or_shift_exceeds_its_bound()
    {
        LocalRefinementSession session = Run(s_arm.Images, rounds: 1, options: new() { AngleDegrees = 4, ShiftAngstrom = 1, Stopping = new() { Most = 1, Fewest = 1 } });
        for (int p = 0; p < TurningArm.Count; p++)
        {
            ReadOnlySpan<float> pose = session.Poses[p];
            Math.Sqrt(pose[0] * pose[0] + pose[1] * pose[1] + pose[2] * pose[2]).ShouldBeLessThan(4.0001 * Math.PI / 180);
            (TurningArm.Pixel * Math.Sqrt(pose[3] * pose[3] + pose[4] * pose[4])).ShouldBeLessThan(1.0001);
        }
        session.Poses.Summary().AtBounds.ShouldBeGreaterThan(0.2); // turns of 9° RMS do not fit
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

    [Theory]
    [InlineData(0.5, 9, 15, 1, 12)]
    [InlineData(0.5, 9, 15, 2, 12)]
    [InlineData(0.3, 9, 15, 2, 12)]
    [InlineData(0.3, 9, 15, 2, 9)]
    [InlineData(0.5, 12, 20, 2, 12)]
    [InlineData(0.3, 12, 20, 2, 12)]
    [InlineData(0.3, 12, 20, 3, 9)]
    public void Probe(double noise, double rms, double angle, int rounds, double limit)
    {
        var arm = new TurningArm(noise, rms);
        LocalRefinementSession session = Run(arm.Images, rounds, options: new() { AngleDegrees = angle }, arm: arm, limit: limit);
        double square = 0;
        for (int p = 0; p < TurningArm.Count; p++)
        {
            (double x, double y, double z) = arm.Turns[p];
            ReadOnlySpan<float> pose = session.Poses[p];
            var left = Rotation.FromVector(-x, -y, -z).Times(Rotation.FromVector(pose[0], pose[1], pose[2])).ToVector();
            square += left.X * left.X + left.Y * left.Y + left.Z * left.Z;
        }
        double error = Math.Sqrt(square / TurningArm.Count) * 180 / Math.PI;
        TestContext.Current.TestOutputHelper?.WriteLine($"PROBE {noise} {rms} {angle} {rounds} {limit}: error {error:f2} corr {Correlation(arm.Rigid, arm):f4} to {Correlation(session.Map(1), arm):f4} {Correlation(session.Map(2), arm):f4}; {session.Poses.Summary()}; {session.Spreads[0]}");
    }

    private static LocalRefinementSession Run(float[][] images, int rounds = 2, bool reverse = false, LocalRefinementOptions? options = null, TurningArm? arm = null, double limit = Limit)
    {
        arm ??= s_arm;
        var region = LocalRegion.Create(arm.Region, arm.Solvent, "arm.mrc");
        ReconstructionPlan plan = ReconstructionPlan.Create(arm.Table, 6, 16, seed: 3, fromTable: true);
        DensityMap rigid = arm.Rigid.Times(arm.Solvent);
        var session = new LocalRefinementSession(region, new MemorySource(arm.Table, images), plan, ParticleBlock.OfLatents(new float[TurningArm.Count], 1), rigid, rigid, options ?? new() { AngleDegrees = 15 });
        using var engine = new SimdEngine();
        using var worker = new LocalRefinementWorker(session, engine);
        for (int round = 0; round < rounds; round++)
        {
            session.BeginPoses(limit);
            Passes();
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

    // With the arm at rest, within the region.
    private static double Correlation(DensityMap map, TurningArm? arm = null)
    {
        arm ??= s_arm;
        int[] inside = [.. Enumerable.Range(0, map.Values.Length).Where(i => arm.Region.Values[i] > 0.5f)];
        double meanA = inside.Average(i => map.Values[i]), meanB = inside.Average(i => arm.AtRest.Values[i]), cross = 0, a = 0, b = 0;
        foreach (int i in inside)
        {
            double u = map.Values[i] - meanA, v = arm.AtRest.Values[i] - meanB;
            (cross, a, b) = (cross + u * v, a + u * u, b + v * v);
        }
        return cross / Math.Sqrt(a * b);
    }
}
