namespace Flex3D.Pipeline.Scoring;

/// <summary>Finds the particles that stand for one conformation: a twentieth of those that are scored, 50 at most, nearest to it.</summary>
internal static class NearestParticles
{
    private const int Most = 50, OneInTwenty = 20;

    /// <summary>Lists them, the nearest first.</summary>
    /// <param name="distance">How far a particle is from it.</param>
    public static int[] Of(ScoredRun run, Func<int, double> distance) => [.. Enumerable.Range(0, run.Rows.Length).OrderBy(distance).Take(Math.Clamp(run.Rows.Length / OneInTwenty, 1, Most))];

    /// <summary>Returns the squared distance of two points, in units of a scale for each axis.</summary>
    public static double Squared(double[] a, double[] b, double[] scale)
    {
        double sum = 0;
        for (int c = 0; c < a.Length; c++)
        {
            sum += (a[c] - b[c]) * (a[c] - b[c]) / (scale[c] * scale[c]);
        }
        return sum;
    }
}
