using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Flex3D.Stages.Numerics.Lanes;

/// <summary>Eight lanes: AVX2 with FMA. Used only where <see cref="IsSupported"/> is true.</summary>
internal readonly unsafe struct Lane256(Vector256<float> value) : IQuadLane<Lane256>
{
    private readonly Vector256<float> _value = value;

    public static bool IsSupported => Avx2.IsSupported && Fma3Supported;

    public static int Width => 8;

    private static bool Fma3Supported => System.Runtime.Intrinsics.X86.Fma.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 All(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Load(float* from) => new(Vector256.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* to, Lane256 value) => value._value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator +(Lane256 a, Lane256 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator -(Lane256 a, Lane256 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator *(Lane256 a, Lane256 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator /(Lane256 a, Lane256 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Fma(Lane256 a, Lane256 b, Lane256 c) => new(Vector256.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 FmaNegated(Lane256 a, Lane256 b, Lane256 c) => new(Vector256.FusedMultiplyAdd(-a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Rectify(Lane256 a) => new(Vector256.Max(a._value, Vector256<float>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lane256 a) => Vector256.Sum(a._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Floor(Lane256 a) => new(Vector256.Floor(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Min(Lane256 a, Lane256 b) => new(Vector256.MinNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Max(Lane256 a, Lane256 b) => new(Vector256.MaxNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllLess(Lane256 a, Lane256 b) => Vector256.LessThanAll(a._value, b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInt32(int* to, Lane256 value) => Vector256.ConvertToInt32Native(value._value).Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadQuads(float* from, int* offsets, out Lane256 q0, out Lane256 q1, out Lane256 q2, out Lane256 q3)
    {
        Transpose(
            Pair(from + offsets[0], from + offsets[4]), Pair(from + offsets[1], from + offsets[5]),
            Pair(from + offsets[2], from + offsets[6]), Pair(from + offsets[3], from + offsets[7]),
            out Vector256<float> c0, out Vector256<float> c1, out Vector256<float> c2, out Vector256<float> c3);
        q0 = new(c0);
        q1 = new(c1);
        q2 = new(c2);
        q3 = new(c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreQuads(float* to, Lane256 q0, Lane256 q1, Lane256 q2, Lane256 q3)
    {
        // Row r holds the quads of lanes r and 4 + r.
        Transpose(q0._value, q1._value, q2._value, q3._value,
            out Vector256<float> r0, out Vector256<float> r1, out Vector256<float> r2, out Vector256<float> r3);
        Vector256.Create(r0.GetLower(), r1.GetLower()).Store(to);
        Vector256.Create(r2.GetLower(), r3.GetLower()).Store(to + 8);
        Vector256.Create(r0.GetUpper(), r1.GetUpper()).Store(to + 16);
        Vector256.Create(r2.GetUpper(), r3.GetUpper()).Store(to + 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddOuterProduct(float* tile, float* y, float* x)
    {
        Vector128<float> quad = Vector128.Load(x);
        Vector256<float> row = Vector256.Create(quad, quad);
        Vector256<float> y01 = Vector256.Create(Vector128.Create(y[0]), Vector128.Create(y[1]));
        Vector256<float> y23 = Vector256.Create(Vector128.Create(y[2]), Vector128.Create(y[3]));
        Vector256.FusedMultiplyAdd(y01, row, Vector256.Load(tile)).Store(tile);
        Vector256.FusedMultiplyAdd(y23, row, Vector256.Load(tile + 8)).Store(tile + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTangents(float* tile, int columns, bool depth, float* y, float* dy, float* x, float* dx, float* velocities, nint stride)
    {
        AddOuterProduct(tile, y, x);
        Vector128<float> quad = Vector128.Load(x), slope = Vector128.Load(dx);
        Vector256<float> row = Vector256.Create(quad, quad), slopes = Vector256.Create(slope, slope);
        for (int half = 0; half < 2; half++)
        {
            Vector256<float> weights = Vector256.Create(Vector128.Create(y[2 * half]), Vector128.Create(y[2 * half + 1]));
            Vector256<float> alongX = weights * slopes, alongY = Vector256.Create(Vector128.Create(dy[2 * half]), Vector128.Create(dy[2 * half + 1])) * row;
            float* to = tile + 8 * half, velocity = velocities;
            for (int c = 0; c < columns; c++, velocity += 2 * stride)
            {
                to += 16;
                Vector256<float> sum = Vector256.FusedMultiplyAdd(Vector256.Create(velocity[0]), alongX, Vector256.Load(to));
                Vector256.FusedMultiplyAdd(Vector256.Create(velocity[stride]), alongY, sum).Store(to);
            }
            if (depth)
            {
                var each = Vector256.Create(velocity[0]);
                Vector256.FusedMultiplyAdd(each, alongX, Vector256.Load(to + 16)).Store(to + 16);
                Vector256.FusedMultiplyAdd(each, alongY, Vector256.Load(to + 32)).Store(to + 32);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(float* lower, float* upper) => Vector128.Load(lower).ToVector256Unsafe().WithUpper(Vector128.Load(upper));

    /// <summary>Transposes 4×4 blocks inside each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d,
        out Vector256<float> e, out Vector256<float> f, out Vector256<float> g, out Vector256<float> h)
    {
        Vector256<double> ab = Avx.UnpackLow(a, b).AsDouble(), cd = Avx.UnpackLow(c, d).AsDouble();
        Vector256<double> abHigh = Avx.UnpackHigh(a, b).AsDouble(), cdHigh = Avx.UnpackHigh(c, d).AsDouble();
        e = Avx.UnpackLow(ab, cd).AsSingle();
        f = Avx.UnpackHigh(ab, cd).AsSingle();
        g = Avx.UnpackLow(abHigh, cdHigh).AsSingle();
        h = Avx.UnpackHigh(abHigh, cdHigh).AsSingle();
    }
}
