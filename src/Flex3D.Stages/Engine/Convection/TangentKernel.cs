using System.Runtime.CompilerServices;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Convection;

/// <summary>Computes image[p] = Σ_y k2(p − q(y)) V(y) and its derivatives along some motions of the vertices, in one sweep; called through <see cref="ConvectionTangents"/>.</summary>
internal static unsafe class TangentKernel<TLane>
    where TLane : unmanaged, IQuadLane<TLane>
{
    private static int Width => TLane.Width;

    /// <summary>Sums the voxels into the tiles of all images, which the caller has cleared.</summary>
    /// <param name="velocities">[column][x, y][vertex], pixels for one unit of the column's parameter.</param>
    /// <param name="quads">[column][vertex][x, y, –, –] for plans of short runs; else null.</param>
    public static void Project(
        in PlanPointers plan, int vertices, float* values, float* px, float* py, int columns, float* velocities, float* quads, in TileGrid grid, float* tiles,
        SplatScratch scratch)
    {
        float* x = scratch.X, y = scratch.Y, wx = scratch.WeightsX, wy = scratch.WeightsY;
        float* dx = scratch.Tangents(columns), dy = dx + 64, groups = dy + 64, moves = groups + IQuadLane<TLane>.VelocityGroup * ((columns + 1) / 2);
        int* offsets = scratch.Offsets;
        for (int block = 0; block < plan.BlockCount; block++)
        {
            CellMap<TLane>.Place(plan, block, px, py, x, y);
            for (int column = 0; column < columns; column++)
            {
                float* move = moves + 2 * SplatScratch.Padded * column, velocity = velocities + 2 * vertices * column;
                CellMap<TLane>.Place(plan with { VertexQuads = quads == null ? null : quads + 4 * vertices * column }, block, velocity, velocity + vertices, move, move + SplatScratch.Padded);
            }
            int first = block * SplatPlan.BlockVoxels, count = Math.Min(plan.VoxelCount - first, SplatPlan.BlockVoxels);
            float* value = count % Width == 0 ? values + first : SplatKernel<TLane>.CopyTail(values + first, count, scratch.TailValues);
            for (int voxel = 0; voxel < count; voxel += Width)
            {
                TLane qx = TLane.Load(x + voxel), qy = TLane.Load(y + voxel);
                TLane floorX = TLane.Floor(qx), floorY = TLane.Floor(qy), tx = qx - floorX, ty = qy - floorY;
                SplatKernel<TLane>.StoreTileOffsets(offsets, floorX, floorY, grid);
                CubicBSpline.Weights(tx, out TLane x0, out TLane x1, out TLane x2, out TLane x3);
                TLane.StoreQuads(wx, x0, x1, x2, x3);
                CubicBSpline.Slopes(tx, out x0, out x1, out x2, out x3);
                TLane.StoreQuads(dx, x0, x1, x2, x3);
                TLane v = TLane.Load(value + voxel);
                CubicBSpline.Weights(ty, out TLane y0, out TLane y1, out TLane y2, out TLane y3);
                TLane.StoreQuads(wy, y0 * v, y1 * v, y2 * v, y3 * v);
                CubicBSpline.Slopes(ty, out y0, out y1, out y2, out y3);
                TLane.StoreQuads(dy, y0 * v, y1 * v, y2 * v, y3 * v);
                Group(moves + voxel, columns, groups);
                for (int lane = 0; lane < Width; lane++)
                {
                    int at = 4 * lane;
                    TLane.AddTangents(tiles + (nint)grid.Channels * offsets[lane], columns, wy + at, dy + at, wx + at, dx + at, groups + at);
                }
            }
        }
    }

    // Copies the velocities of a vector of voxels to groups: of each voxel, those of two columns stand together.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Group(float* moves, int columns, float* groups)
    {
        for (int column = 0; column < columns; column += 2)
        {
            float* even = moves + 2 * SplatScratch.Padded * column, odd = column + 1 < columns ? even + 2 * SplatScratch.Padded : even;
            TLane.StoreQuads(
                groups + IQuadLane<TLane>.VelocityGroup * (column / 2),
                TLane.Load(even), TLane.Load(even + SplatScratch.Padded), TLane.Load(odd), TLane.Load(odd + SplatScratch.Padded));
        }
    }
}
