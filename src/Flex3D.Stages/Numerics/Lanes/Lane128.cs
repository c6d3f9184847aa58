using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Flex3D.Stages.Numerics.Lanes;

/// <summary>Four lanes: NEON and SSE, or in software where there is neither.</summary>
internal readonly unsafe struct Lane128(Vector128<float> value) : IQuadLane<Lane128>
{
    private readonly Vector128<float> _value = value;

    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 All(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Load(float* from) => new(Vector128.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* to, Lane128 value) => value._value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator +(Lane128 a, Lane128 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator -(Lane128 a, Lane128 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator *(Lane128 a, Lane128 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator /(Lane128 a, Lane128 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Fma(Lane128 a, Lane128 b, Lane128 c) => new(Vector128.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 FmaNegated(Lane128 a, Lane128 b, Lane128 c) => new(Vector128.FusedMultiplyAdd(-a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Rectify(Lane128 a) => new(Vector128.Max(a._value, Vector128<float>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lane128 a) => Vector128.Sum(a._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Floor(Lane128 a) => new(Vector128.Floor(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Min(Lane128 a, Lane128 b) => new(Vector128.MinNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Max(Lane128 a, Lane128 b) => new(Vector128.MaxNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllLess(Lane128 a, Lane128 b) => Vector128.LessThanAll(a._value, b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInt32(int* to, Lane128 value) => Vector128.ConvertToInt32Native(value._value).Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadQuads(float* from, int* offsets, out Lane128 q0, out Lane128 q1, out Lane128 q2, out Lane128 q3)
    {
        Transpose(
            Vector128.Load(from + offsets[0]), Vector128.Load(from + offsets[1]), Vector128.Load(from + offsets[2]), Vector128.Load(from + offsets[3]),
            out Vector128<float> c0, out Vector128<float> c1, out Vector128<float> c2, out Vector128<float> c3);
        q0 = new(c0);
        q1 = new(c1);
        q2 = new(c2);
        q3 = new(c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreQuads(float* to, Lane128 q0, Lane128 q1, Lane128 q2, Lane128 q3)
    {
        Transpose(q0._value, q1._value, q2._value, q3._value,
            out Vector128<float> r0, out Vector128<float> r1, out Vector128<float> r2, out Vector128<float> r3);
        r0.Store(to);
        r1.Store(to + 4);
        r2.Store(to + 8);
        r3.Store(to + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddOuterProduct(float* tile, float* y, float* x)
    {
        Vector128<float> row = Vector128.Load(x);
        Vector128.FusedMultiplyAdd(Vector128.Create(y[0]), row, Vector128.Load(tile)).Store(tile);
        Vector128.FusedMultiplyAdd(Vector128.Create(y[1]), row, Vector128.Load(tile + 4)).Store(tile + 4);
        Vector128.FusedMultiplyAdd(Vector128.Create(y[2]), row, Vector128.Load(tile + 8)).Store(tile + 8);
        Vector128.FusedMultiplyAdd(Vector128.Create(y[3]), row, Vector128.Load(tile + 12)).Store(tile + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTangents(float* tile, int columns, bool depth, float* y, float* dy, float* x, float* dx, float* velocities, nint stride)
    {
        AddOuterProduct(tile, y, x);
        Vector128<float> row = Vector128.Load(x), slopes = Vector128.Load(dx);
        for (int j = 0; j < 4; j++)
        {
            Vector128<float> alongX = Vector128.Create(y[j]) * slopes, alongY = Vector128.Create(dy[j]) * row;
            float* to = tile + 4 * j, velocity = velocities;
            for (int c = 0; c < columns; c++, velocity += 2 * stride)
            {
                to += 16;
                Vector128<float> sum = Vector128.FusedMultiplyAdd(Vector128.Create(velocity[0]), alongX, Vector128.Load(to));
                Vector128.FusedMultiplyAdd(Vector128.Create(velocity[stride]), alongY, sum).Store(to);
            }
            if (depth)
            {
                var each = Vector128.Create(velocity[0]);
                Vector128.FusedMultiplyAdd(each, alongX, Vector128.Load(to + 16)).Store(to + 16);
                Vector128.FusedMultiplyAdd(each, alongY, Vector128.Load(to + 32)).Store(to + 32);
            }
        }
    }

    /// <summary>Transposes a 4×4 block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Transpose(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d,
        out Vector128<float> e, out Vector128<float> f, out Vector128<float> g, out Vector128<float> h)
    {
        Vector128<double> ab = ZipLow(a, b).AsDouble(), cd = ZipLow(c, d).AsDouble();
        Vector128<double> abHigh = ZipHigh(a, b).AsDouble(), cdHigh = ZipHigh(c, d).AsDouble();
        e = LowHalves(ab, cd).AsSingle();
        f = HighHalves(ab, cd).AsSingle();
        g = LowHalves(abHigh, cdHigh).AsSingle();
        h = HighHalves(abHigh, cdHigh).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> LowHalves(Vector128<double> a, Vector128<double> b)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.UnpackLow(a, b);
        }
        if (AdvSimd.Arm64.IsSupported)
        {
            return AdvSimd.Arm64.ZipLow(a, b);
        }
        return Vector128.Create(a.GetElement(0), b.GetElement(0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> HighHalves(Vector128<double> a, Vector128<double> b)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.UnpackHigh(a, b);
        }
        if (AdvSimd.Arm64.IsSupported)
        {
            return AdvSimd.Arm64.ZipHigh(a, b);
        }
        return Vector128.Create(a.GetElement(1), b.GetElement(1));
    }

    /// <summary>Returns a0 b0 a1 b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported)
        {
            return Sse.UnpackLow(a, b);
        }
        if (AdvSimd.Arm64.IsSupported)
        {
            return AdvSimd.Arm64.ZipLow(a, b);
        }
        return Vector128.Create(a.GetElement(0), b.GetElement(0), a.GetElement(1), b.GetElement(1));
    }

    /// <summary>Returns a2 b2 a3 b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported)
        {
            return Sse.UnpackHigh(a, b);
        }
        if (AdvSimd.Arm64.IsSupported)
        {
            return AdvSimd.Arm64.ZipHigh(a, b);
        }
        return Vector128.Create(a.GetElement(2), b.GetElement(2), a.GetElement(3), b.GetElement(3));
    }
}
