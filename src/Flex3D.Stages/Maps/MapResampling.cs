using Flex3D.Stages.Numerics;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Maps;

/// <summary>Resamples maps and masks to any box and voxel size, odd boxes included. Voxel N/2 of both grids is the same point, and values keep their scale.</summary>
/// <remarks>Separable: one matrix for all three axes. The result does not depend on the number of threads.</remarks>
public static class MapResampling
{
    private const int BlockLength = 1024;

    /// <summary>Resamples a density by trigonometric interpolation, band-limited to the smaller of the two Nyquist frequencies.</summary>
    /// <remarks>
    /// With L = n·a the extent of the map and K the largest frequency below both Nyquists, in units of 1/L, the value at x is
    /// Σ_j V_j D(x − x_j) along each axis, D(t) = sin((2K + 1)πt/L) / (n sin(πt/L)). If the extents agree to <see cref="MapChecks.PixelTolerance"/>
    /// this is <see cref="FourierResize3"/>; if the voxel sizes do, voxels are copied. Outside the map's extent lies its background, the mean of
    /// its outermost voxels.
    /// </remarks>
    /// <param name="map">The map.</param>
    /// <param name="box">N of the result, voxels.</param>
    /// <param name="pixelSizeAngstrom">Voxel size of the result, Å.</param>
    /// <param name="parallelism">The number of threads to use.</param>
    public static DensityMap Density(DensityMap map, int box, double pixelSizeAngstrom, int parallelism = 1)
    {
        bool sameVoxels = Agree(map.PixelSizeAngstrom, pixelSizeAngstrom);
        if (!sameVoxels && Agree(map.Box * map.PixelSizeAngstrom, box * pixelSizeAngstrom) && BoxSizes.IsSupported(map.Box) && BoxSizes.IsSupported(box))
        {
            return new DensityMap(box, pixelSizeAngstrom, FourierResize3.Resize(map, box, parallelism).Values);
        }
        AxisWeights weights = sameVoxels ? AxisWeights.Copy(map.Box, box) : AxisWeights.Dirichlet(map.Box, map.PixelSizeAngstrom, box, pixelSizeAngstrom);
        if (!weights.LeavesOut)
        {
            return Apply(map, weights, pixelSizeAngstrom, parallelism);
        }
        float background = Background(map);
        var above = new DensityMap(map.Box, map.PixelSizeAngstrom, Array.ConvertAll(map.Values, value => value - background));
        DensityMap result = Apply(above, weights, pixelSizeAngstrom, parallelism);
        foreach (ref float value in result.Values.AsSpan())
        {
            value += background;
        }
        return result;
    }

    /// <summary>Resamples a mask by weighted means, whose weights along an axis fall linearly to 0 at the larger of the two voxel sizes: values stay within those of the mask and 0, which lies outside its extent.</summary>
    public static DensityMap Mask(DensityMap mask, int box, double pixelSizeAngstrom, int parallelism = 1) =>
        Apply(mask, Agree(mask.PixelSizeAngstrom, pixelSizeAngstrom) ? AxisWeights.Copy(mask.Box, box) : AxisWeights.Triangle(mask.Box, mask.PixelSizeAngstrom, box, pixelSizeAngstrom), pixelSizeAngstrom, parallelism);

    /// <summary>Whether two lengths agree as far as headers, which are rounded, can say.</summary>
    internal static bool Agree(double a, double b) => Math.Abs(a - b) <= MapChecks.PixelTolerance * b;

    private static DensityMap Apply(DensityMap map, AxisWeights weights, double pixelSizeAngstrom, int parallelism)
    {
        int n = map.Box, m = weights.To;
        float[] z = Along(map.Values, 1, n * n, weights, parallelism);
        float[] zy = Along(z, m, n, weights, parallelism);
        return new DensityMap(m, pixelSizeAngstrom, Along(zy, m * m, 1, weights, parallelism));
    }

    // Applies the weights to the middle axis of [outer][n][inner].
    private static float[] Along(float[] from, int outer, int inner, AxisWeights weights, int parallelism)
    {
        int n = weights.From, m = weights.To, blocks = (inner + BlockLength - 1) / BlockLength;
        float[] to = new float[outer * m * inner];
        Parallel.For(0, outer * blocks, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, parallelism) }, task =>
        {
            int a = task / blocks, at = task % blocks * BlockLength, length = Math.Min(BlockLength, inner - at);
            if (inner == 1) // the target's samples are neighbours: a source sample is added to all of them at once
            {
                for (int j = 0; j < n; j++)
                {
                    VectorMath.AddScaled(to.AsSpan(a * m, m), from[a * n + j], weights.Column(j));
                }
                return;
            }
            for (int i = 0; i < m; i++)
            {
                Span<float> target = to.AsSpan((a * m + i) * inner + at, length);
                for (int j = 0; j < n; j++)
                {
                    if (weights.Column(j)[i] is var weight and not 0)
                    {
                        VectorMath.AddScaled(target, weight, from.AsSpan((a * n + j) * inner + at, length));
                    }
                }
            }
        });
        return to;
    }

    private static float Background(DensityMap map)
    {
        int last = map.Box - 1;
        double sum = 0;
        long count = 0;
        for (int z = 0; z <= last; z++)
        {
            for (int y = 0; y <= last; y++)
            {
                int step = z == 0 || z == last || y == 0 || y == last ? 1 : Math.Max(1, last);
                for (int x = 0; x <= last; x += step)
                {
                    sum += map[z, y, x];
                    count++;
                }
            }
        }
        return (float)(sum / count);
    }
}
