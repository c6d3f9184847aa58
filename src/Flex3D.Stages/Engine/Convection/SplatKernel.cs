using System.Runtime.CompilerServices;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Convection;

/// <summary>Computes image[p] = Σ_y k2(p − q(y)) V(y) and its adjoints at one vector width; called through <see cref="ConvectionProjection"/>.</summary>
internal static unsafe class SplatKernel<TLane>
    where TLane : unmanaged, IQuadLane<TLane>
{
    private static int Width => TLane.Width;

    /// <summary>Sums the voxels into the tiles, which are zero before; returns where.</summary>
    public static TileBounds Project(in PlanPointers plan, float* values, float* px, float* py, in TileGrid grid, float* tiles, SplatScratch scratch)
    {
        var touched = new Touched(grid);
        float* x = scratch.X, y = scratch.Y, wx = scratch.WeightsX, wy = scratch.WeightsY;
        int* offsets = scratch.Offsets;
        for (int block = 0; block < plan.BlockCount; block++)
        {
            CellMap<TLane>.Place(plan, block, px, py, x, y);
            int first = block * SplatPlan.BlockVoxels, count = Math.Min(plan.VoxelCount - first, SplatPlan.BlockVoxels);
            float* value = count % Width == 0 ? values + first : CopyTail(values + first, count, scratch.TailValues);
            for (int voxel = 0; voxel < count; voxel += Width)
            {
                TLane qx = TLane.Load(x + voxel), qy = TLane.Load(y + voxel);
                TLane floorX = TLane.Floor(qx), floorY = TLane.Floor(qy);
                StoreTileOffsets(offsets, floorX, floorY, grid, ref touched);
                CubicBSpline.Weights(qx - floorX, out TLane x0, out TLane x1, out TLane x2, out TLane x3);
                TLane.StoreQuads(wx, x0, x1, x2, x3);
                CubicBSpline.Weights(qy - floorY, out TLane y0, out TLane y1, out TLane y2, out TLane y3);
                TLane v = TLane.Load(value + voxel);
                TLane.StoreQuads(wy, y0 * v, y1 * v, y2 * v, y3 * v);
                for (int lane = 0; lane < Width; lane += 4)
                {
                    TLane.AddOuterProduct(tiles + offsets[lane], wy + 4 * lane, wx + 4 * lane);
                    TLane.AddOuterProduct(tiles + offsets[lane + 1], wy + 4 * lane + 4, wx + 4 * lane + 4);
                    TLane.AddOuterProduct(tiles + offsets[lane + 2], wy + 4 * lane + 8, wx + 4 * lane + 8);
                    TLane.AddOuterProduct(tiles + offsets[lane + 3], wy + 4 * lane + 12, wx + 4 * lane + 12);
                }
            }
        }
        return touched.Bounds(scratch.GradientX);
    }

    /// <summary>Reads the image's gradient (padded, margins zero) at the voxels; any of the three results may be null.</summary>
    public static void Adjoint(
        in PlanPointers plan, float* values, float* px, float* py, in TileGrid grid, float* image,
        float* valueGradient, float* vertexPairs, SplatScratch scratch)
    {
        float* x = scratch.X, y = scratch.Y, gx = scratch.GradientX, gy = scratch.GradientY;
        int* offsets = scratch.Offsets;
        TLane pitch = TLane.All(grid.PitchF), limit = TLane.All(grid.LimitF), shift = TLane.All(TileGrid.Margin - 1), zero = TLane.All(0);
        for (int block = 0; block < plan.BlockCount; block++)
        {
            CellMap<TLane>.Place(plan, block, px, py, x, y);
            int first = block * SplatPlan.BlockVoxels, count = Math.Min(plan.VoxelCount - first, SplatPlan.BlockVoxels);
            bool whole = count % Width == 0;
            float* value = values == null || whole ? values + first : CopyTail(values + first, count, scratch.TailValues);
            float* mapGradient = valueGradient == null || whole ? valueGradient + first : CopyTail(valueGradient + first, count, scratch.TailGradient);
            for (int voxel = 0; voxel < count; voxel += Width)
            {
                TLane qx = TLane.Load(x + voxel), qy = TLane.Load(y + voxel);
                TLane floorX = TLane.Floor(qx), floorY = TLane.Floor(qy);
                TLane cornerX = TLane.Min(TLane.Max(floorX + shift, zero), limit), cornerY = TLane.Min(TLane.Max(floorY + shift, zero), limit);
                TLane.StoreInt32(offsets, TLane.Fma(cornerY, pitch, cornerX));
                TLane tx = qx - floorX, ty = qy - floorY;
                CubicBSpline.Weights(tx, out TLane x0, out TLane x1, out TLane x2, out TLane x3);
                CubicBSpline.Slopes(tx, out TLane dx0, out TLane dx1, out TLane dx2, out TLane dx3);
                CubicBSpline.Weights(ty, out TLane y0, out TLane y1, out TLane y2, out TLane y3);
                CubicBSpline.Slopes(ty, out TLane dy0, out TLane dy1, out TLane dy2, out TLane dy3);
                TLane sum = zero, sumX = zero, sumY = zero;
                AddRow(image, offsets, x0, x1, x2, x3, dx0, dx1, dx2, dx3, y0, dy0, ref sum, ref sumX, ref sumY);
                AddRow(image + grid.Pitch, offsets, x0, x1, x2, x3, dx0, dx1, dx2, dx3, y1, dy1, ref sum, ref sumX, ref sumY);
                AddRow(image + 2 * grid.Pitch, offsets, x0, x1, x2, x3, dx0, dx1, dx2, dx3, y2, dy2, ref sum, ref sumX, ref sumY);
                AddRow(image + 3 * grid.Pitch, offsets, x0, x1, x2, x3, dx0, dx1, dx2, dx3, y3, dy3, ref sum, ref sumX, ref sumY);
                if (vertexPairs != null)
                {
                    TLane v = TLane.Load(value + voxel);
                    TLane.Store(gx + voxel, v * sumX);
                    TLane.Store(gy + voxel, v * sumY);
                }
                if (valueGradient != null)
                {
                    TLane.Store(mapGradient + voxel, TLane.Load(mapGradient + voxel) + sum);
                }
            }
            if (valueGradient != null && !whole)
            {
                new ReadOnlySpan<float>(mapGradient, count).CopyTo(new Span<float>(valueGradient + first, count));
            }
            if (vertexPairs != null)
            {
                CellMap<TLane>.Gather(plan, block, gx, gy, vertexPairs);
            }
        }
    }

    /// <summary>Adds one of the patch's four rows: its sums with the x weights and slopes, times the row's y weight and slope.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(
        float* row, int* offsets, TLane x0, TLane x1, TLane x2, TLane x3, TLane dx0, TLane dx1, TLane dx2, TLane dx3,
        TLane weight, TLane slope, ref TLane sum, ref TLane sumX, ref TLane sumY)
    {
        TLane.LoadQuads(row, offsets, out TLane g0, out TLane g1, out TLane g2, out TLane g3);
        TLane along = TLane.Fma(g3, x3, TLane.Fma(g2, x2, TLane.Fma(g1, x1, g0 * x0)));
        TLane rise = TLane.Fma(g3, dx3, TLane.Fma(g2, dx2, TLane.Fma(g1, dx1, g0 * dx0)));
        sum = TLane.Fma(weight, along, sum);
        sumX = TLane.Fma(weight, rise, sumX);
        sumY = TLane.Fma(slope, along, sumY);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreTileOffsets(int* offsets, TLane floorX, TLane floorY, in TileGrid grid, ref Touched touched)
    {
        TLane zero = TLane.All(0), limit = TLane.All(grid.LimitF), shift = TLane.All(TileGrid.Margin - 1), quarter = TLane.All(0.25f);
        TLane x = TLane.Min(TLane.Max(floorX + shift, zero), limit), y = TLane.Min(TLane.Max(floorY + shift, zero), limit);
        touched.Add(x, y);
        TLane column = TLane.Floor(x * quarter), row = TLane.Floor(y * quarter);
        TLane tile = TLane.Fma(row, TLane.All(grid.RowStepF), TLane.Fma(column, TLane.All(12), TLane.Fma(y, TLane.All(4), x)));
        TLane.StoreInt32(offsets, tile * TLane.All(TileGrid.TileFloats));
    }

    /// <summary>The least and largest corners of the patches of a sweep, a lane each.</summary>
    internal struct Touched(in TileGrid grid)
    {
        private TLane _left = TLane.All(grid.LimitF), _right = TLane.All(0), _top = TLane.All(grid.LimitF), _bottom = TLane.All(0);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(TLane x, TLane y)
        {
            (_left, _right) = (TLane.Min(_left, x), TLane.Max(_right, x));
            (_top, _bottom) = (TLane.Min(_top, y), TLane.Max(_bottom, y));
        }

        /// <param name="memory">Working memory of four vectors.</param>
        public readonly TileBounds Bounds(float* memory)
        {
            TLane.Store(memory, _left);
            TLane.Store(memory + Width, _right);
            TLane.Store(memory + 2 * Width, _top);
            TLane.Store(memory + 3 * Width, _bottom);
            float left = memory[0], right = memory[Width], top = memory[2 * Width], bottom = memory[3 * Width];
            for (int lane = 1; lane < Width; lane++)
            {
                (left, right) = (Math.Min(left, memory[lane]), Math.Max(right, memory[Width + lane]));
                (top, bottom) = (Math.Min(top, memory[2 * Width + lane]), Math.Max(bottom, memory[3 * Width + lane]));
            }
            return new((int)left / 4, (int)right / 4, (int)top / 4, (int)bottom / 4);
        }
    }

    internal static float* CopyTail(float* from, int count, float* tail)
    {
        new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(tail, count));
        new Span<float>(tail + count, SplatPlan.Slack).Clear();
        return tail;
    }
}
