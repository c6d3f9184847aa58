using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>A sample of the images of one kind: of one box and pixel size.</summary>
/// <param name="Optics">The optics groups of the kind.</param>
/// <param name="Count">The number of its images.</param>
/// <param name="Particles">Rows of those that are looked at, ascending.</param>
internal sealed record KindSample(IReadOnlyList<int> Optics, int Count, int[] Particles);

/// <summary>The grey scale of the images of one kind.</summary>
/// <param name="Sample">The images it was measured on.</param>
/// <param name="Scale">μ, grey scale of the images over that of the map.</param>
/// <param name="Power">Σ‖P‖² of the sample at unit noise: the variance of μ is its inverse.</param>
internal readonly record struct GreyScaleFit(KindSample Sample, double Scale, double Power)
{
    /// <summary>Standard error of μ as a fraction of it.</summary>
    public double RelativeError => 1 / (Math.Sqrt(Power) * Math.Abs(Scale));

    /// <summary>Mean energy of an image's signal, μ²‖P‖², in units of the noise's variance.</summary>
    public double SignalEnergy => Scale * Scale * Power / Sample.Particles.Length;
}

/// <summary>The images of a table by box and pixel size: images of another kind may have another grey scale, which is measured for each.</summary>
internal static class ImageKinds
{
    private const double LeastDifference = 0.01;
    private const double StandardErrors = 3;

    /// <summary>Takes a sample of each kind, spread over its images in the order of the table.</summary>
    /// <param name="most">The most images of a sample.</param>
    public static IReadOnlyList<KindSample> Samples(ParticleTable table, int most)
    {
        int[][] kinds = [.. table.Optics.Select((group, i) => (Key: (group.Window, group.PixelSizeAngstrom), Index: i)).GroupBy(group => group.Key, group => group.Index).Select(kind => kind.ToArray())];
        if (kinds.Length == 1)
        {
            return [new(kinds[0], table.Count, SpreadRows.Of(table.Count, most))];
        }
        int[] kindOf = new int[table.Optics.Count];
        for (int k = 0; k < kinds.Length; k++)
        {
            Array.ForEach(kinds[k], optics => kindOf[optics] = k);
        }
        (int[] counts, int[][] rows) = Samples(table, kindOf, kinds.Length, most);
        return [.. kinds.Select((optics, k) => new KindSample(optics, counts[k], rows[k])).Where(sample => sample.Count > 0)];
    }

    /// <summary>Takes a sample of each part of a table, spread over its images in the order of the table.</summary>
    /// <param name="partOf">The part of each optics group.</param>
    /// <param name="parts">Number of parts.</param>
    /// <param name="most">The most images of a sample.</param>
    /// <returns>Of each part the number of its images, and the rows of the sample, ascending.</returns>
    public static (int[] Counts, int[][] Rows) Samples(ParticleTable table, int[] partOf, int parts, int most)
    {
        int[] counts = new int[parts], passed = new int[parts];
        for (int row = 0; row < table.Count; row++)
        {
            counts[partOf[table[row].Optics]]++;
        }
        Queue<int>[] wanted = [.. counts.Select(count => new Queue<int>(SpreadRows.Of(count, most)))];
        List<int>[] rows = [.. counts.Select(_ => new List<int>())];
        for (int row = 0; row < table.Count; row++)
        {
            int part = partOf[table[row].Optics];
            if (wanted[part].TryPeek(out int next) && next == passed[part]++)
            {
                wanted[part].Dequeue();
                rows[part].Add(row);
            }
        }
        return (counts, [.. rows.Select(part => part.ToArray())]);
    }

    /// <summary>Returns the fit of the kind with the most images.</summary>
    public static GreyScaleFit OfMost(IReadOnlyList<GreyScaleFit> fits) => fits.MaxBy(fit => fit.Sample.Count);

    /// <summary>Returns the mean energy of an image's signal over all images.</summary>
    public static double SignalEnergy(IReadOnlyList<GreyScaleFit> fits) =>
        fits.Count == 1 ? fits[0].SignalEnergy : fits.Sum(fit => fit.SignalEnergy * fit.Sample.Count) / fits.Sum(fit => (double)fit.Sample.Count);

    /// <summary>Returns the table's optics groups with the grey scales of their kinds relative to most images; null where none differs significantly, by 1 % and three standard errors.</summary>
    /// <exception cref="InputException">The images of one kind are inverted.</exception>
    public static IReadOnlyList<OpticsGroup>? WithGreyScales(StepContext context, ParticleTable table, IReadOnlyList<GreyScaleFit> fits)
    {
        GreyScaleFit main = OfMost(fits);
        OpticsGroup[] optics = [.. table.Optics];
        bool differs = false;
        foreach (GreyScaleFit fit in fits.Where(fit => fit.Sample != main.Sample && main.Scale > 0))
        {
            double ratio = fit.Scale / main.Scale, error = Math.Abs(ratio) * Math.Sqrt(fit.RelativeError * fit.RelativeError + main.RelativeError * main.RelativeError);
            string names = string.Join(", ", fit.Sample.Optics.Take(8).Select(i => optics[i].Name));
            context.Log.Information("grey scale of optics group {Groups:l} over that of most images: {Ratio} ± {Error}", names, Math.Round(ratio, 4), Math.Round(error, 4));
            if (Math.Abs(ratio - 1) <= Math.Max(LeastDifference, StandardErrors * error))
            {
                continue;
            }
            if (ratio <= 0)
            {
                throw new InputException(
                    table.SourcePath, $"optics group {names}", $"images that anticorrelate with the map (grey scale {fit.Scale:g3}, of the other images {main.Scale:g3})", "protein that is white in all images",
                    "invert the images of this group, or check its poses and its pixel size");
            }
            foreach (int i in fit.Sample.Optics)
            {
                optics[i] = optics[i] with { GreyScale = ratio };
            }
            differs = true;
        }
        return differs ? optics : null;
    }
}
