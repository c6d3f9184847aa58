using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Validation;

/// <summary>Replaces the phases of a map's high frequencies by random ones and keeps their amplitudes (Chen et al. 2013).</summary>
internal static class PhaseRandomisation
{
    private const ulong Purpose = 0x50484153; // distinct from every other use of the run's seed

    /// <summary>Returns the map with random phases from |k| ≥ <paramref name="firstShell"/> Fourier pixels on.</summary>
    /// <param name="stream">Number of the random stream, different for the two half-maps, whose phases must be independent.</param>
    public static DensityMap From(DensityMap map, int firstShell, ulong seed, ulong stream, int parallelism = 1)
    {
        FourierVolume volume = FourierVolume.Of(map, parallelism);
        int n = volume.Box, width = n / 2 + 1;
        Parallel.For(0, n * n, new ParallelOptions { MaxDegreeOfParallelism = parallelism }, row =>
        {
            int kz = volume.Signed(row / n), ky = volume.Signed(row % n);
            int mateRow = (n - row / n) % n * n + (n - row % n) % n;
            for (int kx = 0; kx < width; kx++)
            {
                if (kz * kz + ky * ky + kx * kx < firstShell * firstShell)
                {
                    continue;
                }
                // On the planes kx = 0 and N/2 both mates are stored: they share a draw and stay conjugate, and a frequency
                // that is its own mate keeps its (real) value.
                bool paired = kx == 0 || kx == n / 2;
                if (paired && mateRow == row)
                {
                    continue;
                }
                bool second = paired && mateRow < row;
                int i = row * width + kx, draw = second ? mateRow * width + kx : i;
                double amplitude = Math.Sqrt((double)volume.Re[i] * volume.Re[i] + (double)volume.Im[i] * volume.Im[i]);
                (double sin, double cos) = Math.SinCos(2 * Math.PI * CounterRandom.Uniform(seed, Purpose, stream, 0, (ulong)draw));
                volume.Re[i] = (float)(amplitude * cos);
                volume.Im[i] = (float)(amplitude * (second ? -sin : sin));
            }
        });
        return volume.ToMapOverwriting(parallelism);
    }
}
