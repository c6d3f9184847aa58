using System.Globalization;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Grouping;

namespace Flex3D.Stages.Checks;

/// <summary>Findings about a particle table that need no image.</summary>
internal static class TableChecks
{
    private static readonly CultureInfo s_c = CultureInfo.InvariantCulture;

    /// <summary>Judges a table.</summary>
    public static IEnumerable<CheckFinding> Of(ParticleTable table, TableSurvey survey, ImageRepeats? repeats) =>
        [.. HalfSets(survey), .. Poses(survey), .. Shifts(survey), .. Defocus(table, survey), .. Repeats(repeats), .. Optics(table)];

    private static IEnumerable<CheckFinding> HalfSets(TableSurvey s)
    {
        (int first, int second, int none) = s.Halves;
        string counts = $"{first} particles of half-set 1, {second} of half-set 2, {none} of none";
        if (none == s.Count)
        {
            yield return new("half-sets-missing", CheckSeverity.Warning, "the table has no half-sets: reconstruct will draw them, so that its resolution is not independent of the refinement that made the poses", counts,
                "give the table of the refinement, with its half-sets, or let flex3d check --fix draw them into the table");
        }
        else if (none > 0)
        {
            yield return new("half-sets-incomplete", CheckSeverity.Warning, "some particles have no half-set: reconstruct will draw all half-sets", counts, "give the table of the refinement, with its half-sets");
        }
        else if (first == 0 || second == 0)
        {
            yield return new("half-set-empty", CheckSeverity.Warning, $"half-set {(first == 0 ? 1 : 2)} is empty: reconstruct will draw the half-sets", counts, "give the particles of both half-sets, or set reconstruct.halfSets to draw");
        }
        else if (Math.Max(first, second) > 1.5 * Math.Min(first, second))
        {
            yield return new("half-sets-uneven", CheckSeverity.Warning, "one half-set is much larger than the other: the resolution is that of the smaller one", counts, "give the particles of both half-sets, or set reconstruct.halfSets to draw");
        }
        else
        {
            yield return new("half-sets", CheckSeverity.Right, "both half-sets are there", counts);
        }
    }

    private static IEnumerable<CheckFinding> Poses(TableSurvey s)
    {
        if (s.Count > 1 && s.SamePose == s.Count - 1)
        {
            yield return new("poses-equal", CheckSeverity.Error, "all particles have the same pose: they have not been refined", $"{s.Count} particles, 1 pose", "give the particles of a 3D refinement");
        }
        else if (s.SamePose > 0.5 * s.Count)
        {
            yield return new("poses-repeated", CheckSeverity.Warning, "many particles have the pose of the particle before them", $"{s.SamePose} of {s.Count}", "give the particles of a 3D refinement");
        }
    }

    private static IEnumerable<CheckFinding> Shifts(TableSurvey s)
    {
        if (s.FarShift > 0)
        {
            yield return new("shift-far", CheckSeverity.Warning, "shifts beyond a quarter of the box: part of the particle lies outside its image, or the unit is wrong",
                string.Create(s_c, $"{s.FarShift} of {s.Count} particles, the largest shift is {s.LargestShift:0.#} Å"), "re-extract the particles centred, or leave these out (--select)");
        }
    }

    private static IEnumerable<CheckFinding> Defocus(ParticleTable table, TableSurvey s)
    {
        string range = string.Create(s_c, $"mean defocus from {s.Defocus.Least:0.##} to {s.Defocus.Largest:0.##} Å");
        if (table.Optics.All(group => group.AmplitudeContrast == 1) && s.Defocus.Least == 0 && s.Defocus.Largest == 0)
        {
            yield return new("no-ctf", CheckSeverity.Note, "the images count as unaffected by the CTF", range);
        }
        else if (s.SmallDefocus.Micrometre > 0.5 * s.Count)
        {
            yield return new("defocus-micrometre", CheckSeverity.Error, "the defocus is far too small for Å: it is in µm", range, "write a corrected table with flex3d check --fix (µm · 10,000 = Å)");
        }
        else if (s.SmallDefocus.Nanometre > 0.5 * s.Count)
        {
            yield return new("defocus-small", CheckSeverity.Warning, "the defocus is very small for Å: it may be in nm", range, "check the unit: Å, underfocus positive");
        }
        else if (s.NegativeDefocus > 0.5 * s.Count)
        {
            yield return new("defocus-negated", CheckSeverity.Error, "the defocus is negative: underfocus counts as positive", range, "write a corrected table with flex3d check --fix");
        }
        else if (s.Defocus.Largest > 100_000 || s.NegativeDefocus > 0)
        {
            yield return new("defocus-outlying", CheckSeverity.Warning, "some defocus values are impossible (negative, or beyond 10 µm)", range, "leave these particles out (--select)");
        }
    }

    private static IEnumerable<CheckFinding> Repeats(ImageRepeats? repeats)
    {
        if (repeats?.Duplicates is { } duplicates)
        {
            yield return new("duplicates", CheckSeverity.Warning, "images are listed several times with the same pose: the copies are left out", duplicates.Sentence, "nothing, or write the table without them with flex3d check --fix");
        }
        if (repeats is { Images: > 0 })
        {
            yield return new("images-repeated", CheckSeverity.Warning, "images are listed several times with different poses, as after a symmetry expansion: they count once in half-sets, held-out particles and standard errors",
                string.Join(", ", repeats.BySize.Take(4).Select(size => $"{size.Images} images of {size.Rows} rows")), "nothing, if the particles were expanded on purpose; otherwise give the table before the expansion");
        }
        if (repeats is { InBothHalves: > 0 })
        {
            yield return new("images-in-both-halves", CheckSeverity.Warning, "images are in both half-sets of the table: all rows of an image go to the half-set of its first row", $"{repeats.InBothHalves} images", "nothing, or expand the symmetry after the half-sets are made");
        }
    }

    private static IEnumerable<CheckFinding> Optics(ParticleTable table)
    {
        foreach (OpticsGroup group in table.Optics.Where(group => group.AmplitudeContrast != 1))
        {
            string name = $"optics group {group.Name}";
            double cs = group.SphericalAberrationMillimetre;
            if (cs is < 0 or > 6 or (> 0.05 and < 0.9))
            {
                // The codes are those of the same error as the images may show it.
                string code = cs > 6 ? "cs-too-large" : cs > 0 ? "cs-too-small" : "cs-negative";
                yield return new(code, CheckSeverity.Error, $"{name}: a spherical aberration that no microscope has", string.Create(s_c, $"Cs {cs:0.###} mm; usual are 2.7, 2.26, 2.0, 1.4, 1.2 and, with a corrector, up to 0.05"), cs > 0 ? "correct Cs in the table (flex3d check --fix moves its decimal point)" : "correct Cs in the table");
            }
            if (group.VoltageKilovolt is < 60 or > 400)
            {
                yield return new("voltage-strange", CheckSeverity.Warning, $"{name}: an unusual voltage", string.Create(s_c, $"{group.VoltageKilovolt:0.#} kV; usual are 300, 200, 120 and 100"), "correct the voltage in the table");
            }
            if (group.AmplitudeContrast is < 0.02 or > 0.3)
            {
                yield return new("amplitude-contrast-strange", CheckSeverity.Warning, $"{name}: an unusual amplitude contrast", string.Create(s_c, $"{group.AmplitudeContrast:0.###}; usual is 0.07 to 0.1"), "correct it in the table, or set inputs.amplitudeContrast if the table has none");
            }
        }
    }
}
