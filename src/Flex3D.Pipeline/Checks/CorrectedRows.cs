using Flex3D.Stages.Checks;
using Flex3D.Stages.Particles;

namespace Flex3D.Pipeline.Checks;

/// <summary>The rows of a corrected table: without those that a run would leave out, and with half-sets where the table has none.</summary>
internal static class CorrectedRows
{
    /// <summary>Adds to a correction which rows are left out, and the half-sets to draw.</summary>
    /// <param name="table">The particles that a run would use.</param>
    /// <param name="findings">The findings about it.</param>
    public static TableCorrection Of(TableCorrection correction, ParticleTable table, IReadOnlyList<CheckFinding> findings)
    {
        var kept = new HashSet<int>();
        Dictionary<int, int>? halves = findings.Any(finding => finding.Code is "half-sets-missing" or "half-sets-incomplete" or "half-set-empty") ? [] : null;
        var what = new List<string>(correction.What);
        foreach (Particle particle in table.All())
        {
            kept.Add(particle.SourceRow);
            halves?.Add(particle.SourceRow, TableCorrection.DrawHalfSet(particle));
        }
        CheckFinding[] dropped = [.. findings.Where(finding => finding.Code is "rows-unusable" or "rows-left-out" or "duplicates")];
        what.AddRange(dropped.Select(finding => $"{finding.Code}: these rows are left out"));
        if (halves is not null)
        {
            what.Add("half-sets: drawn at random");
        }
        return correction with
        {
            Keeps = dropped.Length > 0 ? kept.Contains : null,
            HalfSets = halves is null ? null : row => halves.GetValueOrDefault(row, 1),
            What = what,
        };
    }
}
