using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Scoring;

/// <summary>How well the latents tell a true coordinate.</summary>
/// <param name="Name">Column of the truth's <c>particles.csv</c>.</param>
/// <param name="RSquared">Cross-validated R² of the coordinate regressed on the latents (<see cref="LatentRegression"/>); null where the coordinate does not vary.</param>
/// <param name="RankCorrelation">Absolute rank correlation of the cross-validated prediction with the coordinate; null where either does not vary.</param>
/// <param name="Calibration">Whether errors are as large as the latents' posterior says; null where no particle has an uncertainty, or the coordinate does not vary.</param>
public sealed record CoordinateScore(string Name, double? RSquared, double? RankCorrelation, CalibrationScore? Calibration)
{
    /// <summary>Scores every coordinate.</summary>
    /// <param name="names">Name of each coordinate.</param>
    /// <param name="truth">True coordinates, [particle][coordinate].</param>
    /// <param name="latents">[particle][K].</param>
    /// <param name="k">K.</param>
    /// <param name="rows">Number of each particle, which decides its fold.</param>
    /// <param name="covariances">Posterior covariance of each particle's latents, lower triangle, [particle][K(K + 1)/2]; 0 where it is not known.</param>
    public static IReadOnlyList<CoordinateScore> Of(IReadOnlyList<string> names, IReadOnlyList<double[]> truth, ReadOnlySpan<float> latents, int k, IReadOnlyList<int> rows, float[] covariances)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(covariances.Length, latents.Length / k * PackedSymmetric.Length(k));
        var regression = new LatentRegression(latents, k, rows);
        return [.. names.Select((name, c) =>
        {
            double[] values = [.. truth.Select(at => at[c])];
            LatentPrediction predicted = regression.Predict(values);
            double? r2 = Agreement.RSquared(values, predicted.Values);
            return new CoordinateScore(
                name, r2,
                r2 is not null && Agreement.RankCorrelation(values, predicted.Values) is { } rank ? Math.Abs(rank) : null,
                r2 is not null ? CalibrationScore.Of(values, predicted.Values, regression.Deviations(predicted, covariances)) : null);
        })];
    }
}
