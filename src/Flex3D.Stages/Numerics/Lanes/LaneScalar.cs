using System.Runtime.CompilerServices;

namespace Flex3D.Stages.Numerics.Lanes;

/// <summary>One lane, for boxes too small for a vector, and processors without vector instructions.</summary>
internal readonly unsafe struct LaneScalar(float value) : ILane<LaneScalar>
{
    private readonly float _value = value;

    public static int Width => 1;

    public static LaneScalar All(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneScalar Load(float* from) => new(*from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* to, LaneScalar value) => *to = value._value;

    public static LaneScalar operator +(LaneScalar a, LaneScalar b) => new(a._value + b._value);

    public static LaneScalar operator -(LaneScalar a, LaneScalar b) => new(a._value - b._value);

    public static LaneScalar operator *(LaneScalar a, LaneScalar b) => new(a._value * b._value);

    public static LaneScalar operator /(LaneScalar a, LaneScalar b) => new(a._value / b._value);

    public static LaneScalar Fma(LaneScalar a, LaneScalar b, LaneScalar c) => new(MathF.FusedMultiplyAdd(a._value, b._value, c._value));

    public static LaneScalar FmaNegated(LaneScalar a, LaneScalar b, LaneScalar c) => new(MathF.FusedMultiplyAdd(-a._value, b._value, c._value));

    public static LaneScalar Rectify(LaneScalar a) => new(MathF.Max(a._value, 0));

    public static bool AllLess(LaneScalar a, LaneScalar b) => a._value < b._value;

    public static float Sum(LaneScalar a) => a._value;
}
