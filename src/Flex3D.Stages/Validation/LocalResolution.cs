using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Validation;

/// <summary>Resolution around each voxel: the FSC of two half-maps seen through a small soft window that moves over them (Cardone et al. 2013).</summary>
/// <remarks>
/// The window's finite size limits what can be told: nothing coarser than half the window is resolved, and neighbouring shells
/// are correlated, hence the threshold 0.5. Where the curve never reaches it, the value is the window's edge length.
/// </remarks>
public static class LocalResolution
{
    /// <summary>A map of resolutions, Å, between 2 voxels and the window's edge; outside the mask it holds the window's edge.</summary>
    /// <param name="mask">Where to look: voxels above 0.5.</param>
    /// <param name="window">Edge of the window, voxels: a good size (<see cref="GoodSizes"/>), at most the box.</param>
    /// <param name="step">Voxels between sampled points; values between them are interpolated.</param>
    public static DensityMap Estimate(DensityMap half1, DensityMap half2, DensityMap mask, int window, int step, double threshold = 0.5, int parallelism = 1)
    {
        int n = half1.Box;
        ArgumentOutOfRangeException.ThrowIfNotEqual(half2.Box, n);
        ArgumentOutOfRangeException.ThrowIfNotEqual(mask.Box, n);
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, n);
        GoodSizes.Require(window, "local resolution window");

        int side = (n - 1 + step - 1) / step + 1; // the last sample lies on or beyond the last voxel
        double coarsest = window * half1.PixelSizeAngstrom;
        var samples = new double[side * side * side];
        Array.Fill(samples, double.NaN);
        foreach (int voxel in Enumerable.Range(0, mask.Values.Length).Where(i => mask.Values[i] > 0.5f))
        {
            // Every corner of the voxel's cell is needed for its interpolation: 0 marks it.
            ForCorners(voxel, n, step, side, (corner, weight) => samples[corner] = weight > 0 ? 0 : samples[corner]);
        }
        float[] taper = Taper(window);
        Parallel.For(
            0,
            samples.Length,
            new ParallelOptions { MaxDegreeOfParallelism = parallelism },
            () => (A: FourierVolume.Zero(window, half1.PixelSizeAngstrom), B: FourierVolume.Zero(window, half1.PixelSizeAngstrom), Cut: new float[window * window * window]),
            (i, _, own) =>
            {
                if (samples[i] == 0)
                {
                    (int x, int y, int z) = (i % side * step, i / side % side * step, i / (side * side) * step);
                    Cut(half1, x, y, z, taper, own.Cut, window);
                    own.A.Refill(own.Cut);
                    Cut(half2, x, y, z, taper, own.Cut, window);
                    own.B.Refill(own.Cut);
                    FscCrossing crossing = FscCrossing.Find(FourierShells.Fsc(own.A, own.B), threshold, window, half1.PixelSizeAngstrom);
                    samples[i] = Math.Min(crossing.Angstrom, coarsest);
                }
                return own;
            },
            _ => { });

        var result = new DensityMap(n, half1.PixelSizeAngstrom);
        for (int voxel = 0; voxel < result.Values.Length; voxel++)
        {
            double sum = coarsest;
            if (mask.Values[voxel] > 0.5f)
            {
                sum = 0;
                ForCorners(voxel, n, step, side, (corner, weight) => sum += weight > 0 ? weight * samples[corner] : 0);
            }
            result.Values[voxel] = (float)sum;
        }
        return result;
    }

    /// <summary>The eight samples around a voxel and their trilinear weights.</summary>
    private static void ForCorners(int voxel, int n, int step, int side, Action<int, double> visit)
    {
        (int x, int y, int z) = (voxel % n, voxel / n % n, voxel / (n * n));
        (double fx, double fy, double fz) = (x % step / (double)step, y % step / (double)step, z % step / (double)step);
        for (int c = 0; c < 8; c++)
        {
            (int dx, int dy, int dz) = (c & 1, (c >> 1) & 1, c >> 2);
            double weight = (dx == 0 ? 1 - fx : fx) * (dy == 0 ? 1 - fy : fy) * (dz == 0 ? 1 - fz : fz);
            int sx = Math.Min(x / step + dx, side - 1), sy = Math.Min(y / step + dy, side - 1), sz = Math.Min(z / step + dz, side - 1);
            visit((sz * side + sy) * side + sx, weight);
        }
    }

    /// <summary>A sphere that fits the window, its outer third falling to 0 as a raised cosine.</summary>
    private static float[] Taper(int window)
    {
        var taper = new float[window * window * window];
        double radius = window / 2.0, edge = radius / 3;
        for (int i = 0; i < taper.Length; i++)
        {
            double x = i % window - radius, y = i / window % window - radius, z = i / (window * window) - radius;
            taper[i] = (float)RadialFilter.LowPassGain(Math.Sqrt(x * x + y * y + z * z), radius - edge / 2, edge);
        }
        return taper;
    }

    private static void Cut(DensityMap map, int cx, int cy, int cz, float[] taper, float[] cut, int window)
    {
        int n = map.Box;
        for (int i = 0; i < cut.Length; i++)
        {
            int x = cx + i % window - window / 2, y = cy + i / window % window - window / 2, z = cz + i / (window * window) - window / 2;
            bool inside = (uint)x < n && (uint)y < n && (uint)z < n;
            cut[i] = inside && taper[i] > 0 ? taper[i] * map.Values[(z * n + y) * n + x] : 0;
        }
    }
}
