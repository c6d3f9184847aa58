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
        if (!score.Moves)
        {
            output.WriteLine("The run found no motion that held-out particles support: its displacements are 0.");
        }
        if (score.PoseErrorDegrees is { } angle)
        {
            output.WriteLine($"given poses are {Text(angle, "0.00")}° RMS from the true ones");
        }
        output.WriteLine();
        output.WriteLine(score.Coordinates.Count == 0 ? "The truth has no coordinate: nothing moves." : "coordinate from latents          R²    rank    limit of R²");
        foreach (CoordinateScore coordinate in score.Coordinates)
        {
            CoordinateLimit? limit = score.Limit?.Coordinates.FirstOrDefault(known => known.Name == coordinate.Name);
            output.WriteLine($"{coordinate.Name,-28}{Text(coordinate.RSquared, "0.000"),7} {Text(coordinate.RankCorrelation, "0.000"),7} {Text(limit?.RSquared, "0.000"),14}");
        }
        output.WriteLine();
        Displacements(output, score.Displacement, score.Limit);
        output.WriteLine();
        Maps(output, score);
    }

    private static void Displacements(TextWriter output, DisplacementScore score, LimitSummary? limit)
    {
        output.WriteLine($"displacement, Å RMS          true    error: as given  superposed   limit    ({score.Particles} particles)");
        Line($"{score.MovingAtoms} moving atoms", score.TrueMoving, score.AsGiven.ErrorMoving, score.Superposed.ErrorMoving, limit is { MovingAtoms: > 0 } ? limit.Angstrom : null);
        Line($"{score.StillAtoms} other atoms", score.TrueStill, score.AsGiven.ErrorStill, score.Superposed.ErrorStill, null);
        output.WriteLine($"{"amplitude, learned on true",-35} {Text(score.AsGiven.Amplitude, "0.00"),16} {Text(score.Superposed.Amplitude, "0.00"),11}");

        void Line(string name, double? truth, double? given, double? superposed, double? left) =>
            output.WriteLine($"{name,-26}{Text(truth, "0.00"),7} {Text(given, "0.00"),18} {Text(superposed, "0.00"),11} {Text(left, "0.00"),7}");
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
            output.WriteLine($"{"  moving part, middle",-40} {Text(map.MovingArea, "0.000"),7} {Text(map.RigidMovingArea, "0.000"),13}");
        }
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
