using Flex3D.Stages.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Scoring;

/// <summary>Predicts a number of each particle from its latents by polynomial regression, cross-validated: each particle by the fit to the folds that do not hold it.</summary>
/// <remarks>
/// Latents are standardised and limited to ±3 standard deviations. The polynomial has every product of the latents up to degree 3, or up
/// to a lower one that has no more terms than a tenth of the particles. A weak ridge, 10⁻⁶ of the number of particles, keeps the fit defined.
/// </remarks>
internal sealed class LatentRegression
{
    private const int Folds = 5, HighestDegree = 3;
    private const double Ridge = 1e-6, Limit = 3;

    private readonly double[][] _terms;
    private readonly int[] _folds;
    private readonly Matrix<double>[] _normal; // of all particles outside the fold

    /// <param name="latents">[particle][K].</param>
    /// <param name="k">K.</param>
    /// <param name="rows">Number of each particle, which decides its fold.</param>
    public LatentRegression(ReadOnlySpan<float> latents, int k, IReadOnlyList<int> rows)
    {
        double[][] standard = Standardise(latents, k);
        int[][] products = Products(k, standard.Length);
        _terms = Array.ConvertAll(standard, z => Array.ConvertAll(products, factors => factors.Aggregate(1.0, (product, axis) => product * z[axis])));
        _folds = [.. rows.Select(row => (int)(CounterRandom.Bits(0, Purpose.ScoreFold, 0, (ulong)row, 0) % Folds))];
        _normal = [.. Enumerable.Range(0, Folds).Select(_ => Matrix<double>.Build.DenseDiagonal(products.Length, Ridge * Math.Max(1, standard.Length)))];
        for (int p = 0; p < _terms.Length; p++)
        {
            for (int fold = 0; fold < Folds; fold++)
            {
                if (_folds[p] != fold)
                {
                    AddOuter(_normal[fold], _terms[p]);
                }
            }
        }
    }

    /// <summary>Returns the cross-validated prediction of each particle's target.</summary>
    public double[] Predict(ReadOnlySpan<double> target)
    {
        var weights = new Vector<double>[Folds];
        for (int fold = 0; fold < Folds; fold++)
        {
            var right = Vector<double>.Build.Dense(_normal[fold].RowCount);
            for (int p = 0; p < _terms.Length; p++)
            {
                for (int i = 0; _folds[p] != fold && i < right.Count; i++)
                {
                    right[i] += _terms[p][i] * target[p];
                }
            }
            weights[fold] = _normal[fold].Cholesky().Solve(right);
        }
        double[] predicted = new double[_terms.Length];
        for (int p = 0; p < predicted.Length; p++)
        {
            for (int i = 0; i < _terms[p].Length; i++)
            {
                predicted[p] += weights[_folds[p]][i] * _terms[p][i];
            }
        }
        return predicted;
    }

    // Every product of at most "degree" latents, each the list of its factors: [] (the constant), [0], [1], [0, 0] …
    private static int[][] Products(int k, int particles)
    {
        List<int[]> products = [[]];
        int[][] newest = [[]];
        for (int degree = 1; degree <= HighestDegree; degree++)
        {
            newest = [.. newest.SelectMany(factors => Enumerable.Range(factors.Length == 0 ? 0 : factors[^1], k - (factors.Length == 0 ? 0 : factors[^1])).Select(axis => (int[])[.. factors, axis]))];
            if (degree > 1 && products.Count + newest.Length > particles / 10)
            {
                break;
            }
            products.AddRange(newest);
        }
        return [.. products];
    }

    private static double[][] Standardise(ReadOnlySpan<float> latents, int k)
    {
        int count = latents.Length / k;
        double[][] standard = new double[count][];
        double[] mean = new double[k], square = new double[k];
        for (int i = 0; i < latents.Length; i++)
        {
            mean[i % k] += latents[i] / (double)count;
        }
        for (int i = 0; i < latents.Length; i++)
        {
            square[i % k] += (latents[i] - mean[i % k]) * (latents[i] - mean[i % k]) / count;
        }
        for (int p = 0; p < count; p++)
        {
            standard[p] = new double[k];
            for (int axis = 0; axis < k; axis++)
            {
                double deviation = Math.Sqrt(square[axis]);
                standard[p][axis] = deviation > 0 ? Math.Clamp((latents[p * k + axis] - mean[axis]) / deviation, -Limit, Limit) : 0;
            }
        }
        return standard;
    }

    private static void AddOuter(Matrix<double> sum, double[] row)
    {
        for (int i = 0; i < row.Length; i++)
        {
            for (int j = 0; j < row.Length; j++)
            {
                sum[i, j] += row[i] * row[j];
            }
        }
    }
}
