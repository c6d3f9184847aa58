using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>The forward splat of <see cref="Splat"/>, summed in tiles of shared memory: a group takes a chunk of voxels and a rectangle of the image.</summary>
/// <remarks>
/// <para>Voxels lie in the order of their cells, so a chunk of them is a compact body in every view, and its rectangle is that of
/// its cells' vertices: no list of voxels by tile has to be made for each view. Taps outside the rectangle go to the image
/// directly, so the rectangle affects only the time.</para>
/// <para>Inside a tile sums are int32, in a unit of the chunk's own that no sum can overflow; a tap is the product of a weight along
/// y (times the value) and one along x, both fixed point: 8 conversions a voxel instead of 16. An error of half a unit a tap is
/// about 1e-6 of a pixel's value; results do not depend on the order of the additions.</para>
/// <para>Roofline of a row with V voxels, box N: 28·V bytes from the second-level cache (weights, value, run); about 200·V instructions;
/// 16·V atomics of 4 bytes in shared memory; and an atomic of 8 bytes into the second-level cache for each pixel that a tile has written,
/// 0.4·V on regular meshes of 12 to 20 cells across boxes of 64 to 440 (a tile has some 1,000 pixels, and under 3 % of the voxels miss
/// it): 40 times fewer than <see cref="Splat.Project"/> makes. For V = 290,000 on a card with 132 processors at 1.7 GHz, 5.5 TB/s
/// and 1.6e11 atomics/s of the cache: 1.5 µs, 2 µs, 0.7 µs and 0.7 µs; they overlap, so 2 µs is the roofline, where Splat.Project's is 29 µs.
/// Binning the voxels by tile for each view would read them twice and write and read 1.4 numbers a voxel (the taps at a tile's edge
/// belong to both): 68·V bytes and 2·V atomics before the first tap, twice this roofline. A gather by pixels over tetrahedra would ask
/// each pixel for the voxels of some 60 cells: 50 times more tests than there are taps.</para>
/// </remarks>
internal static class SplatTiles
{
    /// <summary>Voxels of a chunk: as many as in a cube of 10³ voxels, whose projection fits into a tile in any view.</summary>
    public const int ChunkVoxels = 1024;

    /// <summary>Pixels of a tile: 16 KiB, so that shared memory does not limit the number of groups on a multiprocessor.</summary>
    public const int TilePixels = 4096;

    private const int FractionBits = 31;

    /// <summary>Adds the voxels of all rows; one group a chunk of a row.</summary>
    /// <param name="sums">[row][y][x], cleared before; units of the row's density.</param>
    /// <param name="shifts">[chunk] ≥ 0: the chunk's unit is 2^shift of the image's units; in the chunk's own unit no sum reaches 2³¹.</param>
    /// <param name="qx">[row][vertex], pixels.</param>
    public static void Project(
        SplatViews plan, DensityViews density, ArrayView<int> shifts, ArrayView<float> qx, ArrayView<float> qy, ArrayView<long> sums)
    {
        ArrayView<int> tile = SharedMemory.Allocate<int>(TilePixels), bounds = SharedMemory.Allocate<int>(4);
        int row = Grid.IdxX / plan.Chunks, chunk = Grid.IdxX - row * plan.Chunks, n = plan.Box, image = row * n * n;
        int first = chunk * ChunkVoxels, end = IntrinsicMath.Min(first + ChunkVoxels, plan.Voxels), shift = shifts[chunk];
        FindBounds(plan, first, end, row * plan.Vertices, qx, qy, bounds);
        int left = bounds[0], top = bounds[1], width = IntrinsicMath.Clamp(bounds[2] - left + 1, 0, TilePixels);
        int height = width == 0 ? 0 : IntrinsicMath.Clamp(bounds[3] - top + 1, 0, TilePixels / width);
        for (int at = Group.IdxX; at < width * height; at += Group.DimX)
        {
            tile[at] = 0;
        }
        Group.Barrier();
        float chunkUnit = Interop.IntAsFloat((uint)(127 - shift) << 23);
        for (int voxel = first + Group.IdxX; voxel < end; voxel += Group.DimX)
        {
            var place = new VoxelPlace(plan, voxel);
            float x = place.At(qx, row * plan.Vertices), y = place.At(qy, row * plan.Vertices);
            if (!Splat.Touches(x, n) || !Splat.Touches(y, n))
            {
                continue;
            }
            float floorX = MathF.Floor(x), floorY = MathF.Floor(y), value = density.At(row, voxel) * chunkUnit;
            Taps along = Taps.Of(Spline.Weights(x - floorX), 1L << FractionBits), down = Taps.Of(Spline.Weights(y - floorY), value);
            int column = (int)floorX - 1, line = (int)floorY - 1, inX = column - left, inY = line - top;
            if (inX >= 0 && inY >= 0 && inX + 3 < width && inY + 3 < height)
            {
                int at = inY * width + inX;
                AddLine(tile, at, down.T0, along);
                AddLine(tile, at + width, down.T1, along);
                AddLine(tile, at + 2 * width, down.T2, along);
                AddLine(tile, at + 3 * width, down.T3, along);
            }
            else
            {
                AddLineOutside(sums, image, line, column, n, down.T0, along, shift);
                AddLineOutside(sums, image, line + 1, column, n, down.T1, along, shift);
                AddLineOutside(sums, image, line + 2, column, n, down.T2, along, shift);
                AddLineOutside(sums, image, line + 3, column, n, down.T3, along, shift);
            }
        }
        Group.Barrier();
        for (int at = Group.IdxX; at < width * height; at += Group.DimX)
        {
            int sum = tile[at], y = at / width;
            if (sum != 0)
            {
                Atomic.Add(ref sums[image + (top + y) * n + (left + at - y * width)], (long)sum << shift);
            }
        }
    }

    // Finds left, top, right and bottom of all taps within the image, from the vertices of the chunk's cells; ends with a barrier.
    internal static void FindBounds(in SplatViews plan, int first, int end, int vertices, ArrayView<float> qx, ArrayView<float> qy, ArrayView<int> bounds)
    {
        for (int side = Group.IdxX; side < 4; side += Group.DimX)
        {
            bounds[side] = side < 2 ? plan.Box : -1;
        }
        Group.Barrier();
        int corners = 4 * plan.RunOf[end - 1] + 4;
        for (int corner = 4 * plan.RunOf[first] + Group.IdxX; corner < corners; corner += Group.DimX)
        {
            int vertex = vertices + plan.RunVertices[corner], x = Pixel(qx[vertex], plan.Box), y = Pixel(qy[vertex], plan.Box);
            Atomic.Min(ref bounds[0], IntrinsicMath.Max(x - 1, 0));
            Atomic.Min(ref bounds[1], IntrinsicMath.Max(y - 1, 0));
            Atomic.Max(ref bounds[2], IntrinsicMath.Min(x + 2, plan.Box - 1));
            Atomic.Max(ref bounds[3], IntrinsicMath.Min(y + 2, plan.Box - 1));
        }
        Group.Barrier();
    }

    private static int Pixel(float point, int n) => (int)MathF.Floor(IntrinsicMath.Min(IntrinsicMath.Max(point, -2), n + 1));

    private static void AddLine(ArrayView<int> tile, int at, int weight, in Taps along)
    {
        Atomic.Add(ref tile[at], Product(weight, along.T0));
        Atomic.Add(ref tile[at + 1], Product(weight, along.T1));
        Atomic.Add(ref tile[at + 2], Product(weight, along.T2));
        Atomic.Add(ref tile[at + 3], Product(weight, along.T3));
    }

    private static void AddLineOutside(ArrayView<long> sums, int image, int line, int column, int n, int weight, in Taps along, int shift)
    {
        if (line < 0 || line >= n)
        {
            return;
        }
        int at = image + line * n;
        AddOutside(sums, at, column, n, Product(weight, along.T0), shift);
        AddOutside(sums, at, column + 1, n, Product(weight, along.T1), shift);
        AddOutside(sums, at, column + 2, n, Product(weight, along.T2), shift);
        AddOutside(sums, at, column + 3, n, Product(weight, along.T3), shift);
    }

    internal static void AddOutside(ArrayView<long> sums, int line, int column, int n, int value, int shift)
    {
        if (column >= 0 && column < n)
        {
            Atomic.Add(ref sums[line + column], (long)value << shift);
        }
    }

    private static int Product(int weight, int fraction) => (int)(((long)weight * fraction + (1L << (FractionBits - 1))) >> FractionBits);

    /// <summary>A spline's four weights in fixed point: times a unit, rounded to the nearest integer.</summary>
    private readonly struct Taps
    {
        private Taps(int t0, int t1, int t2, int t3) => (T0, T1, T2, T3) = (t0, t1, t2, t3);

        public int T0 { get; }
        public int T1 { get; }
        public int T2 { get; }
        public int T3 { get; }

        public static Taps Of(in Spline weights, float unit) =>
            new(Nearest(weights.W0 * unit), Nearest(weights.W1 * unit), Nearest(weights.W2 * unit), Nearest(weights.W3 * unit));

        private static int Nearest(float value) => (int)MathF.Floor(value + 0.5f);
    }
}
