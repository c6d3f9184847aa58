using Flex3D.Stages.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Scoring;

/// <summary>The errors of the latents, in units of the true coordinates, and the standard deviations that their posterior gives them.</summary>
/// <remarks>
/// The latents are regressed on the true coordinates, which have no error: z = f(c) + r. Nearby, f is J = ∂f/∂c; so the coordinates that z and its covariance Σ speak for are off
/// by (JᵀΣ⁻¹J)⁻¹ JᵀΣ⁻¹ r (generalised least squares), with the covariance (JᵀΣ⁻¹J)⁻¹. A latent that moves nothing has J = 0 and does not count. The coordinates must be all that the
/// latents can show: what else varies is in r.
/// </remarks>
internal sealed class LatentErrors
{
    private readonly PolynomialRegression _regression;
    private readonly int _coordinates;
    private readonly int[] _known; // the latents that have a posterior
    private readonly PolynomialPrediction[] _predictions; // of each of these
    private readonly float[] _latents, _covariances;
    private readonly int _k;

    /// <param name="truth">True coordinates, each of which varies, [particle][coordinate].</param>
    /// <param name="latents">[particle][K].</param>
    /// <param name="k">K.</param>
    /// <param name="rows">Number of each particle, which decides its fold.</param>
    /// <param name="covariances">Posterior covariance of each particle's latents, [particle][K(K + 1)/2] (<see cref="PackedSymmetric"/>); 0 for a latent without one.</param>
    public LatentErrors(IReadOnlyList<double[]> truth, float[] latents, int k, IReadOnlyList<int> rows, float[] covariances)
    {
        (_latents, _k, _covariances, _coordinates) = (latents, k, covariances, truth[0].Length);
        _regression = new PolynomialRegression([.. truth.SelectMany(at => at).Select(value => (float)value)], _coordinates, rows);
        IEnumerable<int> particles = Enumerable.Range(0, truth.Count);
        _known = [.. Enumerable.Range(0, k).Where(latent => particles.Any(p => Variance(p, latent) > 0))];
        _predictions = _regression.Predict(
            [.. _known.Select(latent => particles.Select(p => (double)latents[p * k + latent]).ToArray())],
            [.. _known.Select(latent => particles.Average(p => (double)Variance(p, latent)))]);
    }

    /// <summary>Computes error and standard deviation of every coordinate.</summary>
    /// <returns>[particle][coordinate]; a deviation of 0 where the latents of a particle have no covariance, or do not tell the coordinates apart.</returns>
    public (double[] Errors, double[] Deviations)[] All() =>
        [.. Enumerable.Range(0, _latents.Length / _k).Select(particle => At(particle) ?? (new double[_coordinates], new double[_coordinates]))];

    private (double[] Errors, double[] Deviations)? At(int particle)
    {
        if (_known.Length < _coordinates || _known.Any(latent => !(Variance(particle, latent) > 0)))
        {
            return null;
        }
        double[] whole = new double[_k * _k];
        PackedSymmetric.Unpack(_covariances.AsSpan(particle * PackedSymmetric.Length(_k), PackedSymmetric.Length(_k)), _k, whole);
        Matrix<double> covariance = Matrix<double>.Build.Dense(_known.Length, _known.Length, (i, j) => whole[_known[i] * _k + _known[j]]);
        Matrix<double> slopes = Matrix<double>.Build.DenseOfRowArrays(_predictions.Select(prediction => _regression.SlopesAt(particle, prediction)));
        Vector<double> residual = Vector<double>.Build.Dense(_known.Length, i => _latents[particle * _k + _known[i]] - _predictions[i].Values[particle]);
        Matrix<double> weighted = covariance.Solve(slopes), left = slopes.TransposeThisAndMultiply(weighted).Inverse();
        double[] errors = [.. left.Multiply(weighted.TransposeThisAndMultiply(residual))], deviations = [.. left.Diagonal().Select(Math.Sqrt)];
        return deviations.All(deviation => deviation > 0 && double.IsFinite(deviation)) && errors.All(double.IsFinite) ? (errors, deviations) : null; // not of a singular matrix
    }

    private float Variance(int particle, int latent) => _covariances[particle * PackedSymmetric.Length(_k) + PackedSymmetric.Length(latent + 1) - 1];
}
