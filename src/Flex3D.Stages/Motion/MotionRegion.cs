using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Motion;

/// <summary>Finds the region that a principal component moves, and the size of its motion in Å.</summary>
internal static class MotionRegion
{
    private const double MovingShare = 0.1;

    // Percentiles between which a motion is described, and those where a minority is elsewhere.
    private const int Usual = 5, OfMinority = 1;

    /// <summary>Returns the vertices that move most and together carry a tenth of the density (at least one vertex).</summary>
    public static int[] MostMoving(float[] displacement, double[] share)
    {
        var found = new List<int>();
        double carried = 0;
        foreach (int v in Enumerable.Range(0, share.Length).Where(v => share[v] > 0).OrderByDescending(v => Square(displacement, v)))
        {
            found.Add(v);
            carried += share[v];
            if (carried >= MovingShare)
            {
                break;
            }
        }
        return [.. found];
    }

    /// <param name="axis">Unit vector of the weighted space; is √share times a displacement.</param>
    /// <param name="scores">Raw projections; scaled to sd 1 here.</param>
    public static MotionComponent Describe(float[] axis, double varianceShare, double[] root, double[] share, float[] vertices, float[] scores)
    {
        double mean = scores.Average(s => (double)s);
        double sd = Math.Sqrt(scores.Average(s => (s - mean) * (s - mean)));
        float[] displacement = new float[axis.Length];
        for (int k = 0; k < axis.Length; k++)
        {
            displacement[k] = root[k / 3] > 0 ? (float)(sd * axis[k] / root[k / 3]) : 0;
        }
        float[] scaled = [.. scores.Select(s => sd > 0 ? (float)((s - mean) / sd) : 0)];
        float[] sorted = [.. scaled.Order()];
        int percentile = Range(OfMinority) > 2 * Range(Usual) ? OfMinority : Usual;
        int[] moving = MostMoving(displacement, share);
        (double X, double Y, double Z) centroid = (Mean(0), Mean(1), Mean(2));
        double square = Weighted(v => Math.Pow(vertices[3 * v] - centroid.X, 2) + Math.Pow(vertices[3 * v + 1] - centroid.Y, 2) + Math.Pow(vertices[3 * v + 2] - centroid.Z, 2));
        return new MotionComponent
        {
            DisplacementPerSd = displacement,
            Scores = scaled,
            VarianceExplained = varianceShare,
            RmsAngstrom = sd * Math.Sqrt(VectorMath.Dot(axis, axis)),
            MovingRmsAngstrom = Math.Sqrt(Weighted(v => Square(displacement, v))),
            Percentile = percentile,
            LowScore = At(percentile),
            HighScore = At(100 - percentile),
            MovingCentroid = centroid,
            MovingRadiusAngstrom = Math.Sqrt(square),
        };

        float At(int percent) => sorted[(int)Math.Round(0.01 * percent * (sorted.Length - 1))];
        double Range(int percent) => At(100 - percent) - At(percent);
        double Mean(int coordinate) => Weighted(v => vertices[3 * v + coordinate]);
        double Weighted(Func<int, double> value) => moving.Sum(v => share[v] * value(v)) / moving.Sum(v => share[v]);
    }

    private static double Square(float[] displacement, int v)
    {
        ReadOnlySpan<float> at = displacement.AsSpan(3 * v, 3);
        return VectorMath.Dot(at, at);
    }
}
