using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Flex3D.Stages.Numerics.Lanes;

/// <summary>Sixteen lanes: AVX-512. Used only where <see cref="IsSupported"/> is true.</summary>
internal readonly unsafe struct Lane512(Vector512<float> value) : IQuadLane<Lane512>
{
    private readonly Vector512<float> _value = value;

    public static bool IsSupported => Avx512F.IsSupported;

    public static int Width => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 All(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Load(float* from) => new(Vector512.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* to, Lane512 value) => value._value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator +(Lane512 a, Lane512 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator -(Lane512 a, Lane512 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator *(Lane512 a, Lane512 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator /(Lane512 a, Lane512 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Fma(Lane512 a, Lane512 b, Lane512 c) => new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 FmaNegated(Lane512 a, Lane512 b, Lane512 c) => new(Vector512.FusedMultiplyAdd(-a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Rectify(Lane512 a) => new(Vector512.Max(a._value, Vector512<float>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lane512 a) => Vector512.Sum(a._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Floor(Lane512 a) => new(Vector512.Floor(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Min(Lane512 a, Lane512 b) => new(Vector512.MinNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Max(Lane512 a, Lane512 b) => new(Vector512.MaxNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllLess(Lane512 a, Lane512 b) => Vector512.LessThanAll(a._value, b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInt32(int* to, Lane512 value) => Vector512.ConvertToInt32Native(value._value).Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadQuads(float* from, int* offsets, out Lane512 q0, out Lane512 q1, out Lane512 q2, out Lane512 q3)
    {
        Transpose(
            Four(from, offsets), Four(from, offsets + 1), Four(from, offsets + 2), Four(from, offsets + 3),
            out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2, out Vector512<float> c3);
        q0 = new(c0);
        q1 = new(c1);
        q2 = new(c2);
        q3 = new(c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreQuads(float* to, Lane512 q0, Lane512 q1, Lane512 q2, Lane512 q3)
    {
        // Row r holds the quads of lanes r, 4 + r, 8 + r and 12 + r: a second transpose, of quads, puts them in order.
        Transpose(q0._value, q1._value, q2._value, q3._value,
            out Vector512<float> r0, out Vector512<float> r1, out Vector512<float> r2, out Vector512<float> r3);
        StoreQuarters(r0, r1, r2, r3, to, 16);
    }

    /// <summary>Transposes four vectors by quarters: quarter L of each goes to row L, rows <paramref name="stride"/> floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreQuarters(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* to, nint stride)
    {
        Vector512<float> lowerAB = Avx512F.Shuffle4x128(a, b, 0b01_00_01_00), upperAB = Avx512F.Shuffle4x128(a, b, 0b11_10_11_10);
        Vector512<float> lowerCD = Avx512F.Shuffle4x128(c, d, 0b01_00_01_00), upperCD = Avx512F.Shuffle4x128(c, d, 0b11_10_11_10);
        Avx512F.Shuffle4x128(lowerAB, lowerCD, 0b10_00_10_00).Store(to);
        Avx512F.Shuffle4x128(lowerAB, lowerCD, 0b11_01_11_01).Store(to + stride);
        Avx512F.Shuffle4x128(upperAB, upperCD, 0b10_00_10_00).Store(to + 2 * stride);
        Avx512F.Shuffle4x128(upperAB, upperCD, 0b11_01_11_01).Store(to + 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddOuterProduct(float* tile, float* y, float* x)
    {
        Vector512<float> rows = Avx512F.BroadcastVector128ToVector512(x);
        Vector512<float> columns = Avx512F.PermuteVar4x32(
            Avx512F.BroadcastVector128ToVector512(y),
            Vector512.Create(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3));
        Vector512.FusedMultiplyAdd(columns, rows, Vector512.Load(tile)).Store(tile);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTangents(float* tile, int columns, bool depth, float* y, float* dy, float* x, float* dx, float* velocities, nint stride)
    {
        Vector512<int> fours = Vector512.Create(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
        Vector512<float> weights = Avx512F.PermuteVar4x32(Avx512F.BroadcastVector128ToVector512(y), fours), row = Avx512F.BroadcastVector128ToVector512(x);
        Vector512<float> alongX = weights * Avx512F.BroadcastVector128ToVector512(dx);
        Vector512<float> alongY = Avx512F.PermuteVar4x32(Avx512F.BroadcastVector128ToVector512(dy), fours) * row;
        Vector512.FusedMultiplyAdd(weights, row, Vector512.Load(tile)).Store(tile);
        // Two columns in a turn: the loop itself costs as much as half a column.
        for (; columns > 1; columns -= 2, velocities += 4 * stride)
        {
            tile += 32;
            Vector512<float> even = Vector512.FusedMultiplyAdd(Vector512.Create(velocities[0]), alongX, Vector512.Load(tile - 16));
            Vector512<float> odd = Vector512.FusedMultiplyAdd(Vector512.Create(velocities[2 * stride]), alongX, Vector512.Load(tile));
            Vector512.FusedMultiplyAdd(Vector512.Create(velocities[stride]), alongY, even).Store(tile - 16);
            Vector512.FusedMultiplyAdd(Vector512.Create(velocities[3 * stride]), alongY, odd).Store(tile);
        }
        if (columns > 0)
        {
            tile += 16;
            Vector512<float> sum = Vector512.FusedMultiplyAdd(Vector512.Create(velocities[0]), alongX, Vector512.Load(tile));
            Vector512.FusedMultiplyAdd(Vector512.Create(velocities[stride]), alongY, sum).Store(tile);
            velocities += 2 * stride;
        }
        if (depth)
        {
            var each = Vector512.Create(velocities[0]);
            Vector512.FusedMultiplyAdd(each, alongX, Vector512.Load(tile + 16)).Store(tile + 16);
            Vector512.FusedMultiplyAdd(each, alongY, Vector512.Load(tile + 32)).Store(tile + 32);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Four(float* from, int* offsets)
    {
        // Vector512.Create(lower, upper) would go through the stack.
        Vector256<float> lower = Vector128.Load(from + offsets[0]).ToVector256Unsafe().WithUpper(Vector128.Load(from + offsets[4]));
        Vector256<float> upper = Vector128.Load(from + offsets[8]).ToVector256Unsafe().WithUpper(Vector128.Load(from + offsets[12]));
        return lower.ToVector512Unsafe().WithUpper(upper);
    }

    /// <summary>Transposes 4×4 blocks inside each quarter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Transpose(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d,
        out Vector512<float> e, out Vector512<float> f, out Vector512<float> g, out Vector512<float> h)
    {
        Vector512<double> ab = Avx512F.UnpackLow(a, b).AsDouble(), cd = Avx512F.UnpackLow(c, d).AsDouble();
        Vector512<double> abHigh = Avx512F.UnpackHigh(a, b).AsDouble(), cdHigh = Avx512F.UnpackHigh(c, d).AsDouble();
        e = Avx512F.UnpackLow(ab, cd).AsSingle();
        f = Avx512F.UnpackHigh(ab, cd).AsSingle();
        g = Avx512F.UnpackLow(abHigh, cdHigh).AsSingle();
        h = Avx512F.UnpackHigh(abHigh, cdHigh).AsSingle();
    }
}
