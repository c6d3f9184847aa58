using System.Runtime.CompilerServices;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Convection;

/// <summary>Where the derivatives of a sweep come from: motions of the vertices, and turns of the molecule.</summary>
/// <param name="vertices">Number of vertices.</param>
/// <param name="columns">Number of motions.</param>
/// <param name="velocities">[column][x, y][vertex], pixels for one unit of the column's parameter.</param>
/// <param name="quads">[column][vertex][x, y, –, –] for plans of short runs; else null.</param>
/// <param name="depths">[vertex], Å; null where no turns are asked for.</param>
internal readonly unsafe struct MotionPointers(int vertices, int columns, float* velocities, float* quads, float* depths)
{
    public readonly int Vertices = vertices, Columns = columns;
    public readonly float* Velocities = velocities, Quads = quads, Depths = depths;
}

/// <summary>Computes image[p] = Σ_y k2(p − q(y)) V(y) and its derivatives along some motions of the vertices, in one sweep; called through <see cref="ConvectionTangents"/>.</summary>
internal static unsafe class TangentKernel<TLane>
    where TLane : unmanaged, IQuadLane<TLane>
{
    private static int Width => TLane.Width;

    /// <summary>Sums the voxels into the tiles of all images, which are zero before; returns where.</summary>
    /// <param name="spin">How the image turns in its plane, where turns are asked for.</param>
    public static TileBounds Project(
        in PlanPointers plan, in MotionPointers motions, in ImageSpin spin, float* values, float* px, float* py, in TileGrid grid, float* tiles, SplatScratch scratch)
    {
        bool turns = motions.Depths != null;
        int columns = motions.Columns + (turns ? 1 : 0);
        float* x = scratch.X, y = scratch.Y, wx = scratch.WeightsX, wy = scratch.WeightsY;
        float* dx = scratch.Tangents(grid.Channels - 1), dy = dx + 64, moves = dy + 64;
        int* offsets = scratch.Offsets;
        nint channels = grid.Channels;
        var touched = new SplatKernel<TLane>.Touched(grid);
        for (int block = 0; block < plan.BlockCount; block++)
        {
            CellMap<TLane>.Place(plan, block, px, py, x, y);
            float* spun = PlaceMotions(plan, motions, block, moves);
            int first = block * SplatPlan.BlockVoxels, count = Math.Min(plan.VoxelCount - first, SplatPlan.BlockVoxels);
            float* value = count % Width == 0 ? values + first : SplatKernel<TLane>.CopyTail(values + first, count, scratch.TailValues);
            for (int voxel = 0; voxel < count; voxel += Width)
            {
                TLane qx = TLane.Load(x + voxel), qy = TLane.Load(y + voxel);
                TLane floorX = TLane.Floor(qx), floorY = TLane.Floor(qy), tx = qx - floorX, ty = qy - floorY;
                SplatKernel<TLane>.StoreTileOffsets(offsets, floorX, floorY, grid, ref touched);
                CubicBSpline.Weights(tx, out TLane x0, out TLane x1, out TLane x2, out TLane x3);
                TLane.StoreQuads(wx, x0, x1, x2, x3);
                CubicBSpline.Slopes(tx, out x0, out x1, out x2, out x3);
                TLane.StoreQuads(dx, x0, x1, x2, x3);
                TLane v = TLane.Load(value + voxel);
                CubicBSpline.Weights(ty, out TLane y0, out TLane y1, out TLane y2, out TLane y3);
                TLane.StoreQuads(wy, y0 * v, y1 * v, y2 * v, y3 * v);
                CubicBSpline.Slopes(ty, out y0, out y1, out y2, out y3);
                TLane.StoreQuads(dy, y0 * v, y1 * v, y2 * v, y3 * v);
                if (turns)
                {
                    spin.Velocity(qx, qy, out TLane alongX, out TLane alongY);
                    TLane.Store(spun + voxel, alongX);
                    TLane.Store(spun + SplatScratch.Padded + voxel, alongY);
                }
                float* move = moves + voxel;
                for (nint lane = 0; lane < Width; lane++)
                {
                    nint at = 4 * lane;
                    TLane.AddTangents(tiles + channels * offsets[lane], columns, turns, wy + at, dy + at, wx + at, dx + at, move + lane, SplatScratch.Padded);
                }
            }
        }
        return touched.Bounds(scratch.GradientX);
    }

    // Writes the velocities of a block's voxels, [column][x, y][voxel], and where turns are asked for their depths, after a column that is left free; returns that column.
    private static float* PlaceMotions(in PlanPointers plan, in MotionPointers motions, int block, float* moves)
    {
        for (int column = 0; column < motions.Columns; column++, moves += 2 * SplatScratch.Padded)
        {
            float* velocity = motions.Velocities + 2 * motions.Vertices * column;
            CellMap<TLane>.Place(
                plan with { VertexQuads = motions.Quads == null ? null : motions.Quads + 4 * motions.Vertices * column }, block, velocity, velocity + motions.Vertices, moves, moves + SplatScratch.Padded);
        }
        if (motions.Depths != null)
        {
            CellMap<TLane>.PlaceDepths(plan, block, motions.Depths, moves + 2 * SplatScratch.Padded);
        }
        return moves;
    }
}
