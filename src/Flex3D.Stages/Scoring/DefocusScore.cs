namespace Flex3D.Stages.Scoring;

/// <summary>How far the defocus of particles, the mean of both values, is from the true one: as given, and as a run re-estimated it.</summary>
/// <param name="GivenAngstrom">RMS error of the given values, Å.</param>
/// <param name="RefinedAngstrom">RMS error of the re-estimated ones; null where the run re-estimated none.</param>
/// <param name="CommonAngstrom">The mean error of the re-estimated ones; null likewise.</param>
public sealed record DefocusScore(double GivenAngstrom, double? RefinedAngstrom, double? CommonAngstrom)
{
    /// <summary>Compares defocus values; null where they are not known to be off and were not re-estimated: the given ones are then the true ones.</summary>
    /// <param name="given">The given defocus of each particle, Å.</param>
    /// <param name="truth">The true ones; null where the given ones are true.</param>
    /// <param name="changes">The change of each from the given one, Å.</param>
    public static DefocusScore? Of(IReadOnlyList<double> given, IReadOnlyList<double>? truth, IReadOnlyList<float> changes)
    {
        bool refined = changes.Any(change => change != 0);
        if (truth is null && !refined)
        {
            return null;
        }
        double[] errors = [.. given.Zip(truth ?? given, (value, right) => value - right)], left = [.. errors.Zip(changes, (error, change) => error + change)];
        return new(Rms(errors), refined ? Rms(left) : null, refined ? left.Average() : null);
    }

    private static double Rms(double[] values) => Math.Sqrt(values.Average(value => value * value));
}
