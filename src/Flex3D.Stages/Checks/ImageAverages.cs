using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Checks;

/// <summary>A map averaged from the images of a sample (a quick reconstruction), beside the given map: from predicted images, averaged the same way.</summary>
/// <param name="Images">The average of the images, mean 0, variance 1.</param>
/// <param name="Map">The average of their predictions, mean 0, variance 1.</param>
/// <param name="Correlation">Pearson's correlation of both.</param>
/// <param name="ResolutionAngstrom">The resolution at which both are low-passed, Å.</param>
public sealed record AveragedMap(DensityMap Images, DensityMap Map, double Correlation, double ResolutionAngstrom);

/// <summary>The average of images of similar view, turned in plane to lie alike, beside that of their predictions.</summary>
/// <param name="Box">N, pixels.</param>
/// <param name="PixelSizeAngstrom">Pixel size, Å.</param>
/// <param name="Images">The average of the images, [y][x], mean 0, variance 1.</param>
/// <param name="Projections">The average of their predictions from the map.</param>
/// <param name="Count">Number of images.</param>
/// <param name="Correlation">Pearson's correlation of both.</param>
/// <param name="ResolutionAngstrom">The resolution at which both are low-passed, Å.</param>
public sealed record AveragedView(int Box, double PixelSizeAngstrom, float[] Images, float[] Projections, int Count, double Correlation, double ResolutionAngstrom);

/// <summary>Averages the images of a sample as a reading of the table says that they belong together, so that a viewer sees whether they show the map.</summary>
internal static class ImageAverages
{
    private const int Views = 5, Candidates = 500;
    private static readonly double s_similar = Math.Cos(20 * Math.PI / 180), s_different = Math.Cos(45 * Math.PI / 180);

    /// <summary>Averages all images in a volume.</summary>
    /// <param name="scorer">The images and the map.</param>
    /// <param name="reading">The reading of the table.</param>
    /// <param name="shell">The shell at which to low-pass; 0 to take the finest at which the average has signal. The one taken is returned.</param>
    public static AveragedMap Map(AgreementScorer scorer, Func<ImageReading, ImageReading> reading, ref int shell)
    {
        ImageSample sample = scorer.Sample;
        var average = FourierAverage.OfVolume(sample.Box);
        double edge = Edge(sample);
        for (int i = 0; i < sample.Count; i++)
        {
            var elements = new Elements(average, sample, i, edge, null);
            scorer.Predict(i, Reading(sample, i, reading), ref elements);
        }
        shell = shell > 0 ? shell : FourierAverage.FinestShell([average]);
        (float[] Images, float[] Predictions) values = average.Values(shell);
        double pixel = edge / sample.Box;
        return new AveragedMap(new DensityMap(sample.Box, pixel, values.Images), new DensityMap(sample.Box, pixel, values.Predictions), FourierAverage.Correlation(values), edge / shell);
    }

    /// <summary>Averages the images of the most frequent views, each within 20° of one of them or of its opposite, whose projection is the mirror image.</summary>
    /// <param name="scorer">The images and the map.</param>
    /// <param name="reading">The reading of the table.</param>
    /// <param name="shell">As for <see cref="Map"/>.</param>
    public static IReadOnlyList<AveragedView> MostFrequent(AgreementScorer scorer, Func<ImageReading, ImageReading> reading, ref int shell)
    {
        ImageSample sample = scorer.Sample;
        Rotation[] poses = [.. Enumerable.Range(0, sample.Count).Select(i => Reading(sample, i, reading).Rotation)];
        var averages = new List<(FourierAverage Average, int Count)>();
        double edge = Edge(sample);
        foreach (int view in Frequent(poses))
        {
            var average = FourierAverage.OfPlane(sample.Box);
            int count = 0;
            for (int i = 0; i < poses.Length; i++)
            {
                if (Math.Abs(Along(poses[i], poses[view])) >= s_similar)
                {
                    var elements = new Elements(average, sample, i, edge, Turn(poses[i], poses[view]));
                    scorer.Predict(i, Reading(sample, i, reading), ref elements);
                    count++;
                }
            }
            averages.Add((average, count));
        }
        int finest = shell = shell > 0 ? shell : FourierAverage.FinestShell([.. averages.Select(a => a.Average)]);
        return [.. averages.Select(a =>
        {
            (float[] Images, float[] Predictions) values = a.Average.Values(finest);
            return new AveragedView(sample.Box, edge / sample.Box, values.Images, values.Predictions, a.Count, FourierAverage.Correlation(values), edge / finest);
        })];
    }

    // Images whose views have the most others nearby, no two of them alike.
    private static List<int> Frequent(Rotation[] poses)
    {
        int[] order = [.. SpreadRows.Of(poses.Length, Candidates).OrderByDescending(i => poses.Count(pose => Math.Abs(Along(pose, poses[i])) >= s_similar))];
        var chosen = new List<int>();
        foreach (int i in order)
        {
            if (chosen.Count < Views && chosen.All(other => Math.Abs(Along(poses[i], poses[other])) < s_different))
            {
                chosen.Add(i);
            }
        }
        return chosen;
    }

    private static ImageReading Reading(ImageSample sample, int image, Func<ImageReading, ImageReading> reading) => reading(ImageReading.Of(sample.Row(image), sample.Optics(image)));

    // Width of the box of the first optics group, Å: the grid's.
    private static double Edge(ImageSample sample) => sample.Optics(0).PixelSizeAngstrom * sample.FullBox;

    // Cosine of the angle between two directions of view.
    private static double Along(in Rotation a, in Rotation b) => a.M20 * b.M20 + a.M21 * b.M21 + a.M22 * b.M22;

    // The turn of the plane, or the turn and reflection, that is next to A Bᵀ: it takes a point of image B to its place in image A.
    private static (double XX, double XY, double YX, double YY) Turn(in Rotation a, in Rotation b)
    {
        double xx = a.M00 * b.M00 + a.M01 * b.M01 + a.M02 * b.M02, xy = a.M00 * b.M10 + a.M01 * b.M11 + a.M02 * b.M12;
        double yx = a.M10 * b.M00 + a.M11 * b.M01 + a.M12 * b.M02, yy = a.M10 * b.M10 + a.M11 * b.M11 + a.M12 * b.M12;
        int hand = xx * yy - xy * yx < 0 ? -1 : 1;
        double cos = xx + hand * yy, sin = yx - hand * xy, norm = Math.Sqrt(cos * cos + sin * sin);
        (cos, sin) = (cos / norm, sin / norm);
        return (cos, -hand * sin, sin, hand * cos);
    }

    /// <summary>Adds the elements of one image to an average.</summary>
    /// <param name="average">The average.</param>
    /// <param name="sample">The images.</param>
    /// <param name="image">Which one.</param>
    /// <param name="edge">Width of the average's box, Å.</param>
    /// <param name="turn">The turn of the plane from the average to the image; null to add them where they lie in the map.</param>
    private readonly struct Elements(FourierAverage average, ImageSample sample, int image, double edge, (double XX, double XY, double YX, double YY)? turn) : IPredictedElements
    {
        public void Add(in PredictedElement e)
        {
            float re = sample.Real(image)[e.At], im = sample.Imaginary(image)[e.At];
            if (turn is var (xx, xy, yx, yy))
            {
                average.Add(xx * e.X + yx * e.Y, xy * e.X + yy * e.Y, 0, e, re, im);
            }
            else
            {
                average.Add(e.MapFrequency.U * edge, e.MapFrequency.V * edge, e.MapFrequency.W * edge, e, re, im);
            }
        }
    }
}
