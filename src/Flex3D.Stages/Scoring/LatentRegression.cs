using Flex3D.Stages.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Scoring;

/// <summary>Predicts a number of each particle from its latents by polynomial regression, cross-validated: each particle by the fit to the folds that do not hold it.</summary>
/// <remarks>
/// Latents are standardised and limited to ±3 standard deviations. The terms are products of Legendre polynomials of the latents over ±3, up to a total
/// degree: the one that predicts best, of those that have at most a tenth as many terms as there are particles, and at most 220; degree 1 always is one of them. A
/// weak ridge, 10⁻⁶ of the number of particles, keeps the fit defined.
/// </remarks>
internal sealed class LatentRegression
{
    private const int Folds = 5, HighestDegree = 12, MostTerms = 220;
    private const double Ridge = 1e-6, Limit = 3;

    private readonly double[][] _terms; // of a lower degree first
    private readonly List<int> _termsOf = []; // the number of terms up to each degree, from 1
    private readonly int[] _folds;
    private readonly Matrix<double>[] _normal; // of all particles outside the fold

    /// <param name="latents">[particle][K].</param>
    /// <param name="k">K.</param>
    /// <param name="rows">Number of each particle, which decides its fold.</param>
    public LatentRegression(ReadOnlySpan<float> latents, int k, IReadOnlyList<int> rows)
    {
        double[][] standard = Standardise(latents, k);
        int[][] degrees = Degrees(k, standard.Length);
        _terms = Array.ConvertAll(standard, z =>
        {
            double[][] legendre = Array.ConvertAll(z, value => Legendre(value / Limit));
            return Array.ConvertAll(degrees, term => term.Select((degree, axis) => legendre[axis][degree]).Aggregate(1.0, (product, value) => product * value));
        });
        _folds = [.. rows.Select(row => (int)(CounterRandom.Bits(0, Purpose.ScoreFold, 0, (ulong)row, 0) % Folds))];
        _normal = [.. Enumerable.Range(0, Folds).Select(_ => Matrix<double>.Build.DenseDiagonal(degrees.Length, Ridge * Math.Max(1, standard.Length)))];
        for (int fold = 0; fold < Folds; fold++)
        {
            double[,] sum = new double[degrees.Length, degrees.Length];
            for (int p = 0; p < _terms.Length; p++)
            {
                if (_folds[p] != fold)
                {
                    AddOuter(sum, _terms[p]);
                }
            }
            _normal[fold] += Matrix<double>.Build.DenseOfArray(sum);
        }
    }

    /// <summary>Returns the cross-validated prediction of each particle's target, by the degree that predicts best.</summary>
    public double[] Predict(ReadOnlySpan<double> target)
    {
        double[] best = [];
        double least = double.PositiveInfinity;
        foreach (int terms in _termsOf)
        {
            double[] predicted = Predict(target, terms);
            double squares = 0;
            for (int p = 0; p < predicted.Length; p++)
            {
                squares += (predicted[p] - target[p]) * (predicted[p] - target[p]);
            }
            if (squares < least)
            {
                (best, least) = (predicted, squares);
            }
        }
        return best;
    }

    private double[] Predict(ReadOnlySpan<double> target, int terms)
    {
        double[] predicted = new double[_terms.Length];
        for (int fold = 0; fold < Folds; fold++)
        {
            double[] right = new double[terms];
            for (int p = 0; p < _terms.Length; p++)
            {
                for (int i = 0; _folds[p] != fold && i < terms; i++)
                {
                    right[i] += _terms[p][i] * target[p];
                }
            }
            Vector<double> weights = _normal[fold].SubMatrix(0, terms, 0, terms).Cholesky().Solve(Vector<double>.Build.Dense(right));
            for (int p = 0; p < predicted.Length; p++)
            {
                for (int i = 0; _folds[p] == fold && i < terms; i++)
                {
                    predicted[p] += weights[i] * _terms[p][i];
                }
            }
        }
        return predicted;
    }

    // The degree in each latent of every term, in the order of the total degree.
    private int[][] Degrees(int k, int particles)
    {
        List<int[]> terms = [new int[k]];
        int most = Math.Min(MostTerms, particles / 10);
        for (int total = 1; total <= HighestDegree; total++)
        {
            List<int[]> next = [];
            Spread(new int[k], 0, total, next);
            if (total > 1 && terms.Count + next.Count > most)
            {
                break;
            }
            terms.AddRange(next);
            _termsOf.Add(terms.Count);
        }
        return [.. terms];
    }

    // Adds every way to give "left" degrees to the latents from "axis" on.
    private static void Spread(int[] degrees, int axis, int left, List<int[]> ways)
    {
        if (axis == degrees.Length - 1)
        {
            degrees[axis] = left;
            ways.Add((int[])degrees.Clone());
            return;
        }
        for (int degree = left; degree >= 0; degree--)
        {
            degrees[axis] = degree;
            Spread(degrees, axis + 1, left - degree, ways);
        }
    }

    // P_0 … at x: (n + 1) P_{n+1} = (2n + 1) x P_n − n P_{n−1}.
    private static double[] Legendre(double x)
    {
        double[] values = new double[HighestDegree + 1];
        (values[0], values[1]) = (1, x);
        for (int n = 1; n < HighestDegree; n++)
        {
            values[n + 1] = ((2 * n + 1) * x * values[n] - n * values[n - 1]) / (n + 1);
        }
        return values;
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

    private static void AddOuter(double[,] sum, double[] row)
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
