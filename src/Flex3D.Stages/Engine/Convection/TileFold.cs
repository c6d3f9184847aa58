using System.Runtime.Intrinsics;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Convection;

/// <summary>Sums the sixteen copies of a <see cref="TileGrid"/> into the image.</summary>
internal static unsafe class TileFold<TLane>
    where TLane : unmanaged, IQuadLane<TLane>
{
    /// <param name="tiles">The tiles of the image to sum: of several images, those of the first, plus <see cref="TileGrid.TileFloats"/> for each further one.</param>
    /// <param name="rows">Working memory: 16·PerRow floats.</param>
    public static void Fold(in TileGrid grid, float* tiles, float* rows, int n, float* image)
    {
        int perRow = grid.PerRow, length = 4 * perRow, stride = TileGrid.TileFloats * grid.Channels;
        for (int y = 0; y < n; y++)
        {
            int padded = y + TileGrid.Margin;
            for (int s = 0; s < 4; s++)
            {
                // Row `padded` lies in line (padded − r) mod 4 of tile row (padded − r) / 4 of the copies (r, s).
                float* a = Line(grid, tiles, padded, 0, s), b = Line(grid, tiles, padded, 1, s);
                float* c = Line(grid, tiles, padded, 2, s), d = Line(grid, tiles, padded, 3, s);
                float* to = rows + s * length;
                for (int tile = 0; tile < perRow; tile++)
                {
                    int at = stride * tile;
                    Vector128<float> sum = Vector128.Load(a + at) + Vector128.Load(b + at) + (Vector128.Load(c + at) + Vector128.Load(d + at));
                    sum.Store(to + 4 * tile);
                }
            }
            float* r0 = rows + TileGrid.Margin, r1 = r0 + length - 1, r2 = r1 + length - 1, r3 = r2 + length - 1;
            float* line = image + (long)y * n;
            int x = 0;
            for (; x + TLane.Width <= n; x += TLane.Width)
            {
                TLane.Store(line + x, TLane.Load(r0 + x) + TLane.Load(r1 + x) + (TLane.Load(r2 + x) + TLane.Load(r3 + x)));
            }
            for (; x < n; x++)
            {
                line[x] = r0[x] + r1[x] + (r2[x] + r3[x]);
            }
        }
    }

    private static float* Line(in TileGrid grid, float* tiles, int padded, int r, int s)
    {
        int y = padded - r;
        return tiles + (long)TileGrid.TileFloats * grid.Channels * ((4 * r + s) * grid.Tiles + (y >> 2) * grid.PerRow) + 4 * (y & 3);
    }
}
