using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>image[p] = Σ_y k2(p − q(y)) V(y) and its adjoints in V and q, for a batch of rows, each an image of its own pose and flow.</summary>
/// <remarks>
/// The forward scatters into int64 fixed point, so results do not depend on the order of the additions; the adjoints gather: a thread sums
/// a voxel over the rows, and a group sums a run for its four corners. Cost of a row: forward 28 bytes read and 16 atomics of 8 bytes
/// a voxel, all to an image that stays in the second-level cache (8·N² bytes); adjoint of the flow 28 bytes and 16 cached reads of
/// 4; adjoint of the map 16 cached reads, and 32 bytes once for all rows.
/// Taps outside the image are dropped. Box is N, images [row][y][x].
/// </remarks>
internal static class Splat
{
    /// <summary>Sums the voxels of all rows; one thread a voxel of a row.</summary>
    /// <param name="sums">[row][y][x], cleared before; units of the row's density.</param>
    /// <param name="qx">[row][vertex], pixels.</param>
    public static void Project(Index1D index, SplatViews plan, DensityViews density, ArrayView<float> qx, ArrayView<float> qy, ArrayView<long> sums)
    {
        int row = index / plan.Voxels, voxel = index - row * plan.Voxels, n = plan.Box;
        var place = new VoxelPlace(plan, voxel);
        float x = place.At(qx, row * plan.Vertices), y = place.At(qy, row * plan.Vertices);
        if (!Touches(x, n) || !Touches(y, n))
        {
            return;
        }
        float floorX = MathF.Floor(x), floorY = MathF.Floor(y), value = density.At(row, voxel);
        Spline a = Spline.Weights(x - floorX), b = Spline.Weights(y - floorY);
        int column = (int)floorX - 1, line = (int)floorY - 1, image = row * n * n;
        AddLine(sums, image, line, column, n, b.W0 * value, a);
        AddLine(sums, image, line + 1, column, n, b.W1 * value, a);
        AddLine(sums, image, line + 2, column, n, b.W2 * value, a);
        AddLine(sums, image, line + 3, column, n, b.W3 * value, a);
    }

    /// <summary>Converts fixed point to float; one thread a pixel of a row. An image with a vertex that has no position becomes NaN.</summary>
    public static void ToImage(Index1D index, ArrayView<long> sums, ArrayView<int> lost, int pixels, DensityViews density, ArrayView<float> images)
    {
        int row = index / pixels;
        images[index] = lost[row] != 0 ? float.NaN : (float)(sums[index] * density.UnitOf(row));
    }

    /// <summary>∂E/∂V(y) += Σ_rows Σ_p k2(p − q(y)) ∂E/∂image(p); one thread a voxel.</summary>
    public static void AdjointMap(Index1D voxel, SplatViews plan, ArrayView<float> qx, ArrayView<float> qy, ArrayView<float> gradient, int rows, ArrayView<float> valueGradient)
    {
        var place = new VoxelPlace(plan, voxel);
        float sum = valueGradient[voxel]; // adds row by row to the value that is there: the number of rows at once does not change the result
        for (int row = 0; row < rows; row++)
        {
            float x = place.At(qx, row * plan.Vertices), y = place.At(qy, row * plan.Vertices);
            Sample(gradient, row * plan.Box * plan.Box, plan.Box, x, y, out float value, out _, out _);
            sum += value;
        }
        valueGradient[voxel] = sum;
    }

    /// <summary>∂E/∂U_k(y) += Σ_rows z_k Σ_p k2(p − q(y)) ∂E/∂image(p); one thread a voxel.</summary>
    /// <param name="componentGradient">[K][voxel], added to row by row.</param>
    public static void AdjointComponents(
        Index1D voxel, SplatViews plan, DensityViews density, ArrayView<float> qx, ArrayView<float> qy, ArrayView<float> gradient, int rows, ArrayView<float> componentGradient)
    {
        var place = new VoxelPlace(plan, voxel);
        for (int row = 0; row < rows; row++)
        {
            float x = place.At(qx, row * plan.Vertices), y = place.At(qy, row * plan.Vertices);
            Sample(gradient, row * plan.Box * plan.Box, plan.Box, x, y, out float value, out _, out _);
            int latents = row * (density.Count + 2) + 2;
            for (int k = 0; k < density.Count; k++)
            {
                componentGradient[(long)k * plan.Voxels + voxel] += density.Mixing[latents + k] * value;
            }
        }
    }

    /// <summary>Σ_y b_k(y) V(y) ∂/∂q of a run's voxels for its four corners; one group a run of a row.</summary>
    /// <param name="corners">[row][run][corner][x, y], overwritten.</param>
    public static void AdjointFlow(SplatViews plan, ArrayView<float> values, ArrayView<float> qx, ArrayView<float> qy, ArrayView<float> gradient, ArrayView<float> corners)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(8 * Groups.Most);
        int row = Grid.IdxX / plan.Runs, run = Grid.IdxX - row * plan.Runs, thread = Group.IdxX, threads = Group.DimX;
        int image = row * plan.Box * plan.Box;
        float x0 = 0, x1 = 0, x2 = 0, x3 = 0, y0 = 0, y1 = 0, y2 = 0, y3 = 0;
        for (int voxel = plan.RunStarts[run] + thread; voxel < plan.RunStarts[run + 1]; voxel += threads)
        {
            var place = new VoxelPlace(plan, voxel);
            float x = place.At(qx, row * plan.Vertices), y = place.At(qy, row * plan.Vertices);
            Sample(gradient, image, plan.Box, x, y, out _, out float alongX, out float alongY);
            float gx = values[voxel] * alongX, gy = values[voxel] * alongY;
            float w0 = plan.Weights[4 * voxel], w1 = plan.Weights[4 * voxel + 1], w2 = plan.Weights[4 * voxel + 2], w3 = plan.Weights[4 * voxel + 3];
            x0 += w0 * gx;
            y0 += w0 * gy;
            x1 += w1 * gx;
            y1 += w1 * gy;
            x2 += w2 * gx;
            y2 += w2 * gy;
            x3 += w3 * gx;
            y3 += w3 * gy;
        }
        shared[thread] = x0;
        shared[threads + thread] = y0;
        shared[2 * threads + thread] = x1;
        shared[3 * threads + thread] = y1;
        shared[4 * threads + thread] = x2;
        shared[5 * threads + thread] = y2;
        shared[6 * threads + thread] = x3;
        shared[7 * threads + thread] = y3;
        Group.Barrier();
        for (int half = threads / 2; half > 0; half /= 2)
        {
            for (int at = thread; at < 8 * half; at += threads)
            {
                int sum = at / half * threads + at % half;
                shared[sum] += shared[sum + half];
            }
            Group.Barrier();
        }
        for (int at = thread; at < 8; at += threads)
        {
            corners[8 * Grid.IdxX + at] = shared[at * threads];
        }
    }

    // Whether the taps of a point reach a sample in 0 … n − 1; false for NaN.
    internal static bool Touches(float point, int n) => point > -2 && point < n + 1;

    private static void AddLine(ArrayView<long> sums, int image, int line, int column, int n, float weight, in Spline along)
    {
        if (line < 0 || line >= n)
        {
            return;
        }
        int at = image + line * n;
        Add(sums, at, column, n, weight * along.W0);
        Add(sums, at, column + 1, n, weight * along.W1);
        Add(sums, at, column + 2, n, weight * along.W2);
        Add(sums, at, column + 3, n, weight * along.W3);
    }

    // Adds a line of taps whose factors are given on the slopes along x and on the weights.
    internal static void AddLine(
        ArrayView<long> sums, int image, int line, int column, int n, float onSlope, float onWeight, in Spline along, in Spline slopes)
    {
        if (line < 0 || line >= n)
        {
            return;
        }
        int at = image + line * n;
        Add(sums, at, column, n, onSlope * slopes.W0 + onWeight * along.W0);
        Add(sums, at, column + 1, n, onSlope * slopes.W1 + onWeight * along.W1);
        Add(sums, at, column + 2, n, onSlope * slopes.W2 + onWeight * along.W2);
        Add(sums, at, column + 3, n, onSlope * slopes.W3 + onWeight * along.W3);
    }

    private static void Add(ArrayView<long> sums, int line, int column, int n, float value)
    {
        if (column >= 0 && column < n)
        {
            Atomic.Add(ref sums[line + column], (long)value);
        }
    }

    // Reads the image's gradient at a point, and its derivatives along x and y.
    private static void Sample(ArrayView<float> gradient, int image, int n, float x, float y, out float value, out float alongX, out float alongY)
    {
        value = 0;
        alongX = 0;
        alongY = 0;
        if (!(MathF.Abs(x) <= Vertices.Farthest && MathF.Abs(y) <= Vertices.Farthest))
        {
            value = float.NaN;
            alongX = float.NaN;
            alongY = float.NaN;
            return;
        }
        if (!Touches(x, n) || !Touches(y, n))
        {
            return;
        }
        float floorX = MathF.Floor(x), floorY = MathF.Floor(y);
        Spline a = Spline.Weights(x - floorX), da = Spline.Slopes(x - floorX), b = Spline.Weights(y - floorY), db = Spline.Slopes(y - floorY);
        int column = (int)floorX - 1, line = (int)floorY - 1;
        SampleLine(gradient, image, line, column, n, a, da, b.W0, db.W0, ref value, ref alongX, ref alongY);
        SampleLine(gradient, image, line + 1, column, n, a, da, b.W1, db.W1, ref value, ref alongX, ref alongY);
        SampleLine(gradient, image, line + 2, column, n, a, da, b.W2, db.W2, ref value, ref alongX, ref alongY);
        SampleLine(gradient, image, line + 3, column, n, a, da, b.W3, db.W3, ref value, ref alongX, ref alongY);
    }

    private static void SampleLine(
        ArrayView<float> gradient, int image, int line, int column, int n, in Spline a, in Spline da, float weight, float slope,
        ref float value, ref float alongX, ref float alongY)
    {
        if (line < 0 || line >= n)
        {
            return;
        }
        int at = image + line * n;
        float g0 = Pixel(gradient, at, column, n), g1 = Pixel(gradient, at, column + 1, n), g2 = Pixel(gradient, at, column + 2, n), g3 = Pixel(gradient, at, column + 3, n);
        float along = g3 * a.W3 + (g2 * a.W2 + (g1 * a.W1 + g0 * a.W0));
        value += weight * along;
        alongX += weight * (g3 * da.W3 + (g2 * da.W2 + (g1 * da.W1 + g0 * da.W0)));
        alongY += slope * along;
    }

    private static float Pixel(ArrayView<float> gradient, int line, int column, int n) => column >= 0 && column < n ? gradient[line + column] : 0;
}
