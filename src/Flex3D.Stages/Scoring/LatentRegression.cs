using Flex3D.Stages.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Scoring;

/// <summary>Predicts a number of each particle from its latents by polynomial regression, cross-validated: each particle by the fit to the folds that do not hold it.</summary>
/// <remarks>
/// Of the polynomials of <see cref="LegendreTerms"/>, the degree is taken that predicts best. A weak ridge, 10⁻⁶ of the number of particles, keeps the fit defined.
/// </remarks>
internal sealed class LatentRegression
{
    private const int Folds = 5;
    private const double Ridge = 1e-6;

    private readonly float[] _latents;
    private readonly int _k;
    private readonly LegendreTerms _polynomial;
    private readonly double[][] _terms; // [particle][term], of a lower degree first
    private readonly int[] _folds;
    private readonly Matrix<double>[] _normal; // of all particles outside the fold

    /// <param name="latents">[particle][K].</param>
    /// <param name="k">K.</param>
    /// <param name="rows">Number of each particle, which decides its fold.</param>
    public LatentRegression(ReadOnlySpan<float> latents, int k, IReadOnlyList<int> rows)
    {
        (_latents, _k, _polynomial) = (latents.ToArray(), k, new LegendreTerms(latents, k));
        _terms = [.. Enumerable.Range(0, _latents.Length / k).Select(p => _polynomial.At(Latent(p)))];
        _folds = [.. rows.Select(row => (int)(CounterRandom.Bits(0, Purpose.ScoreFold, 0, (ulong)row, 0) % Folds))];
        _normal = [.. Enumerable.Range(0, Folds).Select(_ => Matrix<double>.Build.DenseDiagonal(_polynomial.Count, Ridge * Math.Max(1, _terms.Length)))];
        for (int fold = 0; fold < Folds; fold++)
        {
            double[,] sum = new double[_polynomial.Count, _polynomial.Count];
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
    public LatentPrediction Predict(ReadOnlySpan<double> target)
    {
        LatentPrediction? best = null;
        double least = double.PositiveInfinity;
        foreach (int terms in _polynomial.UpTo)
        {
            LatentPrediction predicted = Predict(target, terms);
            double squares = 0;
            for (int p = 0; p < target.Length; p++)
            {
                squares += (predicted.Values[p] - target[p]) * (predicted.Values[p] - target[p]);
            }
            if (best is null || squares < least)
            {
                (best, least) = (predicted, squares);
            }
        }
        return best!;
    }

    /// <summary>Computes the standard deviation of each prediction that follows from the covariance Σ of the latents, to first order: √(gᵀΣg), g = ∂c/∂z.</summary>
    /// <param name="prediction">The prediction c(z).</param>
    /// <param name="covariances">Posterior covariance of each particle's latents, [particle][K(K + 1)/2] (<see cref="PackedSymmetric"/>).</param>
    public double[] Deviations(LatentPrediction prediction, ReadOnlySpan<float> covariances)
    {
        double[] found = new double[_terms.Length];
        Span<double> covariance = stackalloc double[_k * _k];
        for (int p = 0, width = PackedSymmetric.Length(_k); p < found.Length; p++)
        {
            double[] slopes = _polynomial.SlopesAt(Latent(p), prediction.Weights[_folds[p]]);
            PackedSymmetric.Unpack(covariances.Slice(p * width, width), _k, covariance);
            double sum = 0;
            for (int i = 0; i < covariance.Length; i++)
            {
                sum += slopes[i / _k] * covariance[i] * slopes[i % _k];
            }
            found[p] = Math.Sqrt(Math.Max(0, sum));
        }
        return found;
    }

    private LatentPrediction Predict(ReadOnlySpan<double> target, int terms)
    {
        double[] predicted = new double[_terms.Length];
        double[][] weights = new double[Folds][];
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
            weights[fold] = _normal[fold].SubMatrix(0, terms, 0, terms).Cholesky().Solve(Vector<double>.Build.Dense(right)).ToArray();
            for (int p = 0; p < predicted.Length; p++)
            {
                for (int i = 0; _folds[p] == fold && i < terms; i++)
                {
                    predicted[p] += weights[fold][i] * _terms[p][i];
                }
            }
        }
        return new LatentPrediction(predicted, weights);
    }

    private ReadOnlySpan<float> Latent(int particle) => _latents.AsSpan(particle * _k, _k);

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

/// <summary>A prediction of each particle's number, and the polynomials that made it.</summary>
/// <param name="Values">The prediction for each particle.</param>
/// <param name="Weights">The weight of each term, by fold.</param>
internal sealed record LatentPrediction(double[] Values, double[][] Weights);
