using System.Numerics;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Convection;

/// <summary>Computes P D V of the paper (eqs. 1-3) without ever forming the convected map: image(p) = Σ_y k2(p − q(y)) V(y), and its adjoints.</summary>
/// <remarks>
/// <para>y runs over the bound voxels; q(y) is the voxel's image point, in pixels: the barycentric combination of its cell's
/// vertices, which the caller has deformed, rotated and projected, q = n/2 + ((A r)_xy − origin)/a. k2 is
/// <see cref="CubicBSpline"/> on both axes; taps outside the image are dropped. Images are [y][x], n² floats, n ≤ 4000.</para>
/// <para>Vertex positions have <see cref="SplatPlan.VertexCount"/> elements, anchors last. A position that is not a number, or lies beyond
/// ±10⁶ pixels, counts as no position: the image (or every gradient asked for) becomes NaN, so that no energy computed from it looks good.</para>
/// <para>Pure functions of their arguments: same inputs, same bits, on any thread. Nothing is allocated once the scratch has seen an image of size n.</para>
/// </remarks>
internal static unsafe class ConvectionProjection
{
    private const float Farthest = 1e6f;

    /// <summary>Computes image = P D V; <paramref name="image"/> is overwritten.</summary>
    /// <param name="values">V at the bound voxels, in the binding's order.</param>
    public static void Project(
        SplatPlan plan, ReadOnlySpan<float> values, ReadOnlySpan<float> px, ReadOnlySpan<float> py, int n, Span<float> image, SplatScratch scratch)
    {
        var grid = new TileGrid(n);
        CheckLength(values.Length, plan.VoxelCount, nameof(values));
        CheckLength(image.Length, n * n, nameof(image));
        if (!ArePositions(plan, px, py))
        {
            image.Fill(float.NaN);
            return;
        }
        float* tiles = scratch.Tiles(grid), rows = scratch.PaddedImage(grid);
        fixed (float* v = values, x = px, y = py, to = image, w1 = plan.Weight1, w2 = plan.Weight2, w3 = plan.Weight3, quads = plan.WeightQuads)
        fixed (int* starts = plan.RunStarts, vertices = plan.RunVertices, blocks = plan.BlockRuns, corners = plan.CornerOffsets)
        {
            var pointers = new PlanPointers(plan, w1, w2, w3, quads, starts, vertices, blocks, corners, scratch.VertexQuads(plan, px, py));
            switch (scratch.Width)
            {
                case LaneWidth.Sixteen:
                    TileFold<Lane512>.Fold(grid, SplatKernel<Lane512>.Project(pointers, v, x, y, grid, tiles, scratch), tiles, rows, n, to);
                    break;
                case LaneWidth.Eight:
                    TileFold<Lane256>.Fold(grid, SplatKernel<Lane256>.Project(pointers, v, x, y, grid, tiles, scratch), tiles, rows, n, to);
                    break;
                default:
                    TileFold<Lane128>.Fold(grid, SplatKernel<Lane128>.Project(pointers, v, x, y, grid, tiles, scratch), tiles, rows, n, to);
                    break;
            }
        }
        GC.KeepAlive(scratch);
    }

    /// <summary>Adds to ∂E/∂V(y) the sum Σ_p k2(p − q(y)) ∂E/∂image(p): the adjoint of <see cref="Project"/> in the map.</summary>
    public static void AdjointMap(
        SplatPlan plan, ReadOnlySpan<float> px, ReadOnlySpan<float> py, ReadOnlySpan<float> imageGradient, int n,
        Span<float> valueGradient, SplatScratch scratch)
    {
        CheckLength(valueGradient.Length, plan.VoxelCount, nameof(valueGradient));
        Adjoint(plan, default, px, py, imageGradient, n, valueGradient, default, default, scratch);
    }

    /// <summary>Adds to ∂E/∂(vertex image positions): the transposed Jacobian of <see cref="Project"/> in px and py.</summary>
    public static void AdjointFlow(
        SplatPlan plan, ReadOnlySpan<float> values, ReadOnlySpan<float> px, ReadOnlySpan<float> py, ReadOnlySpan<float> imageGradient, int n,
        Span<float> gradientPx, Span<float> gradientPy, SplatScratch scratch)
    {
        CheckLength(values.Length, plan.VoxelCount, nameof(values));
        CheckLength(gradientPx.Length, plan.VertexCount, nameof(gradientPx));
        CheckLength(gradientPy.Length, plan.VertexCount, nameof(gradientPy));
        Adjoint(plan, values, px, py, imageGradient, n, default, gradientPx, gradientPy, scratch);
    }

    /// <summary>Computes <see cref="AdjointMap"/> and <see cref="AdjointFlow"/> in one sweep.</summary>
    public static void AdjointBoth(
        SplatPlan plan, ReadOnlySpan<float> values, ReadOnlySpan<float> px, ReadOnlySpan<float> py, ReadOnlySpan<float> imageGradient, int n,
        Span<float> valueGradient, Span<float> gradientPx, Span<float> gradientPy, SplatScratch scratch)
    {
        CheckLength(values.Length, plan.VoxelCount, nameof(values));
        CheckLength(valueGradient.Length, plan.VoxelCount, nameof(valueGradient));
        CheckLength(gradientPx.Length, plan.VertexCount, nameof(gradientPx));
        CheckLength(gradientPy.Length, plan.VertexCount, nameof(gradientPy));
        Adjoint(plan, values, px, py, imageGradient, n, valueGradient, gradientPx, gradientPy, scratch);
    }

    private static void Adjoint(
        SplatPlan plan, ReadOnlySpan<float> values, ReadOnlySpan<float> px, ReadOnlySpan<float> py, ReadOnlySpan<float> imageGradient, int n,
        Span<float> valueGradient, Span<float> gradientPx, Span<float> gradientPy, SplatScratch scratch)
    {
        var grid = new TileGrid(n);
        CheckLength(imageGradient.Length, n * n, nameof(imageGradient));
        if (!ArePositions(plan, px, py))
        {
            valueGradient.Fill(float.NaN);
            gradientPx.Fill(float.NaN);
            gradientPy.Fill(float.NaN);
            return;
        }
        bool flow = gradientPx.Length > 0;
        float* padded = scratch.PaddedImage(grid), pairs = flow ? scratch.VertexPairs(plan.VertexCount) : null;
        grid.Pad(imageGradient, n, padded);
        new Span<float>(pairs, flow ? 2 * plan.VertexCount : 0).Clear();
        fixed (float* v = values, x = px, y = py, to = valueGradient, w1 = plan.Weight1, w2 = plan.Weight2, w3 = plan.Weight3, quads = plan.WeightQuads)
        fixed (int* starts = plan.RunStarts, vertices = plan.RunVertices, blocks = plan.BlockRuns, corners = plan.CornerOffsets)
        {
            var pointers = new PlanPointers(plan, w1, w2, w3, quads, starts, vertices, blocks, corners, scratch.VertexQuads(plan, px, py));
            switch (scratch.Width)
            {
                case LaneWidth.Sixteen:
                    SplatKernel<Lane512>.Adjoint(pointers, v, x, y, grid, padded, to, pairs, scratch);
                    break;
                case LaneWidth.Eight:
                    SplatKernel<Lane256>.Adjoint(pointers, v, x, y, grid, padded, to, pairs, scratch);
                    break;
                default:
                    SplatKernel<Lane128>.Adjoint(pointers, v, x, y, grid, padded, to, pairs, scratch);
                    break;
            }
        }
        for (int vertex = 0; vertex < gradientPx.Length; vertex++)
        {
            gradientPx[vertex] += pairs[2 * vertex];
            gradientPy[vertex] += pairs[2 * vertex + 1];
        }
        GC.KeepAlive(scratch);
    }

    internal static bool ArePositions(SplatPlan plan, ReadOnlySpan<float> px, ReadOnlySpan<float> py)
    {
        CheckLength(px.Length, plan.VertexCount, nameof(px));
        CheckLength(py.Length, plan.VertexCount, nameof(py));
        return ArePositions(px) && ArePositions(py);
    }

    /// <summary>True if every element is a number within ±10⁶: the kernels compute addresses from positions and rely on it.</summary>
    internal static bool ArePositions(ReadOnlySpan<float> positions)
    {
        int wide = positions.Length - positions.Length % Vector<float>.Count;
        Vector<int> good = Vector<int>.AllBitsSet;
        for (int at = 0; at < wide; at += Vector<float>.Count)
        {
            good &= Vector.LessThanOrEqual(Vector.Abs(new Vector<float>(positions[at..])), new Vector<float>(Farthest));
        }
        bool all = good == Vector<int>.AllBitsSet;
        foreach (float position in positions[wide..])
        {
            all &= MathF.Abs(position) <= Farthest;
        }
        return all;
    }

    internal static void CheckLength(int length, int expected, string name)
    {
        if (length != expected)
        {
            throw new ArgumentException($"has {length} elements; expected {expected}", name);
        }
    }
}
