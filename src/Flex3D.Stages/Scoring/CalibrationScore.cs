namespace Flex3D.Stages.Scoring;

/// <summary>Whether the errors of a coordinate are as large as their standard deviations say.</summary>
/// <param name="Particles">Number of particles that have a standard deviation.</param>
/// <param name="Within">The fraction of them whose error is at most one standard deviation: 0.683 for normal errors of that size.</param>
/// <param name="Standardised">RMS of error divided by standard deviation: 1 for errors of that size. A few particles of a very small deviation make it large, where <see cref="Ratio"/> stays.</param>
/// <param name="Error">RMS error, in the units of the coordinate.</param>
/// <param name="Deviation">RMS standard deviation, in the units of the coordinate.</param>
public sealed record CalibrationScore(int Particles, double Within, double Standardised, double Error, double Deviation)
{
    /// <summary>RMS error over RMS standard deviation: 1 for errors of that size.</summary>
    public double Ratio => Error / Deviation;

    /// <summary>Compares errors with their standard deviations; null where no particle has one above 0.</summary>
    public static CalibrationScore? Of(ReadOnlySpan<double> errors, ReadOnlySpan<double> deviations)
    {
        int count = 0, within = 0;
        double standardised = 0, squares = 0, variance = 0;
        for (int p = 0; p < errors.Length; p++)
        {
            double error = errors[p], deviation = deviations[p];
            if (!(deviation > 0))
            {
                continue;
            }
            count++;
            within += Math.Abs(error) <= deviation ? 1 : 0;
            standardised += error / deviation * (error / deviation);
            squares += error * error;
            variance += deviation * deviation;
        }
        return count == 0 ? null : new CalibrationScore(count, within / (double)count, Math.Sqrt(standardised / count), Math.Sqrt(squares / count), Math.Sqrt(variance / count));
    }
}
