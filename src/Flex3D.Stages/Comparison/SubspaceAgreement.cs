using Flex3D.Stages.Motion;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Comparison;

/// <summary>How like the directions of the motions of two models are: each model's main motions span a subspace of all displacements of the molecule.</summary>
/// <remarks>A main motion is a principal component, weighted with the density, that explains 5 % or more of a model's displacements.</remarks>
/// <param name="FirstMotions">Number of main motions of the first model.</param>
/// <param name="SecondMotions">Number of main motions of the second model.</param>
/// <param name="AnglesDegrees">Principal angles between the two subspaces, ascending (Björck &amp; Golub, Math. Comput. 27, 579, 1973): 0° for a direction that both have, 90° for one that the other has nothing of.</param>
/// <param name="FirstInSecond">Share of the first model's mean square displacement that lies in the second model's subspace, 0 to 1; null where nothing moves.</param>
/// <param name="SecondInFirst">The same of the second model in the first one's subspace.</param>
/// <param name="Correlation">Correlation of the particles' places along the main motion of each model; null where one does not move.</param>
public sealed record SubspaceAgreement(int FirstMotions, int SecondMotions, double[] AnglesDegrees, double? FirstInSecond, double? SecondInFirst, double? Correlation)
{
    private const int MostMotions = 8;
    private const double LeastShare = 0.05, LeastSquare = 1e-12;

    /// <summary>Place of each sampled particle along the main motion of the first model, Å RMS over the molecule; empty where nothing moves.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public float[] FirstCoordinates { get; private init; } = [];

    /// <summary>The same along that of the second model, with the sign that makes both motions point the same way.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public float[] SecondCoordinates { get; private init; } = [];

    internal static SubspaceAgreement Of(PairedFields fields)
    {
        float[] first = Weighted(fields.First, fields.Share), second = Weighted(fields.Second, fields.Share);
        int columns = 3 * fields.Share.Length;
        float[][] a = MainMotions(first, fields.Rows, columns), b = MainMotions(second, fields.Rows, columns);
        if (a.Length == 0 || b.Length == 0)
        {
            return new(a.Length, b.Length, [], a.Length > 0 ? 0 : null, b.Length > 0 ? 0 : null, null);
        }
        Matrix<double> cosines = Matrix<double>.Build.Dense(a.Length, b.Length, (i, j) => Dot(a[i], b[j]));
        double[] angles = [.. cosines.Svd().S.Select(cosine => Math.Acos(Math.Clamp(cosine, -1, 1)) * 180 / Math.PI).Order()];
        float[] along = Along(first, a[0], 1), other = Along(second, b[0], cosines[0, 0] < 0 ? -1 : 1);
        return new(a.Length, b.Length, angles, Within(first, b), Within(second, a), Correlate(along, other)) { FirstCoordinates = along, SecondCoordinates = other };
    }

    private static float[] Weighted(float[] fields, double[] share)
    {
        float[] result = new float[fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            result[i] = (float)(fields[i] * Math.Sqrt(share[i / 3 % share.Length]));
        }
        return result;
    }

    private static float[][] MainMotions(float[] fields, int rows, int columns)
    {
        double square = 0;
        foreach (float value in fields)
        {
            square += (double)value * value;
        }
        if (square / rows < LeastSquare)
        {
            return [];
        }
        var basis = PrincipalBasis.Of(fields, rows, columns, MostMotions);
        return [.. basis.Axes.Where((_, c) => basis.VarianceShare[c] >= LeastShare)];
    }

    private static double Within(float[] fields, float[][] axes)
    {
        double inside = 0, all = 0;
        int columns = axes[0].Length;
        for (int from = 0; from < fields.Length; from += columns)
        {
            ReadOnlySpan<float> field = fields.AsSpan(from, columns);
            all += Dot(field, field);
            foreach (float[] axis in axes)
            {
                double along = Dot(field, axis);
                inside += along * along;
            }
        }
        return Math.Min(1, inside / all);
    }

    private static float[] Along(float[] fields, float[] axis, int sign) =>
        [.. Enumerable.Range(0, fields.Length / axis.Length).Select(row => (float)(sign * Dot(fields.AsSpan(row * axis.Length, axis.Length), axis)))];

    // Both have mean 0.
    private static double? Correlate(float[] a, float[] b)
    {
        double square = Dot(a, a) * Dot(b, b);
        return square > 0 ? Dot(a, b) / Math.Sqrt(square) : null;
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }
        return sum;
    }
}
