using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>image[p] = Σ_y k2(p − q(y)) V(y) and its adjoints in V and q, for a batch of rows, each an image of its own pose and flow.</summary>
/// <remarks>
/// The forward scatters into int64 fixed point, so results do not depend on the order of the additions; the adjoints gather: a thread sums
/// a voxel over the rows, and a set of lanes sums a run for its four corners. Cost of a row: forward 28 bytes read and 16 atomics of 8 bytes
/// a voxel, all to an image that stays in the second-level cache (8·N² bytes); adjoint of the flow 28 bytes and 16 cached reads of
/// 4 from shared memory; adjoint of the map 16 cached reads, and 32 bytes once for all rows.
/// Taps outside the image are dropped. Box is N, images [row][y][x].
/// </remarks>
internal static class Splat
{
    // Shared memory for the sums of a set: eight of each lane, and a float beside each.
    private const int SetFloats = 8 * (Groups.MostLanes + 1);

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

    /// <summary>∂E/∂V(y) += Σ_rows Σ_p k2(p − q(y)) ∂E/∂image(p); one thread a voxel, and a tile of each image for a group.</summary>
    /// <param name="valueGradient">[voxel], added to row by row: the number of rows at once does not change the result.</param>
    public static void AdjointMap(SplatViews plan, ArrayView<float> qx, ArrayView<float> qy, ArrayView<float> gradient, int rows, ArrayView<float> valueGradient)
    {
        ArrayView<float> tiles = SharedMemory.Allocate<float>(2 * AdjointTile.Floats), parts = SharedMemory.Allocate<float>(GroupBounds.Floats), sides = SharedMemory.Allocate<float>(GroupBounds.Sides);
        int first = Grid.IdxX * Group.DimX, end = IntrinsicMath.Min(first + Group.DimX, plan.Voxels), voxel = IntrinsicMath.Min(first + Group.IdxX, end - 1), tile = 0;
        var place = new VoxelPlace(plan, voxel);
        float sum = valueGradient[voxel];
        for (int row = 0; row < rows; row++)
        {
            int within = row & (GroupBounds.Rows - 1), image = row * plan.Box * plan.Box;
            if (within == 0)
            {
                GroupBounds.Find(plan, first, end, row, IntrinsicMath.Min(GroupBounds.Rows, rows - row), qx, qy, parts, sides);
            }
            var held = new AdjointTile(sides[4 * within], sides[4 * within + 1], sides[4 * within + 2], sides[4 * within + 3]);
            held.Load(tiles, tile, gradient, image, plan.Box, Group.IdxX, Group.DimX);
            Group.Barrier(); // the other tile is read still, which the barrier before it allows
            sum += ImageSamples.Value(gradient, image, plan.Box, tiles, tile, held, place.At(qx, row * plan.Vertices), place.At(qy, row * plan.Vertices));
            tile = AdjointTile.Floats - tile;
        }
        if (first + Group.IdxX < end)
        {
            valueGradient[voxel] = sum;
        }
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
            ImageSamples.Sample(gradient, row * plan.Box * plan.Box, plan.Box, x, y, out float value, out _, out _);
            int latents = row * (density.Count + 2) + 2;
            for (int k = 0; k < density.Count; k++)
            {
                componentGradient[(long)k * plan.Voxels + voxel] += density.Mixing[latents + k] * value;
            }
        }
    }

    /// <summary>Σ_y b_k(y) V(y) ∂/∂q of a run's voxels for its four corners; a set of lanes for each run of a row, and several sets a group.</summary>
    /// <remarks>
    /// The order of the sums is fixed: a lane adds the voxels that are its own, then eight lanes are added one after the other, then these. Each lane writes its eight sums once and reads eight
    /// of others, without a conflict of banks; shuffles would save little of this, and are not there on every device that OpenCL reaches.
    /// </remarks>
    /// <param name="runs">Runs of all rows.</param>
    /// <param name="lanesLog">Logarithm of the lanes of a set, see <see cref="Groups.LanesLog"/>.</param>
    /// <param name="corners">[row][run][corner][x, y], overwritten.</param>
    public static void AdjointFlow(
        SplatViews plan, int runs, int lanesLog, ArrayView<float> values, ArrayView<float> qx, ArrayView<float> qy, ArrayView<float> gradient, ArrayView<float> corners)
    {
        ArrayView<float> tiles = SharedMemory.Allocate<float>(Groups.MostSets * AdjointTile.Floats), shared = SharedMemory.Allocate<float>(Groups.MostSets * SetFloats);
        ArrayView<float> parts = SharedMemory.Allocate<float>(Groups.Most);
        int lanes = 1 << lanesLog, set = Group.IdxX >> lanesLog, lane = Group.IdxX - (set << lanesLog);
        int item = Grid.IdxX * (Group.DimX >> lanesLog) + set, row = item / plan.Runs, run = item - row * plan.Runs, image = row * plan.Box * plan.Box;
        int first = 0, end = 0, tile = set * AdjointTile.Floats;
        CellPoints pointsX = default, pointsY = default;
        if (item < runs)
        {
            first = plan.RunStarts[run];
            end = plan.RunStarts[run + 1];
            pointsX = new CellPoints(plan, qx, row * plan.Vertices, 4 * run);
            pointsY = new CellPoints(plan, qy, row * plan.Vertices, 4 * run);
        }
        var place = new AdjointTile(pointsX.Least, pointsX.Most, pointsY.Least, pointsY.Most);
        if (item < runs)
        {
            place.Load(tiles, tile, gradient, image, plan.Box, lane, lanes);
        }
        Group.Barrier();
        float x0 = 0, x1 = 0, x2 = 0, x3 = 0, y0 = 0, y1 = 0, y2 = 0, y3 = 0;
        for (int voxel = first + lane; voxel < end; voxel += lanes)
        {
            float w0 = plan.Weights[4 * voxel], w1 = plan.Weights[4 * voxel + 1], w2 = plan.Weights[4 * voxel + 2], w3 = plan.Weights[4 * voxel + 3];
            ImageSamples.Slopes(gradient, image, plan.Box, tiles, tile, place, pointsX.At(w1, w2, w3), pointsY.At(w1, w2, w3), out float alongX, out float alongY);
            float gx = values[voxel] * alongX, gy = values[voxel] * alongY;
            x0 += w0 * gx;
            y0 += w0 * gy;
            x1 += w1 * gx;
            y1 += w1 * gy;
            x2 += w2 * gx;
            y2 += w2 * gy;
            x3 += w3 * gx;
            y3 += w3 * gy;
        }
        int wide = lanes + 1, own = set * SetFloats; // a float beside each line of lanes: threads that read different sums of one lane read from different banks
        shared[own + lane] = x0;
        shared[own + wide + lane] = y0;
        shared[own + 2 * wide + lane] = x1;
        shared[own + 3 * wide + lane] = y1;
        shared[own + 4 * wide + lane] = x2;
        shared[own + 5 * wide + lane] = y2;
        shared[own + 6 * wide + lane] = x3;
        shared[own + 7 * wide + lane] = y3;
        Group.Barrier();
        int partsLog = IntrinsicMath.Max(lanesLog - 3, 0), each = lanes >> partsLog; // lanes in a part
        for (int at = lane; at < 8 << partsLog; at += lanes)
        {
            int from = own + (at & 7) * wide + (at >> 3) * each;
            float sum = shared[from];
            for (int i = 1; i < each; i++)
            {
                sum += shared[from + i];
            }
            if (partsLog > 0)
            {
                parts[(set << lanesLog) + at] = sum;
            }
            else if (item < runs)
            {
                corners[8 * item + at] = sum;
            }
        }
        Group.Barrier();
        if (partsLog > 0 && lane < 8 && item < runs)
        {
            float sum = parts[(set << lanesLog) + lane];
            for (int part = 1; part < 1 << partsLog; part++)
            {
                sum += parts[(set << lanesLog) + 8 * part + lane];
            }
            corners[8 * item + lane] = sum;
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
}
