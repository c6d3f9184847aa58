using Flex3D.Pipeline.Scoring;
using Flex3D.Stages.Scoring;
using Flex3D.Stages.Simulation.Limit;

namespace Flex3D.Pipeline.Tests.Scoring;

public class ScoreTextTests
{
    private static string Text(PoseScore? poses, CalibrationScore? calibration, bool moves = true, DefocusScore? defocus = null)
    {
        var nothing = new DisplacementAgreement(null, null, null, null);
        using var writer = new StringWriter();
        ScoreText.Write(writer, new RunScore(
            "run", "sim", 90, 100, 2, moves, "It may be a micelle.", poses, defocus, [new CoordinateScore("t0", 0.9, 0.8, calibration)], new DisplacementScore(90, 0, 3, null, null, nothing, nothing), nothing, null, "map", []));
        return writer.ToString();
    }

    [Theory]
    [InlineData(true, "It may be a micelle.")]
    [InlineData(false, "It may be a micelle. Displacements are 0.")]
    public void What_held_out_particles_show_stands_above_the_figures(bool moves, string said) => Text(null, null, moves).Split(Environment.NewLine).ShouldContain(said);

    [Fact]
    public void Errors_stand_beside_what_the_images_the_mesh_and_both_allow()
    {
        using var writer = new StringWriter();
        ScoreText.Write(writer, new RunScore(
            "run", "sim", 90, 100, 2, true, "It moves.", null, null, [], new DisplacementScore(90, 7, 3, 2.5, 0.5, new DisplacementAgreement(0.8, 0.4, 0.91, 0.98), new DisplacementAgreement(0.7, 0.3, 0.92, 0.99)),
            new DisplacementAgreement(0.4, 0.2, 0.97, 1), new LimitSummary(10, 100, [], 7, 0.3), "map", []));
        string[][] lines = [.. writer.ToString().Split(Environment.NewLine).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        lines.ShouldContain(line => line.SequenceEqual(new[] { "7", "moving", "atoms", "2.50", "0.80", "0.70", "0.30", "0.40", "0.50" }));
        lines.ShouldContain(line => line.SequenceEqual(new[] { "3", "other", "atoms", "0.50", "0.40", "0.30", "-", "0.20", "-" }));
        lines.ShouldContain(line => line.SequenceEqual(new[] { "amplitude,", "learned", "on", "true", "0.91", "0.92", "0.97" }));
        lines.ShouldContain(line => line.SequenceEqual(new[] { "amplitude,", "1", "/", "(true", "on", "learned)", "0.98", "0.99" }));
    }

    [Fact]
    public void A_limit_by_search_stands_before_the_bound()
    {
        var limit = new LimitSummary(10, 100, [new CoordinateLimit("t0", 5, 1, 0.96)], 7, 0.3) { Searched = new SearchedLimit(5, [new CoordinateLimit("t0", 5, 2, 0.84)], 0.6) };
        using var writer = new StringWriter();
        ScoreText.Write(writer, new RunScore(
            "run", "sim", 90, 100, 2, true, "It moves.", null, null, [new CoordinateScore("t0", 0.8, 0.9, null)], new DisplacementScore(90, 7, 3, 2.5, 0.5, new DisplacementAgreement(0.8, 0.4, 0.91, 0.98), new DisplacementAgreement(0.7, 0.3, 0.92, 0.99)),
            new DisplacementAgreement(0.8, 0.2, 0.97, 1), limit, "map", []));
        string text = writer.ToString();
        string[][] lines = [.. text.Split(Environment.NewLine).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        lines.ShouldContain(line => line.SequenceEqual(new[] { "t0", "0.800", "0.900", "0.840" }));
        lines.ShouldContain(line => line.SequenceEqual(new[] { "7", "moving", "atoms", "2.50", "0.80", "0.70", "0.60", "0.80", "1.00" }));
        text.ShouldContain("limits by search over the true molecule (5 particles); the Cramér-Rao bound: R² of t0 0.960; 0.30 Å");
    }

    [Fact]
    public void Poses_are_shown_as_given_and_as_re_estimated()
    {
        string text = Text(new PoseScore(new PoseErrors(new TurnErrors(3.456, 3.4, 0.5), new ShiftErrors(1.5, 1.4, 0.1)), new PoseErrors(new TurnErrors(1.234, 1.126, 0.508), new ShiftErrors(0.75, 0.7, 0.3))), null);
        text.ShouldContain("given poses: 3.46° RMS from the true ones");
        text.ShouldContain("re-estimated poses: 1.23° RMS, 1.13° without the turn of 0.51° that all have in common");
        text.ShouldContain("given shifts: 1.50 Å RMS along each axis from the true ones");
        text.ShouldContain("re-estimated shifts: 0.75 Å RMS, 0.70 Å without the shift of 0.30 Å that all have in common");
        text.ShouldNotContain("posterior");
    }

    [Fact]
    public void Defocus_is_shown_as_given_and_as_re_estimated()
    {
        string text = Text(null, null, defocus: new DefocusScore(501.6, 123.4, -12.4));
        text.ShouldContain("given defocus: 502 Å RMS from the true one");
        text.ShouldContain("re-estimated defocus: 123 Å RMS, of which 12 Å are common to all");
        string given = Text(null, null, defocus: new DefocusScore(501.6, null, null));
        given.ShouldContain("given defocus: 502 Å");
        given.ShouldNotContain("re-estimated");
    }

    [Fact]
    public void What_was_not_re_estimated_or_is_true_is_not_shown()
    {
        string given = Text(new PoseScore(new PoseErrors(new TurnErrors(3, 3, 0), null), null), null);
        given.ShouldContain("given poses: 3.00°");
        given.ShouldNotContain("re-estimated");
        given.ShouldNotContain("shifts");
        Text(null, null).ShouldNotContain("poses");
        Text(null, null).ShouldNotContain("defocus");
    }

    [Fact]
    public void The_posterior_of_a_coordinate_is_shown_beside_a_calibrated_one()
    {
        string line = Text(null, new CalibrationScore(90, 0.597, 1.27, 0.125, 0.1)).Split('\n').SkipWhile(text => !text.Contains("calibrated: 68 %, 1 and 1")).ElementAt(1);
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["t0", "60", "%", "0.125", "0.100", "1.25", "1.27", "90"]);
    }
}
