using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Flex3D.Stages.Engine.Fourier;

/// <summary>Transposes a band of <c>lanes</c> rows (1, 4, 8 or 16): destination[c][lane] = source[lane][c].</summary>
/// <remarks>
/// Tiles at the end overlap their neighbour instead of needing a tail, so there must be at least as many columns as a tile is
/// wide (the number of lanes is enough) and source and destination must not overlap.
/// </remarks>
internal static unsafe class TileTranspose
{
    /// <summary>Rows of a band to columns of vectors: destination[c·dStride + lane] = source[lane·sStride + c].</summary>
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

    /// <summary>Columns of vectors back to rows of a band: destination[lane·dStride + c] = source[c·sStride + lane].</summary>
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
        Vector128<float> r0 = Vector128.Load(s), r1 = Vector128.Load(s + ss), r2 = Vector128.Load(s + 2 * ss), r3 = Vector128.Load(s + 3 * ss);
        if (Sse.IsSupported)
        {
            Vector128<float> a = Sse.UnpackLow(r0, r1), b = Sse.UnpackLow(r2, r3), c = Sse.UnpackHigh(r0, r1), e = Sse.UnpackHigh(r2, r3);
            Vector128.Store(Sse.MoveLowToHigh(a, b), d);
            Vector128.Store(Sse.MoveHighToLow(b, a), d + ds);
            Vector128.Store(Sse.MoveLowToHigh(c, e), d + 2 * ds);
            Vector128.Store(Sse.MoveHighToLow(e, c), d + 3 * ds);
        }
        else
        {
            Vector128<double> a = AdvSimd.Arm64.ZipLow(r0, r1).AsDouble(), b = AdvSimd.Arm64.ZipLow(r2, r3).AsDouble();
            Vector128<double> c = AdvSimd.Arm64.ZipHigh(r0, r1).AsDouble(), e = AdvSimd.Arm64.ZipHigh(r2, r3).AsDouble();
            Vector128.Store(AdvSimd.Arm64.ZipLow(a, b).AsSingle(), d);
            Vector128.Store(AdvSimd.Arm64.ZipHigh(a, b).AsSingle(), d + ds);
            Vector128.Store(AdvSimd.Arm64.ZipLow(c, e).AsSingle(), d + 2 * ds);
            Vector128.Store(AdvSimd.Arm64.ZipHigh(c, e).AsSingle(), d + 3 * ds);
        }
    }

    private static void Tile16(float* s, nint ss, float* d, nint ds)
    {
        // Lane L of B(g, c) holds column 4L + c of rows 4g..4g+3.
        Quad(s, ss, out Vector512<float> b00, out Vector512<float> b01, out Vector512<float> b02, out Vector512<float> b03);
        Quad(s + 4 * ss, ss, out Vector512<float> b10, out Vector512<float> b11, out Vector512<float> b12, out Vector512<float> b13);
        Quad(s + 8 * ss, ss, out Vector512<float> b20, out Vector512<float> b21, out Vector512<float> b22, out Vector512<float> b23);
        Quad(s + 12 * ss, ss, out Vector512<float> b30, out Vector512<float> b31, out Vector512<float> b32, out Vector512<float> b33);
        Lanes(b00, b10, b20, b30, d, ds);
        Lanes(b01, b11, b21, b31, d + ds, ds);
        Lanes(b02, b12, b22, b32, d + 2 * ds, ds);
        Lanes(b03, b13, b23, b33, d + 3 * ds, ds);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quad(float* s, nint ss, out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2, out Vector512<float> c3)
    {
        Vector512<float> r0 = Vector512.Load(s), r1 = Vector512.Load(s + ss), r2 = Vector512.Load(s + 2 * ss), r3 = Vector512.Load(s + 3 * ss);
        Vector512<double> a = Avx512F.UnpackLow(r0, r1).AsDouble(), b = Avx512F.UnpackLow(r2, r3).AsDouble();
        Vector512<double> c = Avx512F.UnpackHigh(r0, r1).AsDouble(), e = Avx512F.UnpackHigh(r2, r3).AsDouble();
        c0 = Avx512F.UnpackLow(a, b).AsSingle();
        c1 = Avx512F.UnpackHigh(a, b).AsSingle();
        c2 = Avx512F.UnpackLow(c, e).AsSingle();
        c3 = Avx512F.UnpackHigh(c, e).AsSingle();
    }

    /// <summary>Transposes four vectors by 128-bit quarters; quarter L goes to row 4L.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Lanes(Vector512<float> b0, Vector512<float> b1, Vector512<float> b2, Vector512<float> b3, float* d, nint ds)
    {
        Vector512<float> u0 = Avx512F.Shuffle4x128(b0, b1, 0x44), u1 = Avx512F.Shuffle4x128(b0, b1, 0xEE);
        Vector512<float> u2 = Avx512F.Shuffle4x128(b2, b3, 0x44), u3 = Avx512F.Shuffle4x128(b2, b3, 0xEE);
        Vector512.Store(Avx512F.Shuffle4x128(u0, u2, 0x88), d);
        Vector512.Store(Avx512F.Shuffle4x128(u0, u2, 0xDD), d + 4 * ds);
        Vector512.Store(Avx512F.Shuffle4x128(u1, u3, 0x88), d + 8 * ds);
        Vector512.Store(Avx512F.Shuffle4x128(u1, u3, 0xDD), d + 12 * ds);
    }
}
