using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Numerics.Fourier;

/// <summary>Transposes a band of <c>lanes</c> rows (1, 4, 8 or 16): destination[c][lane] = source[lane][c].</summary>
/// <remarks>
/// Tiles at the end overlap their neighbour, so that no partial tile is needed: there must be at least as many columns as a tile is
/// wide (the number of lanes is enough) and source and destination must not overlap.
/// </remarks>
internal static unsafe class TileTranspose
{
    /// <summary>Copies rows of a band to columns of vectors: destination[c·dStride + lane] = source[lane·sStride + c].</summary>
    public static void Gather(float* source, nint sStride, float* destination, nint dStride, int lanes, int columns)
    {
        int tile = TileOf(lanes);
        for (int c = 0; c < columns; c += tile)
        {
            int at = Math.Min(c, columns - tile);
            for (int lane = 0; lane < lanes; lane += tile)
            {
                Tile(tile, source + lane * sStride + at, sStride, destination + at * dStride + lane, dStride);
            }
        }
    }

    /// <summary>Copies columns of vectors back to rows of a band: destination[lane·dStride + c] = source[c·sStride + lane].</summary>
    public static void Scatter(float* source, nint sStride, float* destination, nint dStride, int lanes, int columns)
    {
        int tile = TileOf(lanes);
        for (int c = 0; c < columns; c += tile)
        {
            int at = Math.Min(c, columns - tile);
            for (int lane = 0; lane < lanes; lane += tile)
            {
                Tile(tile, source + at * sStride + lane, sStride, destination + lane * dStride + at, dStride);
            }
        }
    }

    private static int TileOf(int lanes) =>
        lanes == 16 && Avx512F.IsSupported ? 16 : lanes >= 4 && (Sse.IsSupported || AdvSimd.Arm64.IsSupported) ? 4 : 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile(int tile, float* s, nint ss, float* d, nint ds)
    {
        if (tile == 16)
        {
            Tile16(s, ss, d, ds);
        }
        else if (tile == 4)
        {
            Tile4(s, ss, d, ds);
        }
        else
        {
            *d = *s;
        }
    }

    private static void Tile4(float* s, nint ss, float* d, nint ds)
    {
        Lane128.Transpose(
            Vector128.Load(s), Vector128.Load(s + ss), Vector128.Load(s + 2 * ss), Vector128.Load(s + 3 * ss),
            out Vector128<float> a, out Vector128<float> b, out Vector128<float> c, out Vector128<float> e);
        a.Store(d);
        b.Store(d + ds);
        c.Store(d + 2 * ds);
        e.Store(d + 3 * ds);
    }

    private static void Tile16(float* s, nint ss, float* d, nint ds)
    {
        // Lane L of B(g, c) holds column 4L + c of rows 4g..4g+3.
        Quad(s, ss, out Vector512<float> b00, out Vector512<float> b01, out Vector512<float> b02, out Vector512<float> b03);
        Quad(s + 4 * ss, ss, out Vector512<float> b10, out Vector512<float> b11, out Vector512<float> b12, out Vector512<float> b13);
        Quad(s + 8 * ss, ss, out Vector512<float> b20, out Vector512<float> b21, out Vector512<float> b22, out Vector512<float> b23);
        Quad(s + 12 * ss, ss, out Vector512<float> b30, out Vector512<float> b31, out Vector512<float> b32, out Vector512<float> b33);
        Lane512.StoreQuarters(b00, b10, b20, b30, d, 4 * ds);
        Lane512.StoreQuarters(b01, b11, b21, b31, d + ds, 4 * ds);
        Lane512.StoreQuarters(b02, b12, b22, b32, d + 2 * ds, 4 * ds);
        Lane512.StoreQuarters(b03, b13, b23, b33, d + 3 * ds, 4 * ds);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quad(float* s, nint ss, out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2, out Vector512<float> c3) =>
        Lane512.Transpose(Vector512.Load(s), Vector512.Load(s + ss), Vector512.Load(s + 2 * ss), Vector512.Load(s + 3 * ss), out c0, out c1, out c2, out c3);
}
