using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Convection;

/// <summary>Computes a projection together with its derivatives along some motions of the vertices: the columns of its Jacobian that concern a particle's own parameters.</summary>
/// <remarks>
/// <para>Where a parameter t moves vertex v of the image by (ẋ_v, ẏ_v) pixels for one unit, a voxel moves by the barycentric combination of its
/// cell's vertices, and ∂image(p)/∂t = Σ_y V(y)·(∂k2/∂q_x ẋ(y) + ∂k2/∂q_y ẏ(y)). The taps of a voxel are at hand in the sweep that makes the projection, so a
/// column costs far less than a projection. <see cref="ConvectionProjection.AdjointFlow"/> is the adjoint:
/// ⟨g, ∂image/∂t⟩ = Σ_v ẋ_v·(∂E/∂x)_v + ẏ_v·(∂E/∂y)_v for the gradient g of an image.</para>
/// <para>Pure functions of their arguments: same inputs, same bits, on any thread.</para>
/// </remarks>
internal static unsafe class ConvectionTangents
{
    /// <summary>The most columns of one sweep.</summary>
    public const int MostColumns = 15;

    /// <summary>Computes image = P D V and one derivative image for each column; all are overwritten.</summary>
    /// <param name="values">V at the bound voxels, in the binding's order.</param>
    /// <param name="px">Image points of the vertices, [vertex], pixels; anchors last.</param>
    /// <param name="py">Like <paramref name="px"/>.</param>
    /// <param name="velocities">[column][x, y][vertex], pixels for one unit of the column's parameter.</param>
    /// <param name="columns">Number of columns, 1 to <see cref="MostColumns"/>.</param>
    /// <param name="n">Edge of the images, pixels.</param>
    /// <param name="images">Receives [1 + columns][y][x]; NaN where a position is not a number or out of range.</param>
    public static void Project(
        SplatPlan plan, ReadOnlySpan<float> values, ReadOnlySpan<float> px, ReadOnlySpan<float> py, ReadOnlySpan<float> velocities, int columns, int n,
        Span<float> images, SplatScratch scratch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, MostColumns);
        var grid = new TileGrid(n, 1 + columns);
        int vertices = plan.VertexCount, pixels = n * n;
        ConvectionProjection.CheckLength(values.Length, plan.VoxelCount, nameof(values));
        ConvectionProjection.CheckLength(velocities.Length, 2 * columns * vertices, nameof(velocities));
        ConvectionProjection.CheckLength(images.Length, (1 + columns) * pixels, nameof(images));
        if (!ConvectionProjection.ArePositions(plan, px, py))
        {
            images.Fill(float.NaN);
            return;
        }
        float* tiles = scratch.Tiles(grid), rows = scratch.PaddedImage(grid), quads = scratch.VelocityQuads(plan, velocities, columns);
        new Span<float>(tiles, grid.TiledFloats).Clear();
        fixed (float* v = values, x = px, y = py, m = velocities, to = images, w1 = plan.Weight1, w2 = plan.Weight2, w3 = plan.Weight3, weights = plan.WeightQuads)
        fixed (int* starts = plan.RunStarts, corner = plan.RunVertices, blocks = plan.BlockRuns, corners = plan.CornerOffsets)
        {
            var pointers = new PlanPointers(plan, w1, w2, w3, weights, starts, corner, blocks, corners, scratch.VertexQuads(plan, px, py));
            switch (scratch.Width)
            {
                case LaneWidth.Sixteen:
                    TangentKernel<Lane512>.Project(pointers, vertices, v, x, y, columns, m, quads, grid, tiles, scratch);
                    Fold<Lane512>(grid, tiles, rows, n, columns, to);
                    break;
                case LaneWidth.Eight:
                    TangentKernel<Lane256>.Project(pointers, vertices, v, x, y, columns, m, quads, grid, tiles, scratch);
                    Fold<Lane256>(grid, tiles, rows, n, columns, to);
                    break;
                default:
                    TangentKernel<Lane128>.Project(pointers, vertices, v, x, y, columns, m, quads, grid, tiles, scratch);
                    Fold<Lane128>(grid, tiles, rows, n, columns, to);
                    break;
            }
        }
        GC.KeepAlive(scratch);
    }

    private static void Fold<TLane>(in TileGrid grid, float* tiles, float* rows, int n, int columns, float* images)
        where TLane : unmanaged, IQuadLane<TLane>
    {
        for (int image = 0; image <= columns; image++)
        {
            TileFold<TLane>.Fold(grid, tiles + TileGrid.TileFloats * image, rows, n, images + (long)image * n * n);
        }
    }
}
