namespace Flex3D.Stages.Checks;

/// <summary>Finds the pixel size at which the images agree best with the map, within ±6 % of the table's.</summary>
/// <remarks>
/// Two errors are told apart: the images' pixel size is wrong (frequencies of slice and CTF change), or the map's is (only the slice's do). The optimum is that
/// of a parabola through the best steps; its standard error is from leaving out tenths of the images in turn (jackknife).
/// </remarks>
internal sealed class PixelSizeScan
{
    private const double Widest = 0.06, Step = 0.01;
    private const int Parts = 10;

    private PixelSizeScan(double change, double error, double gain, bool ofMap, IReadOnlyList<(double Change, double Total)> curve) =>
        (Change, Error, RelativeGain, OfMap, Curve) = (change, error, gain, ofMap, curve);

    /// <summary>Relative change of the pixel size at which the images agree best: 0.04 is 4 % larger than the table's.</summary>
    public double Change { get; }

    /// <summary>Standard error of <see cref="Change"/>.</summary>
    public double Error { get; }

    /// <summary>Gain at the optimum over the gain at the table's pixel size, minus 1.</summary>
    public double RelativeGain { get; }

    /// <summary>Whether the map's pixel size is to be changed (by the opposite factor), and not the images'.</summary>
    public bool OfMap { get; }

    /// <summary>Total gain at each step.</summary>
    public IReadOnlyList<(double Change, double Total)> Curve { get; }

    /// <summary>Scans both pixel sizes.</summary>
    /// <param name="reading">The reading of the table that is scanned.</param>
    public static PixelSizeScan Run(AgreementScorer scorer, Func<ImageReading, ImageReading> reading)
    {
        PixelSizeScan images = Scan(scorer, (r, change) => reading(r) with { PixelSizeAngstrom = r.PixelSizeAngstrom * (1 + change) }, ofMap: false);
        // A map whose voxels are larger by a factor has its spectrum at frequencies that are smaller by it.
        PixelSizeScan map = Scan(scorer, (r, change) => reading(r) with { MapScale = 1 / (1 + change) }, ofMap: true);
        return map.RelativeGain > 1.02 * images.RelativeGain + 0.005 ? map : images;
    }

    private static PixelSizeScan Scan(AgreementScorer scorer, Func<ImageReading, double, ImageReading> change, bool ofMap)
    {
        int steps = (int)Math.Round(Widest / Step);
        var curve = new List<(double Change, Agreement Agreement)>();
        for (int step = -steps; step <= steps; step++)
        {
            double at = step * Step;
            curve.Add((at, scorer.Score((_, r) => change(r, at))));
        }
        double[] totals = [.. curve.Select(point => point.Agreement.Total)];
        double best = Optimum(totals);
        double[] without = new double[Parts];
        int images = curve[0].Agreement.Images;
        for (int part = 0; part < Parts; part++)
        {
            double[] rest = [.. curve.Select(point => Enumerable.Range(0, images).Where(i => i % Parts != part).Sum(i => point.Agreement.Gains[i]))];
            without[part] = Optimum(rest);
        }
        double mean = without.Average();
        double error = Math.Sqrt((Parts - 1.0) / Parts * without.Sum(v => (v - mean) * (v - mean)));
        double zero = totals[steps];
        return new PixelSizeScan(best, error, zero > 0 ? totals.Max() / zero - 1 : 0, ofMap, [.. curve.Select(point => (point.Change, point.Agreement.Total))]);
    }

    private static double Optimum(double[] totals)
    {
        int steps = totals.Length / 2, at = Array.IndexOf(totals, totals.Max());
        if (at == 0 || at == totals.Length - 1)
        {
            return (at - steps) * Step;
        }
        double below = totals[at - 1], above = totals[at + 1], curvature = below - 2 * totals[at] + above;
        double offset = curvature < 0 ? Math.Clamp(0.5 * (below - above) / curvature, -0.5, 0.5) : 0;
        return (at - steps + offset) * Step;
    }
}
