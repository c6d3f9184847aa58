using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Convection;

/// <summary>Computes a projection together with its derivatives along some motions of the vertices: the columns of its Jacobian that concern a particle's own parameters.</summary>
/// <remarks>
/// <para>Where a parameter t moves vertex v of the image by (ẋ_v, ẏ_v) pixels for one unit, a voxel moves by the barycentric combination of its
/// cell's vertices, and ∂image(p)/∂t = Σ_y V(y)·(∂k2/∂q_x ẋ(y) + ∂k2/∂q_y ẏ(y)). The taps of a voxel are at hand in the sweep that makes the projection, so a
/// column costs far less than a projection. <see cref="ConvectionProjection.AdjointFlow"/> is the adjoint:
/// ⟨g, ∂image/∂t⟩ = Σ_v ẋ_v·(∂E/∂x)_v + ẏ_v·(∂E/∂y)_v for the gradient g of an image.</para>
/// <para>The three turns of the molecule take three images more, and not three motions of the vertices: a turn about the viewing direction moves every point of the image as
/// its place there says (<see cref="ImageSpin"/>), and one about an axis across it moves a voxel in proportion to its depth ζ, so that Σ_y ζ(y) V(y) ∂k2/∂q_x and
/// Σ_y ζ(y) V(y) ∂k2/∂q_y serve all such axes.</para>
/// <para>Pure functions of their arguments: same inputs, same bits, on any thread.</para>
/// </remarks>
internal static unsafe class ConvectionTangents
{
    /// <summary>The most images that one sweep makes beside the projection.</summary>
    public const int MostColumns = 15;

    /// <summary>Images of <see cref="Project"/> for turns of the molecule.</summary>
    public const int TurnImages = 3;

    /// <summary>Computes image = P D V and one derivative image for each column; all are overwritten.</summary>
    /// <param name="values">V at the bound voxels, in the binding's order.</param>
    /// <param name="px">Image points of the vertices, [vertex], pixels; anchors last.</param>
    /// <param name="py">Like <paramref name="px"/>.</param>
    /// <param name="velocities">[column][x, y][vertex], pixels for one unit of the column's parameter.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="depths">ζ of the vertices, [vertex]; empty to leave out the turns.</param>
    /// <param name="spin">The turn about the viewing direction.</param>
    /// <param name="n">Edge of the images, pixels.</param>
    /// <param name="images">
    /// Receives [1 + columns][y][x] and, where depths are given, the derivative along the spin, Σ ζV ∂k2/∂q_x and Σ ζV ∂k2/∂q_y; from 1 to <see cref="MostColumns"/> beside
    /// the projection. NaN where a position is not a number or out of range.
    /// </param>
    public static void Project(
        SplatPlan plan, ReadOnlySpan<float> values, ReadOnlySpan<float> px, ReadOnlySpan<float> py, ReadOnlySpan<float> velocities, int columns, ReadOnlySpan<float> depths, in ImageSpin spin,
        int n, Span<float> images, SplatScratch scratch)
    {
        bool turns = depths.Length > 0;
        int derivatives = columns + (turns ? TurnImages : 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(derivatives, 1, nameof(columns));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(derivatives, MostColumns, nameof(columns));
        var grid = new TileGrid(n, 1 + derivatives);
        int vertices = plan.VertexCount, pixels = n * n;
        ConvectionProjection.CheckLength(values.Length, plan.VoxelCount, nameof(values));
        ConvectionProjection.CheckLength(velocities.Length, 2 * columns * vertices, nameof(velocities));
        ConvectionProjection.CheckLength(depths.Length, turns ? vertices : 0, nameof(depths));
        ConvectionProjection.CheckLength(images.Length, (1 + derivatives) * pixels, nameof(images));
        if (!ConvectionProjection.ArePositions(plan, px, py))
        {
            images.Fill(float.NaN);
            return;
        }
        float* tiles = scratch.Tiles(grid), rows = scratch.PaddedImage(grid), quads = scratch.VelocityQuads(plan, velocities, columns);
        fixed (float* v = values, x = px, y = py, m = velocities, z = depths, to = images, w1 = plan.Weight1, w2 = plan.Weight2, w3 = plan.Weight3, weights = plan.WeightQuads)
        fixed (int* starts = plan.RunStarts, corner = plan.RunVertices, blocks = plan.BlockRuns, corners = plan.CornerOffsets)
        {
            var pointers = new PlanPointers(plan, w1, w2, w3, weights, starts, corner, blocks, corners, scratch.VertexQuads(plan, px, py));
            var motions = new MotionPointers(vertices, columns, m, quads, z);
            switch (scratch.Width)
            {
                case LaneWidth.Sixteen:
                    TileFold<Lane512>.Fold(grid, TangentKernel<Lane512>.Project(pointers, motions, spin, v, x, y, grid, tiles, scratch), tiles, rows, n, to);
                    break;
                case LaneWidth.Eight:
                    TileFold<Lane256>.Fold(grid, TangentKernel<Lane256>.Project(pointers, motions, spin, v, x, y, grid, tiles, scratch), tiles, rows, n, to);
                    break;
                default:
                    TileFold<Lane128>.Fold(grid, TangentKernel<Lane128>.Project(pointers, motions, spin, v, x, y, grid, tiles, scratch), tiles, rows, n, to);
                    break;
            }
        }
        GC.KeepAlive(scratch);
    }
}
