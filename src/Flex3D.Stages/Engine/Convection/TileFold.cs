using System.Runtime.Intrinsics;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Convection;

/// <summary>The tiles that a sweep has added to: columns and rows of a <see cref="TileGrid"/>, first and last.</summary>
internal readonly record struct TileBounds(int Left, int Right, int Top, int Bottom);

/// <summary>Sums the sixteen copies of a <see cref="TileGrid"/> into the images.</summary>
internal static unsafe class TileFold<TLane>
    where TLane : unmanaged, IQuadLane<TLane>
{
    /// <summary>Sums the tiles of all images, and sets them to zero again.</summary>
    /// <param name="touched">The tiles that may be other than zero.</param>
    /// <param name="rows">Working memory: <see cref="TileGrid.FoldFloats"/>.</param>
    /// <param name="images">Receives [channel][y][x].</param>
    public static void Fold(in TileGrid grid, TileBounds touched, float* tiles, float* rows, int n, float* images)
    {
        new Span<float>(rows, grid.FoldFloats).Clear(); // the sums stay zero beside what is touched
        int done = touched.Top, pitch = grid.FoldPitch;
        for (int y = 0; y < n; y++)
        {
            // Tile row t reaches from padded row 4t to 4t + 6: three rows of copies, three rows of a tile.
            int padded = y + TileGrid.Margin;
            bool empty = padded < 4 * touched.Top || padded > 4 * touched.Bottom + 6;
            for (int channel = 0; channel < grid.Channels; channel++)
            {
                float* line = images + ((long)channel * n + y) * n;
                if (empty)
                {
                    new Span<float>(line, n).Clear();
                    continue;
                }
                for (int s = 0; s < 4; s++)
                {
                    SumRows(grid, touched, tiles + channel * TileGrid.TileFloats, padded, s, rows + s * pitch + 4);
                }
                SumCopies(rows + 4 + TileGrid.Margin, pitch, n, line);
            }
            for (; done <= touched.Bottom && 4 * done + 6 <= padded; done++)
            {
                Clear(grid, touched, tiles, done);
            }
        }
        for (; done <= touched.Bottom; done++)
        {
            Clear(grid, touched, tiles, done);
        }
    }

    // Row `padded` lies in line (padded − r) mod 4 of tile row (padded − r) / 4 of the copies (r, s).
    private static void SumRows(in TileGrid grid, TileBounds touched, float* tiles, int padded, int s, float* to)
    {
        int stride = 16 * TileGrid.TileFloats * grid.Channels;
        float* a = Line(grid, tiles, padded, 0, s), b = Line(grid, tiles, padded, 1, s), c = Line(grid, tiles, padded, 2, s), d = Line(grid, tiles, padded, 3, s);
        for (int tile = touched.Left; tile <= touched.Right; tile++)
        {
            long at = (long)stride * tile;
            Vector128<float> sum = Vector128.Load(a + at) + Vector128.Load(b + at) + (Vector128.Load(c + at) + Vector128.Load(d + at));
            sum.Store(to + 4 * tile);
        }
    }

    // Column s of the copies stands s pixels further right.
    private static void SumCopies(float* rows, int pitch, int n, float* line)
    {
        float* r0 = rows, r1 = r0 + pitch - 1, r2 = r1 + pitch - 1, r3 = r2 + pitch - 1;
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

    private static void Clear(in TileGrid grid, TileBounds touched, float* tiles, int row)
    {
        int column = grid.RowFloats / grid.PerRow;
        new Span<float>(tiles + (long)row * grid.RowFloats + (long)touched.Left * column, (touched.Right - touched.Left + 1) * column).Clear();
    }

    private static float* Line(in TileGrid grid, float* tiles, int padded, int r, int s)
    {
        int y = padded - r;
        return tiles + (long)grid.RowFloats * (y >> 2) + (long)TileGrid.TileFloats * grid.Channels * (4 * r + s) + 4 * (y & 3);
    }
}
