using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Convection;

/// <summary>Computes q = Σ_k b_k p_k: the image points of a block's voxels from those of their cells' vertices, and the adjoint.</summary>
/// <remarks>A block is <see cref="SplatPlan.BlockVoxels"/> voxels; inside a run the vertices are constants, and 16 voxels cost six multiply-adds.</remarks>
internal static unsafe class CellMap<TLane>
    where TLane : unmanaged, IQuadLane<TLane>
{
    /// <summary>Writes x and y of the block's voxels; up to a vector of slack behind them is overwritten with finite numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Place(in PlanPointers plan, int block, float* px, float* py, float* x, float* y)
    {
        if (plan.VertexQuads != null)
        {
            PlaceEach(plan, block, x, y);
            return;
        }
        int first = block * SplatPlan.BlockVoxels;
        int lastRun = plan.BlockRuns[block + 1];
        for (int run = plan.BlockRuns[block]; run < lastRun; run++)
        {
            int* vertex = plan.RunVertices + 4 * run;
            int v0 = vertex[0], v1 = vertex[1], v2 = vertex[2], v3 = vertex[3];
            TLane x0 = TLane.All(px[v0]), x1 = TLane.All(px[v1]) - x0, x2 = TLane.All(px[v2]) - x0, x3 = TLane.All(px[v3]) - x0;
            TLane y0 = TLane.All(py[v0]), y1 = TLane.All(py[v1]) - y0, y2 = TLane.All(py[v2]) - y0, y3 = TLane.All(py[v3]) - y0;
            int end = plan.RunStarts[run + 1];
            // The vector that extends past the run's end writes values that the next run overwrites.
            for (int voxel = plan.RunStarts[run]; voxel < end; voxel += TLane.Width)
            {
                TLane b1 = TLane.Load(plan.Weight1 + voxel), b2 = TLane.Load(plan.Weight2 + voxel), b3 = TLane.Load(plan.Weight3 + voxel);
                TLane.Store(x + (voxel - first), TLane.Fma(b3, x3, TLane.Fma(b2, x2, TLane.Fma(b1, x1, x0))));
                TLane.Store(y + (voxel - first), TLane.Fma(b3, y3, TLane.Fma(b2, y2, TLane.Fma(b1, y1, y0))));
            }
        }
    }

    /// <summary>Writes the depths of the block's voxels from those of their cells' vertices, as <see cref="Place"/> does x and y.</summary>
    public static void PlaceDepths(in PlanPointers plan, int block, float* depths, float* z)
    {
        int first = block * SplatPlan.BlockVoxels;
        int lastRun = plan.BlockRuns[block + 1];
        for (int run = plan.BlockRuns[block]; run < lastRun; run++)
        {
            int* vertex = plan.RunVertices + 4 * run;
            TLane z0 = TLane.All(depths[vertex[0]]), z1 = TLane.All(depths[vertex[1]]) - z0, z2 = TLane.All(depths[vertex[2]]) - z0, z3 = TLane.All(depths[vertex[3]]) - z0;
            int end = plan.RunStarts[run + 1];
            for (int voxel = plan.RunStarts[run]; voxel < end; voxel += TLane.Width)
            {
                TLane b1 = TLane.Load(plan.Weight1 + voxel), b2 = TLane.Load(plan.Weight2 + voxel), b3 = TLane.Load(plan.Weight3 + voxel);
                TLane.Store(z + (voxel - first), TLane.Fma(b3, z3, TLane.Fma(b2, z2, TLane.Fma(b1, z1, z0))));
            }
        }
    }

    /// <summary>Places the voxels of a block one by one from their own four vertices, which is faster for cells of few voxels; the bits are the same.</summary>
    private static void PlaceEach(in PlanPointers plan, int block, float* x, float* y)
    {
        int first = block * SplatPlan.BlockVoxels, count = Math.Min(plan.VoxelCount - first, SplatPlan.BlockVoxels);
        int stride = plan.VoxelCount + SplatPlan.Slack;
        float* quads = plan.VertexQuads;
        for (int at = 0; at < count; at += TLane.Width)
        {
            int* offsets = plan.CornerOffsets + first + at;
            TLane.LoadQuads(quads, offsets, out TLane x0, out TLane y0, out _, out _);
            TLane.LoadQuads(quads, offsets + stride, out TLane x1, out TLane y1, out _, out _);
            TLane.LoadQuads(quads, offsets + 2 * stride, out TLane x2, out TLane y2, out _, out _);
            TLane.LoadQuads(quads, offsets + 3 * stride, out TLane x3, out TLane y3, out _, out _);
            int voxel = first + at;
            TLane b1 = TLane.Load(plan.Weight1 + voxel), b2 = TLane.Load(plan.Weight2 + voxel), b3 = TLane.Load(plan.Weight3 + voxel);
            TLane.Store(x + at, TLane.Fma(b3, x3 - x0, TLane.Fma(b2, x2 - x0, TLane.Fma(b1, x1 - x0, x0))));
            TLane.Store(y + at, TLane.Fma(b3, y3 - y0, TLane.Fma(b2, y2 - y0, TLane.Fma(b1, y1 - y0, y0))));
        }
    }

    /// <summary>Adds b_k·(∂x, ∂y) of each of the block's voxels to its four vertices; <paramref name="pairs"/> is [vertex][x, y].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Gather(in PlanPointers plan, int block, float* gradientX, float* gradientY, float* pairs)
    {
        int first = block * SplatPlan.BlockVoxels;
        int lastRun = plan.BlockRuns[block + 1];
        for (int run = plan.BlockRuns[block]; run < lastRun; run++)
        {
            // Lane k is vertex k; two sums for each axis, so that an addition need not wait for the one before.
            Vector128<float> evenX = default, evenY = default, oddX = default, oddY = default;
            int voxel = plan.RunStarts[run], end = plan.RunStarts[run + 1];
            for (; voxel + 1 < end; voxel += 2)
            {
                Vector128<float> even = Vector128.Load(plan.WeightQuads + 4 * voxel), odd = Vector128.Load(plan.WeightQuads + 4 * voxel + 4);
                evenX = Vector128.FusedMultiplyAdd(even, Vector128.Create(gradientX[voxel - first]), evenX);
                evenY = Vector128.FusedMultiplyAdd(even, Vector128.Create(gradientY[voxel - first]), evenY);
                oddX = Vector128.FusedMultiplyAdd(odd, Vector128.Create(gradientX[voxel + 1 - first]), oddX);
                oddY = Vector128.FusedMultiplyAdd(odd, Vector128.Create(gradientY[voxel + 1 - first]), oddY);
            }
            if (voxel < end)
            {
                Vector128<float> even = Vector128.Load(plan.WeightQuads + 4 * voxel);
                evenX = Vector128.FusedMultiplyAdd(even, Vector128.Create(gradientX[voxel - first]), evenX);
                evenY = Vector128.FusedMultiplyAdd(even, Vector128.Create(gradientY[voxel - first]), evenY);
            }
            Vector128<float> sumX = evenX + oddX, sumY = evenY + oddY;
            Vector128<float> low = Lane128.ZipLow(sumX, sumY), high = Lane128.ZipHigh(sumX, sumY);
            int* vertex = plan.RunVertices + 4 * run;
            AddPair(pairs + 2 * vertex[0], low);
            AddPair(pairs + 2 * vertex[1], Vector128.Shuffle(low, Vector128.Create(2, 3, 2, 3)));
            AddPair(pairs + 2 * vertex[2], high);
            AddPair(pairs + 2 * vertex[3], Vector128.Shuffle(high, Vector128.Create(2, 3, 2, 3)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddPair(float* to, Vector128<float> pair)
    {
        Vector128<float> sum = Vector128.CreateScalar(*(double*)to).AsSingle() + pair;
        *(double*)to = sum.AsDouble().ToScalar();
    }
}
