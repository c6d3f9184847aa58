using Flex3D.Stages.Geometry;
using Flex3D.Stages.Scoring;

namespace Flex3D.Stages.Tests.Scoring;

public class PoseScoreTests
{
    private const int Particles = 60;
    private const double Degree = Math.PI / 180;

    private static (double Rot, double Tilt, double Psi) Angles(int p) => (7 * p, 3 * p % 180, 11 * p);

    private static Rotation[] Rotations(Func<int, (double Rot, double Tilt, double Psi)> angles) =>
        [.. Enumerable.Range(0, Particles).Select(p => Rotation.FromEulerDegrees(angles(p).Rot, angles(p).Tilt, angles(p).Psi))];

    private static (double X, double Y)[] Origins(Func<int, (double X, double Y)> origin) => [.. Enumerable.Range(0, Particles).Select(origin)];

    private static PoseOffset[] Offsets(Func<int, PoseOffset> offset) => [.. Enumerable.Range(0, Particles).Select(offset)];

    [Fact]
    public void Poses_off_by_an_angle_about_any_axis_score_that_angle()
    {
        // Psi is the last rotation, about the image's z: a change of it is a rotation by that angle.
        Rotation[] truth = Rotations(Angles), off = Rotations(p => (Angles(p).Rot, Angles(p).Tilt, Angles(p).Psi + (p % 2 == 0 ? 3 : -4)));
        TurnErrors.Of(truth, off).Degrees.ShouldBe(Math.Sqrt((9 + 16) / 2.0), 1e-9);
        TurnErrors.Of([Rotation.Identity], [Rotation.FromEulerDegrees(0, 180, 0)]).Degrees.ShouldBe(180, 1e-5);
        TurnErrors.Of(truth, truth).Degrees.ShouldBe(0);
    }

    [Fact]
    public void Re_estimated_poses_are_the_given_ones_with_their_offset()
    {
        // Rot is the first rotation, about the map's z and clockwise: a turn by +ω about that axis takes ω off it. The origin is less the shift.
        Rotation[] truth = Rotations(Angles), given = Rotations(p => (Angles(p).Rot + 4, Angles(p).Tilt, Angles(p).Psi));
        (double X, double Y)[] places = Origins(p => (p, -p)), stated = Origins(p => (p + 3, -p + (p % 2 == 0 ? 4 : -4)));
        PoseScore score = PoseScore.Of(given, stated, truth, places, Offsets(p => new PoseOffset(0, 0, 3 * Degree, 3, p % 2 == 0 ? 2 : -2)))!;
        score.Given.Turns!.Degrees.ShouldBe(4, 1e-9);
        score.Refined!.Turns!.Degrees.ShouldBe(1, 1e-9);
        score.Given.Shifts!.Angstrom.ShouldBe(Math.Sqrt((9 + 16) / 2.0), 1e-9);
        score.Refined.Shifts!.Angstrom.ShouldBe(Math.Sqrt(4 / 2.0), 1e-9);
    }

    [Fact]
    public void A_turn_and_a_shift_that_all_have_in_common_are_told_apart()
    {
        // The map is turned by 5° and shifted by t; a point r appears at (A r)_xy − origin, so the poses of the shifted map have origins less by (A t)_xy.
        (double x, double y, double z) = (1.5, -2, 0.5);
        Rotation[] truth = Rotations(Angles), turned = Rotations(p => (Angles(p).Rot + 5, Angles(p).Tilt, Angles(p).Psi + (p % 2 == 0 ? 1 : -1)));
        TurnErrors turns = TurnErrors.Of(truth, turned);
        turns.CommonDegrees.ShouldBe(5, 0.2);
        turns.LessCommonDegrees.ShouldBe(1, 0.02);
        turns.Degrees.ShouldBeGreaterThan(4.9);
        ShiftErrors shifts = ShiftErrors.Of(truth, Origins(p => (p, 2)), Origins(p => (p - truth[p].Apply(x, y, z).X, 2 - truth[p].Apply(x, y, z).Y)));
        shifts.CommonAngstrom.ShouldBe(Math.Sqrt(x * x + y * y + z * z), 1e-6);
        shifts.LessCommonAngstrom.ShouldBe(0, 1e-6);
        shifts.Angstrom.ShouldBe(Math.Sqrt(truth.Average(a => (Math.Pow(a.Apply(x, y, z).X, 2) + Math.Pow(a.Apply(x, y, z).Y, 2)) / 2)), 1e-9);
    }

    [Fact]
    public void Particles_that_are_all_seen_from_one_side_have_a_common_shift_in_the_image_only()
    {
        Rotation[] truth = Rotations(_ => (0, 0, 0));
        ShiftErrors shifts = ShiftErrors.Of(truth, Origins(_ => (0, 0)), Origins(_ => (3, 4)));
        (shifts.CommonAngstrom, shifts.LessCommonAngstrom).ShouldBe((5.0, 0.0), Pairs);
    }

    [Fact]
    public void Only_what_is_off_or_re_estimated_has_an_error()
    {
        Rotation[] given = Rotations(Angles);
        (double X, double Y)[] places = Origins(_ => (0, 0));
        PoseScore.Of(given, places, null, null, Offsets(_ => default)).ShouldBeNull();
        PoseScore known = PoseScore.Of(given, places, given, null, Offsets(_ => default))!;
        (known.Given.Turns!.Degrees, known.Given.Shifts, known.Refined).ShouldBe((0, null, null));
        // The table's shifts are the true ones; those that were re-estimated are not.
        PoseScore worse = PoseScore.Of(given, places, given, null, Offsets(p => new PoseOffset(0, 0, 0, p % 2 == 0 ? 2 : -2, 0)))!;
        worse.Given.Shifts!.Angstrom.ShouldBe(0);
        worse.Refined!.Shifts!.Angstrom.ShouldBe(Math.Sqrt(2), 1e-9);
        worse.Refined.Turns!.Degrees.ShouldBe(0);
    }

    private static readonly IEqualityComparer<(double, double)> Pairs = EqualityComparer<(double, double)>.Create((a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-6 && Math.Abs(a.Item2 - b.Item2) < 1e-6);
}
