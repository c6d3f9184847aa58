using System.Runtime.CompilerServices;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Priors;

/// <summary>Finds the rotation nearest to each lane's 3×3 matrix D by Newton's iteration R ← ½(R + R⁻ᵀ) from R = D (Higham 1986); <see cref="NearestRotation"/> is for matrices for which it converges badly.</summary>
/// <remarks>The iteration converges quadratically to the polar factor, which is a rotation where det D &gt; 0.</remarks>
internal static class PolarRotation<TLane>
    where TLane : unmanaged, IArithmeticLane<TLane>
{
    /// <summary>The smallest determinant for the iteration: below it Newton's iteration is slow or converges to a reflection.</summary>
    public const float SmallestDeterminant = 0.02f;

    /// <summary>The ‖step‖² below which one more step would change nothing.</summary>
    public const float SmallestStep = 1e-7f;

    private const int Iterations = 12;

    /// <summary>Replaces D by R; false if some lane needs <see cref="NearestRotation"/>.</summary>
    /// <param name="first">det D.</param>
    /// <param name="step">‖last step‖².</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Iterate(
        ref TLane r00, ref TLane r01, ref TLane r02, ref TLane r10, ref TLane r11, ref TLane r12, ref TLane r20, ref TLane r21, ref TLane r22,
        out TLane first, out TLane step)
    {
        TLane half = TLane.All(0.5f), minusHalf = TLane.All(-0.5f), tolerance = TLane.All(SmallestStep);
        TLane a = r00, b = r01, c = r02, d = r10, e = r11, f = r12, g = r20, h = r21, i = r22;
        first = default;
        step = default;
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            TLane ca = e * i - f * h, cb = f * g - d * i, cc = d * h - e * g;
            TLane cd = c * h - b * i, ce = a * i - c * g, cf = b * g - a * h;
            TLane cg = b * f - c * e, ch = c * d - a * f, ci = a * e - b * d;
            TLane determinant = TLane.Fma(c, cc, TLane.Fma(b, cb, a * ca));
            first = iteration == 0 ? determinant : first;
            TLane s = half / determinant;
            // The steps ½(R⁻ᵀ − R).
            (ca, cb, cc) = (TLane.Fma(s, ca, minusHalf * a), TLane.Fma(s, cb, minusHalf * b), TLane.Fma(s, cc, minusHalf * c));
            (cd, ce, cf) = (TLane.Fma(s, cd, minusHalf * d), TLane.Fma(s, ce, minusHalf * e), TLane.Fma(s, cf, minusHalf * f));
            (cg, ch, ci) = (TLane.Fma(s, cg, minusHalf * g), TLane.Fma(s, ch, minusHalf * h), TLane.Fma(s, ci, minusHalf * i));
            (a, b, c) = (a + ca, b + cb, c + cc);
            (d, e, f) = (d + cd, e + ce, f + cf);
            (g, h, i) = (g + cg, h + ch, i + ci);
            step = TLane.Fma(cc, cc, TLane.Fma(cb, cb, ca * ca)) + TLane.Fma(cf, cf, TLane.Fma(ce, ce, cd * cd)) + TLane.Fma(ci, ci, TLane.Fma(ch, ch, cg * cg));
            if (TLane.AllLess(step, tolerance))
            {
                break;
            }
        }
        (r00, r01, r02, r10, r11, r12, r20, r21, r22) = (a, b, c, d, e, f, g, h, i);
        return TLane.AllLess(step, tolerance) && TLane.AllLess(TLane.All(SmallestDeterminant), first);
    }
}
