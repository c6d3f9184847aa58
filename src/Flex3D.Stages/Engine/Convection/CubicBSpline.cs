using System.Runtime.CompilerServices;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Convection;

/// <summary>The cubic B-spline B(x), support (−2, 2), B(0) = 2/3: the kernel k2 of the projection is B(x)·B(y), the map's is B(x)·B(y)·B(z).</summary>
/// <remarks>
/// A point at q with fraction t = q − floor(q) in [0, 1] touches the samples floor(q) − 1 … floor(q) + 2 with weights
/// B(sample − q): (1−t)³/6, 2/3 − t² + t³/2, 2/3 − u² + u³/2 with u = 1−t, t³/6, which sum to 1. Slopes are d/dq of the weights, and sum to 0.
/// In Fourier space the kernel is sinc⁴ on each axis; the code that filters the image divides by it.
/// </remarks>
internal static class CubicBSpline
{
    private const float Sixth = 1f / 6, TwoThirds = 2f / 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights<TLane>(TLane t, out TLane w0, out TLane w1, out TLane w2, out TLane w3)
        where TLane : unmanaged, IArithmeticLane<TLane>
    {
        TLane u = TLane.All(1) - t, t2 = t * t, u2 = u * u;
        TLane half = TLane.All(0.5f), minusOne = TLane.All(-1), twoThirds = TLane.All(TwoThirds), sixth = TLane.All(Sixth);
        w0 = u2 * (u * sixth);
        w1 = TLane.Fma(t2, TLane.Fma(t, half, minusOne), twoThirds);
        w2 = TLane.Fma(u2, TLane.Fma(u, half, minusOne), twoThirds);
        w3 = t2 * (t * sixth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Slopes<TLane>(TLane t, out TLane d0, out TLane d1, out TLane d2, out TLane d3)
        where TLane : unmanaged, IArithmeticLane<TLane>
    {
        TLane u = TLane.All(1) - t, half = TLane.All(0.5f), threeHalves = TLane.All(1.5f), two = TLane.All(2), minusHalf = TLane.All(-0.5f);
        d0 = u * (u * minusHalf);
        d1 = t * TLane.Fma(t, threeHalves, TLane.All(-2));
        d2 = u * TLane.Fma(u, TLane.All(-1.5f), two);
        d3 = t * (t * half);
    }
}
