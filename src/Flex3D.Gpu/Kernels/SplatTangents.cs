using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>A projection and its derivatives along some motions of the vertices, ∂image(p)/∂t = Σ_y V(y)·(∂k2/∂q_x ẋ(y) + ∂k2/∂q_y ẏ(y)), for a batch of images.</summary>
/// <remarks>
/// <para>A voxel moves by the barycentric combination of its cell's vertices. The velocities of a motion are given over a power of two above
/// all of them: no tap of a derivative is then larger than those of the projection may be, and both are summed in the same fixed-point units.
/// The adjoint is <see cref="Splat.AdjointFlow"/>.</para>
/// <para>The derivative in a latent of a linear density model is the projection of its component, ∂image(p)/∂z_k = Σ_y U_k(y)·k2(p − q(y)), summed in the same sweep.</para>
/// <para>Cost of a voxel: its place, weights and slopes once, and for each image two velocities (8 cached reads) and 16 taps of two products, a
/// conversion and an atomic. A tile is shared out among the images; if they do not all fit, a group sweeps its voxels again for those that are left.</para>
/// </remarks>
internal static class SplatTangents
{
    /// <summary>Pixels of all tiles of a group: 24 KiB, six tiles of 1,000 pixels. Registers, not shared memory, limit the number of groups on a multiprocessor.</summary>
    public const int TilePixels = 6144;

    /// <summary>Sums the voxels of all images in tiles; one group a chunk of an image.</summary>
    /// <param name="shifts">[chunk], see <see cref="SplatTiles.Project"/>.</param>
    /// <param name="qx">[image][vertex], pixels.</param>
    /// <param name="sums">[image][projection, derivatives][y][x], cleared before; derivatives along a motion are over its scale.</param>
    public static void ProjectTiles(
        SplatViews plan, TangentViews tangents, DensityViews density, ArrayView<int> shifts, ArrayView<float> qx, ArrayView<float> qy, ArrayView<long> sums)
    {
        ArrayView<int> tile = SharedMemory.Allocate<int>(TilePixels), bounds = SharedMemory.Allocate<int>(4);
        int image = Grid.IdxX / plan.Chunks, chunk = Grid.IdxX - image * plan.Chunks, n = plan.Box, slots = tangents.Slots, shift = shifts[chunk];
        int first = chunk * SplatTiles.ChunkVoxels, end = IntrinsicMath.Min(first + SplatTiles.ChunkVoxels, plan.Voxels);
        SplatTiles.FindBounds(plan, first, end, image * plan.Vertices, qx, qy, bounds);
        int left = bounds[0], top = bounds[1], width = IntrinsicMath.Clamp(bounds[2] - left + 1, 0, TilePixels);
        int height = width == 0 ? 0 : IntrinsicMath.Clamp(bounds[3] - top + 1, 0, TilePixels / width), area = width * height;
        int together = area == 0 ? slots : IntrinsicMath.Min(slots, TilePixels / area);
        float chunkUnit = Interop.IntAsFloat((uint)(127 - shift) << 23);
        for (int from = 0; from < slots; from += together)
        {
            int until = IntrinsicMath.Min(from + together, slots), length = (until - from) * area;
            for (int at = Group.IdxX; at < length; at += Group.DimX)
            {
                tile[at] = 0;
            }
            Group.Barrier();
            for (int voxel = first + Group.IdxX; voxel < end; voxel += Group.DimX)
            {
                var place = new VoxelPlace(plan, voxel);
                float x = place.At(qx, image * plan.Vertices), y = place.At(qy, image * plan.Vertices);
                if (!Splat.Touches(x, n) || !Splat.Touches(y, n))
                {
                    continue;
                }
                float floorX = MathF.Floor(x), floorY = MathF.Floor(y), value = density.At(image, voxel) * chunkUnit;
                Spline a = Spline.Weights(x - floorX), da = Spline.Slopes(x - floorX), b = Spline.Weights(y - floorY), db = Spline.Slopes(y - floorY);
                int column = (int)floorX - 1, line = (int)floorY - 1, inX = column - left, inY = line - top;
                bool inside = inX >= 0 && inY >= 0 && inX + 3 < width && inY + 3 < height;
                for (int slot = from; slot < until; slot++)
                {
                    Moves(tangents, density, place, plan.Vertices, image, slot, voxel, value, chunkUnit, out float still, out float alongX, out float alongY);
                    if (inside)
                    {
                        int at = (slot - from) * area + inY * width + inX;
                        AddLine(tile, at, b.W0 * alongX, b.W0 * still + db.W0 * alongY, a, da);
                        AddLine(tile, at + width, b.W1 * alongX, b.W1 * still + db.W1 * alongY, a, da);
                        AddLine(tile, at + 2 * width, b.W2 * alongX, b.W2 * still + db.W2 * alongY, a, da);
                        AddLine(tile, at + 3 * width, b.W3 * alongX, b.W3 * still + db.W3 * alongY, a, da);
                    }
                    else
                    {
                        int to = (image * slots + slot) * n * n;
                        AddLineOutside(sums, to, line, column, n, b.W0 * alongX, b.W0 * still + db.W0 * alongY, a, da, shift);
                        AddLineOutside(sums, to, line + 1, column, n, b.W1 * alongX, b.W1 * still + db.W1 * alongY, a, da, shift);
                        AddLineOutside(sums, to, line + 2, column, n, b.W2 * alongX, b.W2 * still + db.W2 * alongY, a, da, shift);
                        AddLineOutside(sums, to, line + 3, column, n, b.W3 * alongX, b.W3 * still + db.W3 * alongY, a, da, shift);
                    }
                }
            }
            Group.Barrier();
            for (int at = Group.IdxX; at < length; at += Group.DimX)
            {
                int sum = tile[at], slot = at / area, pixel = at - slot * area, y = pixel / width;
                if (sum != 0)
                {
                    Atomic.Add(ref sums[((image * slots + from + slot) * n + top + y) * n + left + pixel - y * width], (long)sum << shift);
                }
            }
            Group.Barrier();
        }
    }

    /// <summary>Sums the voxels of all images on the images themselves; one thread a voxel of an image.</summary>
    /// <param name="sums">[image][projection, derivatives][y][x], cleared before; derivatives along a motion are over its scale.</param>
    public static void Project(
        Index1D index, SplatViews plan, TangentViews tangents, DensityViews density, ArrayView<float> qx, ArrayView<float> qy, ArrayView<long> sums)
    {
        int image = index / plan.Voxels, voxel = index - image * plan.Voxels, n = plan.Box;
        var place = new VoxelPlace(plan, voxel);
        float x = place.At(qx, image * plan.Vertices), y = place.At(qy, image * plan.Vertices);
        if (!Splat.Touches(x, n) || !Splat.Touches(y, n))
        {
            return;
        }
        float floorX = MathF.Floor(x), floorY = MathF.Floor(y), value = density.At(image, voxel);
        Spline a = Spline.Weights(x - floorX), da = Spline.Slopes(x - floorX), b = Spline.Weights(y - floorY), db = Spline.Slopes(y - floorY);
        int column = (int)floorX - 1, line = (int)floorY - 1;
        for (int slot = 0; slot < tangents.Slots; slot++)
        {
            Moves(tangents, density, place, plan.Vertices, image, slot, voxel, value, 1, out float still, out float alongX, out float alongY);
            int to = (image * tangents.Slots + slot) * n * n;
            Splat.AddLine(sums, to, line, column, n, b.W0 * alongX, b.W0 * still + db.W0 * alongY, a, da);
            Splat.AddLine(sums, to, line + 1, column, n, b.W1 * alongX, b.W1 * still + db.W1 * alongY, a, da);
            Splat.AddLine(sums, to, line + 2, column, n, b.W2 * alongX, b.W2 * still + db.W2 * alongY, a, da);
            Splat.AddLine(sums, to, line + 3, column, n, b.W3 * alongX, b.W3 * still + db.W3 * alongY, a, da);
        }
    }

    /// <summary>Converts fixed point to float; one thread a pixel of a projection or derivative. Images with a vertex that has no position become NaN.</summary>
    /// <param name="lost">[image].</param>
    public static void ToImages(Index1D index, TangentViews tangents, ArrayView<long> sums, ArrayView<int> lost, int pixels, DensityViews density, ArrayView<float> images)
    {
        int slot = index / pixels, image = slot / tangents.Slots, motion = slot - image * tangents.Slots - 1;
        double scale = density.UnitOf(image);
        if (motion >= tangents.Components)
        {
            scale *= tangents.Scales[image * tangents.Moving + motion];
        }
        else if (motion >= 0)
        {
            scale = density.Density;
        }
        images[index] = lost[image] != 0 ? float.NaN : (float)(sums[index] * scale);
    }

    // The factors of a voxel in a projection (slot 0) or the projection of a component, which have no motion, or in a derivative along a motion, which has nothing else.
    private static void Moves(
        in TangentViews tangents, in DensityViews density, in VoxelPlace place, int vertices, int image, int slot, int voxel, float value, float unit,
        out float still, out float alongX, out float alongY)
    {
        still = value;
        alongX = 0;
        alongY = 0;
        if (slot > tangents.Components)
        {
            int motion = (image * tangents.Moving + slot - 1) * vertices;
            still = 0;
            alongX = value * place.At(tangents.VelocityX, motion);
            alongY = value * place.At(tangents.VelocityY, motion);
        }
        else if (slot > 0)
        {
            still = density.Component(slot - 1, voxel) * unit;
        }
    }

    private static void AddLine(ArrayView<int> tile, int at, float onSlope, float onWeight, in Spline a, in Spline da)
    {
        Atomic.Add(ref tile[at], Nearest(onSlope * da.W0 + onWeight * a.W0));
        Atomic.Add(ref tile[at + 1], Nearest(onSlope * da.W1 + onWeight * a.W1));
        Atomic.Add(ref tile[at + 2], Nearest(onSlope * da.W2 + onWeight * a.W2));
        Atomic.Add(ref tile[at + 3], Nearest(onSlope * da.W3 + onWeight * a.W3));
    }

    private static void AddLineOutside(
        ArrayView<long> sums, int image, int line, int column, int n, float onSlope, float onWeight, in Spline a, in Spline da, int shift)
    {
        if (line < 0 || line >= n)
        {
            return;
        }
        int at = image + line * n;
        SplatTiles.AddOutside(sums, at, column, n, Nearest(onSlope * da.W0 + onWeight * a.W0), shift);
        SplatTiles.AddOutside(sums, at, column + 1, n, Nearest(onSlope * da.W1 + onWeight * a.W1), shift);
        SplatTiles.AddOutside(sums, at, column + 2, n, Nearest(onSlope * da.W2 + onWeight * a.W2), shift);
        SplatTiles.AddOutside(sums, at, column + 3, n, Nearest(onSlope * da.W3 + onWeight * a.W3), shift);
    }

    private static int Nearest(float value) => (int)MathF.Floor(value + 0.5f);
}
