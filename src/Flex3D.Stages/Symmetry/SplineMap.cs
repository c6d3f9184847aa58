using System.Runtime.Intrinsics;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Symmetry;

/// <summary>A map that can be read between its voxels, by the cubic B-spline through all of them.</summary>
/// <remarks>
/// Unser, Aldroubi and Eden (IEEE Trans. Signal Process. 41, 1993): coefficients c with Σ_j c_j β³(x − j) = V at every voxel are found by a recursive filter
/// forth and back along each axis, with the pole √3 − 2, and the map is taken to be periodic. Outside the voxels whose 4³ neighbours lie in the box it is 0.
/// </remarks>
internal sealed class SplineMap
{
    private const int Settled = 32; // voxels after which the pole's power, 0.268^32, is below the precision of a float

    private static readonly float s_pole = (float)(Math.Sqrt(3) - 2);

    private readonly int _n;
    private readonly double _pixel;
    private readonly float[] _coefficients;

    public SplineMap(DensityMap map, int threads)
    {
        (_n, _pixel, _coefficients) = (map.Box, map.PixelSizeAngstrom, (float[])map.Values.Clone());
        foreach (int stride in (int[])[1, _n, _n * _n])
        {
            Filter(stride, threads);
        }
    }

    /// <summary>Returns the map as it is after turning space: value V(c + g(r − c)) at r, by the same grid.</summary>
    /// <param name="operators">Rotations g; the mean over them is returned.</param>
    /// <param name="x">x of c, Å from the box centre.</param>
    /// <param name="y">y of c.</param>
    /// <param name="z">z of c.</param>
    /// <param name="threads">The number of threads, which does not change a bit.</param>
    public DensityMap Mean(IReadOnlyList<Rotation> operators, double x, double y, double z, int threads)
    {
        var mean = new DensityMap(_n, _pixel);
        double cx = x / _pixel, cy = y / _pixel, cz = z / _pixel;
        float weight = 1f / operators.Count;
        Parallel.For(0, _n, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) }, iz =>
        {
            for (int iy = 0; iy < _n; iy++)
            {
                Span<float> row = mean.Values.AsSpan((iz * _n + iy) * _n, _n);
                foreach (Rotation g in operators)
                {
                    for (int ix = 0; ix < _n; ix++)
                    {
                        (double px, double py, double pz) = g.Apply(ix - _n / 2 - cx, iy - _n / 2 - cy, iz - _n / 2 - cz);
                        row[ix] += weight * At(px + cx, py + cy, pz + cz);
                    }
                }
            }
        });
        return mean;
    }

    /// <summary>Returns the value at a point, voxels from the box centre.</summary>
    public float At(double x, double y, double z)
    {
        double ux = x + _n / 2, uy = y + _n / 2, uz = z + _n / 2;
        int ix = (int)Math.Floor(ux), iy = (int)Math.Floor(uy), iz = (int)Math.Floor(uz);
        int last = _n - 3;
        if (ix < 1 || iy < 1 || iz < 1 || ix > last || iy > last || iz > last)
        {
            return 0;
        }
        Vector128<float> wx = Weights((float)(ux - ix)), wy = Weights((float)(uy - iy)), wz = Weights((float)(uz - iz));
        ref float corner = ref _coefficients[((iz - 1) * _n + iy - 1) * _n + ix - 1];
        Vector128<float> sum = Vector128<float>.Zero;
        for (int k = 0; k < 4; k++)
        {
            Vector128<float> plane = Vector128<float>.Zero;
            for (int j = 0; j < 4; j++)
            {
                plane += wy[j] * Vector128.LoadUnsafe(ref corner, (nuint)((k * _n + j) * _n));
            }
            sum += wz[k] * plane;
        }
        return Vector128.Dot(sum, wx);
    }

    // β³ at −1 − t, −t, 1 − t and 2 − t.
    private static Vector128<float> Weights(float t)
    {
        float s = 1 - t;
        return Vector128.Create(s * s * s, 4 - 3 * t * t * (2 - t), 4 - 3 * s * s * (2 - s), t * t * t) / 6;
    }

    private void Filter(int stride, int threads)
    {
        int n = _n;
        Parallel.For(0, n, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) }, a =>
        {
            float[] line = new float[n];
            for (int b = 0; b < n; b++)
            {
                int start = stride == 1 ? (a * n + b) * n : stride == n ? a * n * n + b : a * n + b;
                for (int i = 0; i < n; i++)
                {
                    line[i] = _coefficients[start + i * stride];
                }
                Solve(line);
                for (int i = 0; i < n; i++)
                {
                    _coefficients[start + i * stride] = line[i];
                }
            }
        });
    }

    // Both filters begin so many voxels early that how they begin does not count.
    private static void Solve(Span<float> line)
    {
        int n = line.Length;
        float value = 0;
        for (int i = n - Math.Min(n, Settled); i < n; i++)
        {
            value = line[i] + s_pole * value;
        }
        for (int i = 0; i < n; i++)
        {
            line[i] = value = line[i] + s_pole * value;
        }
        value = 0;
        for (int i = Math.Min(n, Settled) - 1; i >= 0; i--)
        {
            value = s_pole * (value - line[i]);
        }
        for (int i = n - 1; i >= 0; i--)
        {
            line[i] = value = s_pole * (value - line[i]);
        }
        foreach (ref float coefficient in line)
        {
            coefficient *= 6;
        }
    }
}
