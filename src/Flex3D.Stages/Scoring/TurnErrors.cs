using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Scoring;

/// <summary>The error of orientations.</summary>
/// <param name="Degrees">RMS angle of the rotations that take the true ones to these, degrees.</param>
/// <param name="LessCommonDegrees">The same without the turn of the molecule that all have in common: a map turned by it, with these poses, gives the same images.</param>
/// <param name="CommonDegrees">The angle of that turn.</param>
public sealed record TurnErrors(double Degrees, double LessCommonDegrees, double CommonDegrees)
{
    /// <summary>Compares orientations A with true ones B; the common turn R minimises Σ‖A − B R‖².</summary>
    public static TurnErrors Of(IReadOnlyList<Rotation> truth, IReadOnlyList<Rotation> found)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(found.Count, truth.Count);
        Span<double> sum = stackalloc double[9], nearest = stackalloc double[9];
        for (int p = 0; p < truth.Count; p++)
        {
            Rotation product = Transposed(truth[p]).Times(found[p]);
            sum[0] += product.M00;
            sum[1] += product.M01;
            sum[2] += product.M02;
            sum[3] += product.M10;
            sum[4] += product.M11;
            sum[5] += product.M12;
            sum[6] += product.M20;
            sum[7] += product.M21;
            sum[8] += product.M22;
        }
        NearestRotation.Find(sum, nearest);
        Rotation common = new(nearest[0], nearest[1], nearest[2], nearest[3], nearest[4], nearest[5], nearest[6], nearest[7], nearest[8]);
        return new TurnErrors(AngleDegrees(truth, found), AngleDegrees([.. truth.Select(rotation => rotation.Times(common))], found), AngleDegrees([Rotation.Identity], [common]));
    }

    /// <summary>Computes the RMS angle, degrees, of the rotations that take true orientations to others.</summary>
    /// <remarks>The angle of A Bᵀ is 2 asin(‖A − B‖ / (2√2)), the Frobenius norm, which keeps its precision for small angles.</remarks>
    internal static double AngleDegrees(IReadOnlyList<Rotation> truth, IReadOnlyList<Rotation> found)
    {
        double sum = 0;
        for (int p = 0; p < truth.Count; p++)
        {
            Rotation a = truth[p], b = found[p];
            double square = Square(a.M00 - b.M00) + Square(a.M01 - b.M01) + Square(a.M02 - b.M02)
                + Square(a.M10 - b.M10) + Square(a.M11 - b.M11) + Square(a.M12 - b.M12)
                + Square(a.M20 - b.M20) + Square(a.M21 - b.M21) + Square(a.M22 - b.M22);
            sum += Square(2 * Math.Asin(Math.Min(1, Math.Sqrt(square / 8))) * 180 / Math.PI);
        }
        return Math.Sqrt(sum / truth.Count);
    }

    private static Rotation Transposed(in Rotation a) => new(a.M00, a.M10, a.M20, a.M01, a.M11, a.M21, a.M02, a.M12, a.M22);

    private static double Square(double value) => value * value;
}
