using System.Globalization;
using Flex3D.Stages.Scoring;
using Flex3D.Stages.Simulation.Limit;

namespace Flex3D.Pipeline.Scoring;

/// <summary>Writes a score as a table for the terminal.</summary>
internal static class ScoreText
{
    public static void Write(TextWriter output, RunScore score)
    {
        output.WriteLine($"{score.Run}");
        output.WriteLine($"against the truth of {score.Simulation}: {score.Particles} of {score.Of} particles, {score.Latents} {(score.Latents == 1 ? "latent" : "latents")}");
        output.WriteLine(score.Moves ? score.Evidence : score.Evidence + " Displacements are 0.");
        Poses(output, score.Poses, score.Limit?.Stated);
        Defocus(output, score.Defocus, score.Limit?.Stated);
        output.WriteLine();
        output.WriteLine(score.Coordinates.Count == 0 ? "The truth has no coordinate: nothing moves." : "coordinate from latents          R²    rank    limit of R²");
        foreach (CoordinateScore coordinate in score.Coordinates)
        {
            CoordinateLimit? limit = score.Limit?.CoordinatesLeft().FirstOrDefault(known => known.Name == coordinate.Name);
            output.WriteLine($"{coordinate.Name,-28}{Text(coordinate.RSquared, "0.000"),7} {Text(coordinate.RankCorrelation, "0.000"),7} {Text(limit?.RSquared, "0.000"),14}");
        }
        Calibration(output, score.Coordinates);
        output.WriteLine();
        if (score.Region is not null)
        {
            output.WriteLine($"atoms in {score.Region} alone:");
        }
        Displacements(output, score.Displacement, score.Mesh, score.Limit);
        if (score.Limit is { Searched: { } searched } bound)
        {
            output.WriteLine($"limits by search over the true molecule ({searched.Particles} particles); the Cramér-Rao bound: {string.Join(", ", bound.Coordinates.Select(c => $"R² of {c.Name} {Text(c.RSquared, "0.000")}"))}; {Text(bound.Angstrom, "0.00")} Å");
        }
        output.WriteLine();
        if (score.Maps.Count > 0)
        {
            Maps(output, score);
        }
    }

    private static void Poses(TextWriter output, PoseScore? score, StatedLimit? limit)
    {
        if (score?.Given.Turns is { } given)
        {
            output.WriteLine($"given poses: {Text(given.Degrees, "0.00")}° RMS from the true ones");
            if (score.Refined?.Turns is { } turns)
            {
                output.WriteLine($"re-estimated poses: {Text(turns.Degrees, "0.00")}° RMS, {Text(turns.LessCommonDegrees, "0.00")}° without the turn of {Text(turns.CommonDegrees, "0.00")}° that all have in common{Limit(limit?.Degrees, "0.00", "°")}");
            }
        }
        if (score?.Given.Shifts is { } places)
        {
            output.WriteLine($"given shifts: {Text(places.Angstrom, "0.00")} Å RMS along each axis from the true ones");
            if (score.Refined?.Shifts is { } shifts)
            {
                output.WriteLine($"re-estimated shifts: {Text(shifts.Angstrom, "0.00")} Å RMS, {Text(shifts.LessCommonAngstrom, "0.00")} Å without the shift of {Text(shifts.CommonAngstrom, "0.00")} Å that all have in common{Limit(limit?.ShiftAngstrom, "0.00", " Å")}");
            }
        }
    }

    private static string Limit(double? left, string format, string unit) => left is null ? "" : $" (limit: {Text(left, format)}{unit})";

    private static void Defocus(TextWriter output, DefocusScore? score, StatedLimit? limit)
    {
        if (score is not null)
        {
            output.WriteLine($"given defocus: {Text(score.GivenAngstrom, "0")} Å RMS from the true one");
            if (score.RefinedAngstrom is { } refined)
            {
                output.WriteLine($"re-estimated defocus: {Text(refined, "0")} Å RMS, of which {Text(Math.Abs(score.CommonAngstrom!.Value), "0")} Å are common to all{Limit(limit?.DefocusAngstrom, "0", " Å")}");
            }
        }
    }

    private static void Calibration(TextWriter output, IReadOnlyList<CoordinateScore> coordinates)
    {
        if (coordinates.All(coordinate => coordinate.Calibration is null))
        {
            return;
        }
        output.WriteLine();
        output.WriteLine("posterior of coordinate   within 1 sd   RMS error    RMS sd   ratio   RMS of error/sd   particles   (calibrated: 68 %, 1 and 1)");
        foreach (CoordinateScore coordinate in coordinates)
        {
            CalibrationScore? found = coordinate.Calibration;
            output.WriteLine($"{coordinate.Name,-25}{Text(100 * found?.Within, "0 '%'"),12} {Text(found?.Error, "0.000"),11} {Text(found?.Deviation, "0.000"),9} {Text(found?.Ratio, "0.00"),7} {Text(found?.Standardised, "0.00"),17} {found?.Particles,11}");
        }
    }

    private static void Displacements(TextWriter output, DisplacementScore score, DisplacementAgreement mesh, LimitSummary? limit)
    {
        double? images = limit is { MovingAtoms: > 0 } ? limit.AngstromLeft() : null;
        output.WriteLine($"displacement, Å RMS          true    error: as given  superposed   limit: images    mesh    both    ({score.Particles} particles)");
        Line($"{score.MovingAtoms} moving atoms", score.TrueMoving, score.AsGiven.ErrorMoving, score.Superposed.ErrorMoving, images, mesh.ErrorMoving);
        Line($"{score.StillAtoms} other atoms", score.TrueStill, score.AsGiven.ErrorStill, score.Superposed.ErrorStill, null, mesh.ErrorStill);
        output.WriteLine($"{"amplitude, learned on true",-35} {Text(score.AsGiven.Amplitude, "0.00"),16} {Text(score.Superposed.Amplitude, "0.00"),11} {Text(mesh.Amplitude, "0.00"),23}");
        output.WriteLine($"{"amplitude, 1 / (true on learned)",-35} {Text(score.AsGiven.InverseAmplitude, "0.00"),16} {Text(score.Superposed.InverseAmplitude, "0.00"),11}");

        void Line(string name, double? truth, double? given, double? superposed, double? images, double? mesh) => output.WriteLine(
            $"{name,-26}{Text(truth, "0.00"),7} {Text(given, "0.00"),18} {Text(superposed, "0.00"),11} {Text(images, "0.00"),15} {Text(mesh, "0.00"),7} {Text(images is { } i && mesh is { } m ? Math.Sqrt(i * i + m * m) : null, "0.00"),7}");
    }

    private static void Maps(TextWriter output, RunScore score)
    {
        output.WriteLine($"maps of conformations ({score.Map}) against the true ones, in mask.mrc; area of equal maps 0.5");
        output.WriteLine("conformation         FSC 0.5   FSC 0.143    area   rigid map's   amplitude");
        foreach (ConformationScore map in score.Maps)
        {
            string name = map.Coordinates.Length == 0 ? "rest" : string.Join(", ", map.Coordinates.Select((t, c) => $"t{c} {t.ToString("0.###", CultureInfo.InvariantCulture)}"));
            output.WriteLine($"{name,-18}{Text(map.FscHalfAngstrom, "0.0 Å"),10} {Text(map.FscSeventhAngstrom, "0.0 Å"),11} {Text(map.Area, "0.000"),7} {Text(map.RigidArea, "0.000"),13} {Text(map.Amplitude, "0.00"),11}");
        }
        foreach (ConformationScore map in score.Maps.Where(map => map.MovingArea is not null))
        {
            output.WriteLine($"{"  moving part, middle",-22}{Text(map.MovingHalfAngstrom, "0.0 Å"),6} {Text(map.MovingSeventhAngstrom, "0.0 Å"),11} {Text(map.MovingArea, "0.000"),7} {Text(map.RigidMovingArea, "0.000"),13}");
        }
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
