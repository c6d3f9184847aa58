using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Scoring;

/// <summary>How far given poses are from the true ones.</summary>
public static class PoseScore
{
    /// <summary>Computes the RMS angle, degrees, of the rotations that take true poses to given ones; null for no pose.</summary>
    /// <remarks>The angle of A Bᵀ is 2 asin(‖A − B‖ / (2√2)), the Frobenius norm, which keeps its precision for small angles.</remarks>
    public static double? AngleDegrees(IReadOnlyList<Rotation> truth, IReadOnlyList<Rotation> given)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(given.Count, truth.Count);
        double sum = 0;
        for (int p = 0; p < truth.Count; p++)
        {
            Rotation a = truth[p], b = given[p];
            double square = Square(a.M00 - b.M00) + Square(a.M01 - b.M01) + Square(a.M02 - b.M02)
                + Square(a.M10 - b.M10) + Square(a.M11 - b.M11) + Square(a.M12 - b.M12)
                + Square(a.M20 - b.M20) + Square(a.M21 - b.M21) + Square(a.M22 - b.M22);
            sum += Square(2 * Math.Asin(Math.Min(1, Math.Sqrt(square / 8))) * 180 / Math.PI);
        }
        return truth.Count > 0 ? Math.Sqrt(sum / truth.Count) : null;
    }

    private static double Square(double value) => value * value;
}
