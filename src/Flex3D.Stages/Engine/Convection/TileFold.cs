using System.Runtime.Intrinsics;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Convection;

/// <summary>The tiles that a sweep has added to: columns and rows of a <see cref="TileGrid"/>, first and last.</summary>
internal readonly record struct TileBounds(int Left, int Right, int Top, int Bottom);

/// <summary>Sums the sixteen copies of a <see cref="TileGrid"/> into the images.</summary>
internal static unsafe class TileFold<TLane>
    where TLane : unmanaged, IQuadLane<TLane>
{
    // Rows of the image that the tiles of one tile row reach: three rows of copies, four lines of a tile.
    private const int BandRows = 7;

    /// <summary>Sums the tiles of all images, and sets them to zero again.</summary>
    /// <param name="touched">The tiles that may be other than zero.</param>
    /// <param name="rows">Working memory: <see cref="TileGrid.FoldFloats"/>.</param>
    /// <param name="images">Receives [channel][y][x].</param>
    public static void Fold(in TileGrid grid, TileBounds touched, float* tiles, float* rows, int n, float* images)
    {
        new Span<float>(rows, grid.FoldFloats).Clear(); // the sums stay zero beside what is touched
        int pitch = grid.FoldPitch, band = grid.FoldFloats / 3;
        int first = Math.Clamp(4 * touched.Top - TileGrid.Margin, 0, n), end = Math.Clamp(4 * touched.Bottom + BandRows - TileGrid.Margin, 0, n);
        for (int channel = 0; channel < grid.Channels; channel++, images += (long)n * n)
        {
            new Span<float>(images, first * n).Clear();
            new Span<float>(images + (long)end * n, (n - end) * n).Clear();
            float* current = rows, above = rows + band, zeros = rows + 2 * band;
            for (int row = touched.Top; row <= touched.Bottom + 1; row++)
            {
                // The first three rows of a band are the last three of the one above.
                bool last = row > touched.Bottom;
                float* carried = row == touched.Top ? zeros : above, own = last ? zeros : current;
                if (!last)
                {
                    SumRows(grid, touched, tiles + (long)grid.RowFloats * row + channel * TileGrid.TileFloats, current + 4, pitch);
                }
                for (int line = 0; line < 4; line++)
                {
                    int y = 4 * row + line - TileGrid.Margin;
                    if (y >= first && y < end)
                    {
                        SumCopies(own + line * pitch + 4 + TileGrid.Margin, (line < 3 ? carried + (line + 4) * pitch : zeros) + 4 + TileGrid.Margin, BandRows * pitch - 1, n, images + (long)y * n);
                    }
                }
                float* next = above;
                above = current;
                current = next;
            }
        }
    }

    // Sums the four copies r of each column s of the copies: line j of copy r is row r + j of the band; then clears the tiles.
    private static void SumRows(in TileGrid grid, TileBounds touched, float* tiles, float* to, int pitch)
    {
        nint line = TileGrid.TileFloats * grid.Channels, copy = 4 * line, tile = 16 * line;
        for (int column = touched.Left; column <= touched.Right; column++)
        {
            float* from = tiles + tile * column;
            for (int s = 0; s < 4; s++, from += line)
            {
                float* a = from, b = a + copy, c = b + copy, d = c + copy, sum = to + s * BandRows * pitch + 4 * column;
                Vector128.Load(a).Store(sum);
                (Vector128.Load(a + 4) + Vector128.Load(b)).Store(sum + pitch);
                (Vector128.Load(a + 8) + Vector128.Load(b + 4) + Vector128.Load(c)).Store(sum + 2 * pitch);
                (Vector128.Load(a + 12) + Vector128.Load(b + 8) + (Vector128.Load(c + 4) + Vector128.Load(d))).Store(sum + 3 * pitch);
                (Vector128.Load(b + 12) + Vector128.Load(c + 8) + Vector128.Load(d + 4)).Store(sum + 4 * pitch);
                (Vector128.Load(c + 12) + Vector128.Load(d + 8)).Store(sum + 5 * pitch);
                Vector128.Load(d + 12).Store(sum + 6 * pitch);
                Vector512<float>.Zero.Store(a);
                Vector512<float>.Zero.Store(b);
                Vector512<float>.Zero.Store(c);
                Vector512<float>.Zero.Store(d);
            }
        }
    }

    // Sums the four columns s of the copies, each a pixel further right, of a row of a band and of the band above.
    private static void SumCopies(float* own, float* carried, int step, int n, float* line)
    {
        float* a0 = own, a1 = a0 + step, a2 = a1 + step, a3 = a2 + step, b0 = carried, b1 = b0 + step, b2 = b1 + step, b3 = b2 + step;
        int x = 0;
        for (; x + TLane.Width <= n; x += TLane.Width)
        {
            TLane a = TLane.Load(a0 + x) + TLane.Load(a1 + x) + (TLane.Load(a2 + x) + TLane.Load(a3 + x));
            TLane.Store(line + x, a + (TLane.Load(b0 + x) + TLane.Load(b1 + x) + (TLane.Load(b2 + x) + TLane.Load(b3 + x))));
        }
        for (; x < n; x++)
        {
            line[x] = a0[x] + a1[x] + (a2[x] + a3[x]) + (b0[x] + b1[x] + (b2[x] + b3[x]));
        }
    }
}
