using Flex3D.Stages.Numerics;
using MathNet.Numerics.Statistics;

namespace Flex3D.Stages.Scoring;

/// <summary>How well the latents tell a true coordinate.</summary>
/// <param name="Name">Column of the truth's <c>particles.csv</c>.</param>
/// <param name="RSquared">Cross-validated R² of the coordinate regressed on the latents (<see cref="PolynomialRegression"/>); null where the coordinate does not vary.</param>
/// <param name="RankCorrelation">Absolute rank correlation of the cross-validated prediction with the coordinate; null where either does not vary.</param>
/// <param name="Calibration">Whether errors are as large as the latents' posterior says (<see cref="LatentErrors"/>); null where no particle has an uncertainty that tells of the coordinate, or it does not vary.</param>
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
        var regression = new PolynomialRegression(latents, k, rows);
        CalibrationScore?[] calibrations = Calibrations(truth, latents.ToArray(), k, rows, covariances);
        return [.. names.Select((name, c) =>
        {
            double[] values = [.. truth.Select(at => at[c])], predicted = regression.Predict(values).Values;
            double? r2 = Agreement.RSquared(values, predicted);
            return new CoordinateScore(name, r2, r2 is not null && Agreement.RankCorrelation(values, predicted) is { } rank ? Math.Abs(rank) : null, calibrations[c]);
        })];
    }

    // Of the coordinates that vary. A particle whose latents tell less of a coordinate than its distribution does, as where a path of latents folds, says nothing of it.
    private static CalibrationScore?[] Calibrations(IReadOnlyList<double[]> truth, float[] latents, int k, IReadOnlyList<int> rows, float[] covariances)
    {
        double[] spread = [.. truth[0].Select((_, c) => truth.Select(at => at[c]).PopulationStandardDeviation())];
        int[] varying = [.. Enumerable.Range(0, spread.Length).Where(c => spread[c] > 0)];
        var found = new CalibrationScore?[spread.Length];
        if (varying.Length > 0)
        {
            (double[] Errors, double[] Deviations)[] all = new LatentErrors([.. truth.Select(at => Array.ConvertAll(varying, c => at[c]))], latents, k, rows, covariances).All();
            foreach ((int i, int c) in varying.Index())
            {
                found[c] = CalibrationScore.Of([.. all.Select(p => p.Errors[i])], [.. all.Select(p => p.Deviations[i] < spread[c] ? p.Deviations[i] : 0)]);
            }
        }
        return found;
    }
}
