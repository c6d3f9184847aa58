using Flex3D.Stages.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Scoring;

/// <summary>Predicts a number of each particle from others by polynomial regression, cross-validated: each particle by the fit to the folds that do not hold it.</summary>
/// <remarks>
/// Of the polynomials of <see cref="LegendreTerms"/>, the degree is taken that predicts best. A weak ridge, 10⁻⁶ of the number of particles, keeps the fit defined.
/// </remarks>
internal sealed class PolynomialRegression
{
    private const int Folds = 5;
    private const double Ridge = 1e-6;

    private readonly float[] _inputs;
    private readonly int _width;
    private readonly LegendreTerms _polynomial;
    private readonly double[][] _terms; // [particle][term], of a lower degree first
    private readonly int[] _folds;
    private readonly Matrix<double>[] _normal; // of all particles outside the fold

    /// <param name="inputs">What is known of each particle, such as its latents, [particle][width].</param>
    /// <param name="width">How many numbers of each.</param>
    /// <param name="rows">Number of each particle, which decides its fold.</param>
    public PolynomialRegression(ReadOnlySpan<float> inputs, int width, IReadOnlyList<int> rows)
    {
        (_inputs, _width, _polynomial) = (inputs.ToArray(), width, new LegendreTerms(inputs, width));
        _terms = [.. Enumerable.Range(0, _inputs.Length / width).Select(p => _polynomial.At(Input(p)))];
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
    public PolynomialPrediction Predict(double[] target) => Predict([target], [1])[0];

    /// <summary>Returns the predictions of several targets by polynomials of one degree: that of the least sum of squared errors, each over the target's expected one.</summary>
    /// <param name="targets">[target][particle].</param>
    /// <param name="variances">Expected squared error of each target, &gt; 0.</param>
    public PolynomialPrediction[] Predict(IReadOnlyList<double[]> targets, IReadOnlyList<double> variances)
    {
        PolynomialPrediction[] best = [];
        double least = double.PositiveInfinity;
        foreach (int terms in _polynomial.UpTo)
        {
            PolynomialPrediction[] predicted = [.. targets.Select(target => Predict(target, terms))];
            double error = targets.Index().Sum(target => Distance.SSD(target.Item, predicted[target.Index].Values) / variances[target.Index]);
            if (best.Length == 0 || error < least)
            {
                (best, least) = (predicted, error);
            }
        }
        return best;
    }

    /// <summary>Returns the slope of a prediction along each input, at the inputs of one particle.</summary>
    public double[] SlopesAt(int particle, PolynomialPrediction prediction) => _polynomial.SlopesAt(Input(particle), prediction.Weights[_folds[particle]]);

    private PolynomialPrediction Predict(double[] target, int terms)
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
        return new PolynomialPrediction(predicted, weights);
    }

    private ReadOnlySpan<float> Input(int particle) => _inputs.AsSpan(particle * _width, _width);

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
internal sealed record PolynomialPrediction(double[] Values, double[][] Weights);
