using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Flex3D.Stages.Maps;

/// <summary>A map's Fourier transform, from which central slices are interpolated.</summary>
/// <remarks>
/// The map is multiplied by a soft sphere, zero-padded to twice its box, and divided by sinc² of each axis, so that trilinear interpolation between
/// the frequencies of the padded box gives its spectrum to some percent. The map's centre voxel N/2 is the origin.
/// </remarks>
internal sealed class CentralSlices
{
    private const int Padding = 2;
    private readonly float[] _values;
    private readonly int _box, _width;
    private readonly double _scale, _limit;

    // Values are [kz][ky][kx][Re, Im], so that the neighbours along x are one read of 16 bytes, with the origin moved from voxel 0 to N/2: a factor (−1)^(kx+ky+kz).
    private CentralSlices(FourierVolume volume, double pixelSizeAngstrom)
    {
        (_box, _width) = (volume.Box, volume.Box / 2 + 1);
        _values = new float[2 * volume.Re.Length];
        for (int i = 0; i < volume.Re.Length; i++)
        {
            float sign = ((i % _width + i / _width % _box + i / _width / _box) & 1) == 0 ? 1 : -1;
            (_values[2 * i], _values[2 * i + 1]) = (sign * volume.Re[i], sign * volume.Im[i]);
        }
        PixelSizeAngstrom = pixelSizeAngstrom;
        (_scale, _limit) = (_box * pixelSizeAngstrom, _box / 2 - 1);
    }

    /// <summary>Voxel edge of the map, Å.</summary>
    public double PixelSizeAngstrom { get; }

    /// <summary>Transforms a map.</summary>
    /// <param name="map">The map, protein white; it is brought to a box whose Nyquist frequency is about <paramref name="finestAngstrom"/>.</param>
    /// <param name="finestAngstrom">The finest resolution that slices are used to, Å.</param>
    /// <param name="parallelism">The most threads to use.</param>
    public static CentralSlices Of(DensityMap map, double finestAngstrom, int parallelism)
    {
        int wanted = 2 * (int)Math.Ceiling(map.PixelSizeAngstrom * map.Box / finestAngstrom) + 4;
        int box = Math.Min(map.Box, Numerics.Fourier.BoxSizes.FastAtLeast(wanted + wanted % 2));
        DensityMap small = box == map.Box ? map : FourierResize3.Resize(map, box, parallelism);
        var padded = new DensityMap(Padding * box, small.PixelSizeAngstrom);
        int from = Padding * box / 2 - box / 2;
        double radius = box / 2.0 - 1, edge = Math.Max(2, box / 16.0);
        for (int z = 0; z < box; z++)
        {
            for (int y = 0; y < box; y++)
            {
                for (int x = 0; x < box; x++)
                {
                    double dx = x - box / 2, dy = y - box / 2, dz = z - box / 2;
                    double inside = SoftEdge((radius - Math.Sqrt(dx * dx + dy * dy + dz * dz)) / edge);
                    double correction = Gridding(dx, box) * Gridding(dy, box) * Gridding(dz, box);
                    padded[from + z, from + y, from + x] = (float)(small[z, y, x] * inside / correction);
                }
            }
        }
        return new CentralSlices(FourierVolume.Of(padded, parallelism), small.PixelSizeAngstrom);
    }

    /// <summary>Interpolates the spectrum at a frequency.</summary>
    /// <param name="x">Frequency, 1/Å, in the map's frame.</param>
    /// <returns>The spectrum with the map's centre as origin; 0 beyond the map's Nyquist frequency.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (float Re, float Im) At(double x, double y, double z)
    {
        double u = x * _scale, v = y * _scale, w = z * _scale;
        bool conjugate = u < 0;
        if (conjugate)
        {
            (u, v, w) = (-u, -v, -w);
        }
        if (u >= _limit || Math.Abs(v) >= _limit || Math.Abs(w) >= _limit)
        {
            return (0, 0);
        }
        int x0 = (int)u, y0 = (int)(v + _limit) - (int)_limit, z0 = (int)(w + _limit) - (int)_limit; // rounded down
        float fx = (float)(u - x0), fy = (float)(v - y0), fz = (float)(w - z0);
        int y1 = y0 + 1, z1 = z0 + 1;
        int row0 = y0 < 0 ? y0 + _box : y0, row1 = y1 < 0 ? y1 + _box : y1, plane0 = (z0 < 0 ? z0 + _box : z0) * _box, plane1 = (z1 < 0 ? z1 + _box : z1) * _box;
        Vector128<float> sum = Pair(plane0 + row0, x0) * ((1 - fz) * (1 - fy)) + Pair(plane0 + row1, x0) * ((1 - fz) * fy)
            + Pair(plane1 + row0, x0) * (fz * (1 - fy)) + Pair(plane1 + row1, x0) * (fz * fy);
        float re = sum[0] + fx * (sum[2] - sum[0]), im = sum[1] + fx * (sum[3] - sum[1]);
        return (re, conjugate ? -im : im);
    }

    // Re, Im at x and at x + 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<float> Pair(int row, int x) => Vector128.LoadUnsafe(ref _values[2 * (row * _width + x)]);

    // Trilinear interpolation in a box padded twice multiplies the map by sinc²(d/2n) of each axis.
    private static double Gridding(double distance, int box)
    {
        double t = Math.PI * distance / (Padding * box);
        double sinc = t == 0 ? 1 : Math.Sin(t) / t;
        return sinc * sinc;
    }

    private static double SoftEdge(double t) => t >= 1 ? 1 : t <= 0 ? 0 : 0.5 - 0.5 * Math.Cos(Math.PI * t);
}
