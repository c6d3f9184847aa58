using System.Runtime.Intrinsics;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Convection;

/// <summary>Computes D V as a map: map(r) = Σ_y k3(r − u(y)) V(y), k3 = B(x)·B(y)·B(z), B the cubic B-spline.</summary>
/// <remarks>
/// The result is density blurred by the kernel; code that writes it to a file divides its Fourier transform by sinc⁴ on each axis.
/// A slab of z is filled from all voxels that reach it and each map voxel sums its contributions in the binding's order, so slabs
/// may be filled by different threads, each with its own scratch, and any partition gives the same bits.
/// </remarks>
internal static unsafe class Convection3D
{
    /// <summary>Fills the whole map.</summary>
    /// <param name="values">V at the bound voxels, in the binding's order.</param>
    /// <param name="x">Deformed vertex positions in voxel coordinates, r/a + N/2; <see cref="SplatPlan.VertexCount"/> elements, anchors last.</param>
    /// <param name="n">N of the map.</param>
    /// <param name="map">N³ floats, [z][y][x]; overwritten. All NaN where a position is not a number or beyond ±10⁶.</param>
    public static void Convect(
        SplatPlan plan, ReadOnlySpan<float> values, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, int n,
        float[] map, SplatScratch scratch) => Convect(plan, values, x, y, z, n, 0, n, map, scratch);

    /// <summary>Fills the slab firstZ ≤ z &lt; endZ and leaves the rest of the map unchanged.</summary>
    public static void Convect(
        SplatPlan plan, ReadOnlySpan<float> values, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, int n,
        int firstZ, int endZ, float[] map, SplatScratch scratch)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(map.LongLength, (long)n * n * n);
        ArgumentOutOfRangeException.ThrowIfNegative(firstZ);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(endZ, n);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, plan.VoxelCount);
        bool good = ArePositions(plan, x) & ArePositions(plan, y) & ArePositions(plan, z);
        long plane = (long)n * n;
        for (int slice = firstZ; slice < endZ; slice++)
        {
            new Span<float>(map, 0, map.Length).Slice((int)(slice * plane), (int)plane).Fill(good ? 0 : float.NaN);
        }
        if (!good)
        {
            return;
        }
        fixed (float* v = values, px = x, py = y, pz = z, to = map, w1 = plan.Weight1, w2 = plan.Weight2, w3 = plan.Weight3, quads = plan.WeightQuads)
        fixed (int* starts = plan.RunStarts, vertices = plan.RunVertices, blocks = plan.BlockRuns)
        {
            var pointers = new PlanPointers(plan, w1, w2, w3, quads, starts, vertices, blocks, null, null);
            for (int block = 0; block < pointers.BlockCount; block++)
            {
                CellMap<Lane128>.Place(pointers, block, px, py, scratch.X, scratch.Y);
                CellMap<Lane128>.Place(pointers, block, pz, pz, scratch.GradientX, scratch.GradientY);
                AddBlock(plan.VoxelCount, block, v, n, firstZ, endZ, to, scratch);
            }
        }
        GC.KeepAlive(scratch);
    }

    private static void AddBlock(int voxelCount, int block, float* values, int n, int firstZ, int endZ, float* map, SplatScratch scratch)
    {
        int first = block * SplatPlan.BlockVoxels, count = Math.Min(voxelCount - first, SplatPlan.BlockVoxels);
        float* wx = scratch.WeightsX, wy = scratch.WeightsY, wz = scratch.WeightsZ;
        for (int at = 0; at < count; at += Lane128.Width)
        {
            Lane128 qx = Lane128.Load(scratch.X + at), qy = Lane128.Load(scratch.Y + at), qz = Lane128.Load(scratch.GradientX + at);
            StoreWeights(wx, qx);
            StoreWeights(wy, qy);
            StoreWeights(wz, qz);
            int lanes = Math.Min(count - at, Lane128.Width);
            for (int lane = 0; lane < lanes; lane++)
            {
                int cornerX = Corner(scratch.X[at + lane]), cornerY = Corner(scratch.Y[at + lane]), cornerZ = Corner(scratch.GradientX[at + lane]);
                AddVoxel(values[first + at + lane], cornerX, cornerY, cornerZ, wx + 4 * lane, wy + 4 * lane, wz + 4 * lane, n, firstZ, endZ, map);
            }
        }
    }

    private static void AddVoxel(
        float value, int cornerX, int cornerY, int cornerZ, float* wx, float* wy, float* wz, int n, int firstZ, int endZ, float* map)
    {
        if (cornerX <= -4 || cornerX >= n || cornerY <= -4 || cornerY >= n || cornerZ <= firstZ - 4 || cornerZ >= endZ)
        {
            return;
        }
        bool inside = cornerX >= 0 && cornerX + 4 <= n;
        Vector128<float> row = Vector128.Load(wx);
        for (int z = Math.Max(cornerZ, firstZ); z < Math.Min(cornerZ + 4, endZ); z++)
        {
            for (int y = Math.Max(cornerY, 0); y < Math.Min(cornerY + 4, n); y++)
            {
                float weight = value * wz[z - cornerZ] * wy[y - cornerY];
                float* line = map + ((long)z * n + y) * n;
                if (inside)
                {
                    Vector128.FusedMultiplyAdd(Vector128.Create(weight), row, Vector128.Load(line + cornerX)).Store(line + cornerX);
                    continue;
                }
                for (int x = Math.Max(cornerX, 0); x < Math.Min(cornerX + 4, n); x++)
                {
                    line[x] = MathF.FusedMultiplyAdd(weight, wx[x - cornerX], line[x]);
                }
            }
        }
    }

    private static void StoreWeights(float* to, Lane128 position)
    {
        CubicBSpline.Weights(position - Lane128.Floor(position), out Lane128 w0, out Lane128 w1, out Lane128 w2, out Lane128 w3);
        Lane128.StoreQuads(to, w0, w1, w2, w3);
    }

    private static int Corner(float position) => (int)MathF.Floor(position) - 1;

    private static bool ArePositions(SplatPlan plan, ReadOnlySpan<float> positions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(positions.Length, plan.VertexCount);
        return ConvectionProjection.ArePositions(positions);
    }
}
