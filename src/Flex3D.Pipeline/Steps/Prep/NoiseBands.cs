using System.Globalization;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>Compares the noise around the particles with what is left of whole images when the map's projection is subtracted, in quarters of the training Nyquist frequency.</summary>
/// <remarks>
/// The comparison is logged only. What is left has noise that exists only where the particle is, but also all motion that the still map does not
/// explain, and errors of map, poses and CTF: as noise, they would weigh down the signal that is looked for. It is also fitted: the grey scale takes a little noise away.
/// </remarks>
internal static class NoiseBands
{
    private const int Bands = 4, MostImages = 256;

    /// <summary>Logs both for the images of a sample whose noise has a spectrum.</summary>
    /// <param name="scale">Grey scale of the images over that of the map of <paramref name="evaluator"/>.</param>
    public static void Report(StepContext context, ParticleTable table, INoiseModel noise, string stack, int fullBox, int trainingBox, IShardEvaluator evaluator, KindSample sample, double scale)
    {
        int[] coloured = [.. sample.Particles.Where(row => noise.InverseVariance(table[row].Optics) is not null)];
        int stride = (coloured.Length + MostImages - 1) / MostImages;
        int[] rows = [.. coloured.Where((_, i) => i % stride == 0)];
        if (rows.Length == 0)
        {
            return;
        }
        string[] around = new string[Bands], left = new string[Bands];
        Func<double, double> precision = noise.InverseVariance(table[rows[0]].Optics)!;
        double pixel = table.Optics[table[rows[0]].Optics].PixelSizeAngstrom;
        if (Enumerable.Range(1, fullBox / 2).FirstOrDefault(shell => precision(shell / (fullBox * pixel)) == 0) is > 0 and var first)
        {
            context.Log.Warning(
                "the images have no noise at {Resolution} Å, so they were filtered: frequencies without noise are not used; if that is wrong, set prep.noise to white", Math.Round(fullBox * pixel / first, 1));
        }
        for (int band = 0; band < Bands; band++)
        {
            double modes = 0, variance = 0, usable = 0;
            using var source = PreparedParticles.Open(table, stack, new Band(noise, table, Within), fullBox);
            double training = pixel * fullBox / trainingBox;
            for (int y = 1 - trainingBox / 2; y < trainingBox / 2; y++)
            {
                for (int x = 1 - trainingBox / 2; x < trainingBox / 2; x++)
                {
                    double frequency = Math.Sqrt(x * x + y * y) / (trainingBox * training);
                    if ((x, y) != (0, 0) && Within(frequency, pixel))
                    {
                        double inverse = precision(frequency);
                        modes++;
                        (variance, usable) = inverse > 0 ? (variance + 1 / inverse, usable + 1) : (variance, usable);
                    }
                }
            }
            CalibrationSums sums = Calibration.Sum(source, evaluator, rows);
            around[band] = Number(variance / modes);
            left[band] = usable == 0 ? "no data" : Number(2 * (sums.Constant - scale * sums.Cross + 0.5 * scale * scale * sums.Power) / (usable * rows.Length));

            // Edges lie between shells, where no component is.
            bool Within(double frequency, double pixelSize)
            {
                double shell = frequency * fullBox * pixelSize;
                return shell >= band * trainingBox / (2.0 * Bands) + 0.1 && shell < (band + 1) * trainingBox / (2.0 * Bands) + 0.1;
            }
        }
        context.Log.Information(
            "noise around the particles over that of one variance, in quarters of the training Nyquist frequency: {Around:l}; what whole images leave of the map, over the noise around: {Left:l}",
            string.Join(", ", around), string.Join(", ", left));
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    // The likelihood of a band of frequencies.
    private sealed class Band(INoiseModel noise, ParticleTable table, Func<double, double, bool> within) : INoiseModel
    {
        public void Read(ReadOnlySpan<int> particles, Span<PixelScaling> scalings) => noise.Read(particles, scalings);

        public Func<double, double>? InverseVariance(int optics)
        {
            double pixel = table.Optics[optics].PixelSizeAngstrom;
            return noise.InverseVariance(optics) is { } whole ? frequency => within(frequency, pixel) ? whole(frequency) : 0 : null;
        }

        public void Dispose()
        {
        }
    }
}
