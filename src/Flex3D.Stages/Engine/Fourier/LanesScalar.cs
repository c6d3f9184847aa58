using System.Runtime.CompilerServices;

namespace Flex3D.Stages.Engine.Fourier;

/// <summary>One lane: boxes too small for a vector, and processors without any.</summary>
internal readonly unsafe struct LanesScalar : ILanes<float>
{
    public static int Width => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load(float* source) => *source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, float value) => *destination = value;

    public static float Broadcast(float value) => value;

    public static float Add(float a, float b) => a + b;

    public static float Subtract(float a, float b) => a - b;

    public static float Multiply(float a, float b) => a * b;

    public static float MultiplyAdd(float a, float b, float c) => float.MultiplyAddEstimate(a, b, c);

    public static float MultiplySubtractFrom(float a, float b, float c) => float.MultiplyAddEstimate(-a, b, c);

    public static float Rectify(float a) => MathF.Max(a, 0);

    public static float Sum(float a) => a;
}
