using System.Runtime.CompilerServices;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Numerics.Fourier;

/// <summary>Computes one pass of the Stockham autosort FFT (decimation in frequency), for radix 2, 3, 4 and 5; <see cref="OddRadix"/> and <see cref="RaderRadix"/> do other primes.</summary>
/// <remarks>
/// Every element is a whole vector of independent transforms. A pass of radix r over a length r·m, stride s reads element
/// q + s(p + i m), i = 0..r−1, transforms those r, turns output i by w^(p i), w = exp(−2πi/(r m)), and writes it to
/// q + s(r p + i). Element strides are given in floats, so that the first pass can read rows of an image and the last one
/// can write them. Real and imaginary parts are separate: exchanging them on both sides gives the inverse transform.
/// </remarks>
internal static unsafe class Butterflies
{
    private const float Sin60 = 0.866025403784438647f;
    private const float Cos72 = 0.309016994374947424f, Sin72 = 0.951056516295153572f;
    private const float Cos144 = -0.809016994374947424f, Sin144 = 0.587785252292473129f;

    public static void Radix2<TLane>(float* xr, float* xi, nint xs, float* yr, float* yi, nint ys, int m, int s, float* twiddles)
        where TLane : unmanaged, ILane<TLane>
    {
        for (int p = 0; p < m; p++, twiddles += 2)
        {
            for (int q = 0; q < s; q++)
            {
                nint i0 = (q + (nint)s * p) * xs, i1 = i0 + (nint)s * m * xs;
                TLane a0r = TLane.Load(xr + i0), a0i = TLane.Load(xi + i0), a1r = TLane.Load(xr + i1), a1i = TLane.Load(xi + i1);
                nint o = (q + (nint)s * 2 * p) * ys, step = s * ys;
                TLane.Store(yr + o, a0r + a1r);
                TLane.Store(yi + o, a0i + a1i);
                Turn<TLane>(yr, yi, o + step, a0r - a1r, a0i - a1i, twiddles, p);
            }
        }
    }

    public static void Radix3<TLane>(float* xr, float* xi, nint xs, float* yr, float* yi, nint ys, int m, int s, float* twiddles)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane half = TLane.All(0.5f), sin = TLane.All(Sin60);
        nint stepIn = (nint)s * m * xs, stepOut = s * ys;
        for (int p = 0; p < m; p++, twiddles += 4)
        {
            for (int q = 0; q < s; q++)
            {
                nint i = (q + (nint)s * p) * xs;
                TLane a0r = TLane.Load(xr + i), a0i = TLane.Load(xi + i);
                i += stepIn;
                TLane a1r = TLane.Load(xr + i), a1i = TLane.Load(xi + i);
                i += stepIn;
                TLane a2r = TLane.Load(xr + i), a2i = TLane.Load(xi + i);

                TLane tr = a1r + a2r, ti = a1i + a2i;
                TLane nr = (a1r - a2r) * sin, ni = (a1i - a2i) * sin;
                TLane mr = TLane.FmaNegated(tr, half, a0r), mi = TLane.FmaNegated(ti, half, a0i);

                nint o = (q + (nint)s * 3 * p) * ys;
                TLane.Store(yr + o, a0r + tr);
                TLane.Store(yi + o, a0i + ti);
                Turn<TLane>(yr, yi, o + stepOut, mr + ni, mi - nr, twiddles, p);
                Turn<TLane>(yr, yi, o + 2 * stepOut, mr - ni, mi + nr, twiddles + 2, p);
            }
        }
    }

    public static void Radix4<TLane>(float* xr, float* xi, nint xs, float* yr, float* yi, nint ys, int m, int s, float* twiddles)
        where TLane : unmanaged, ILane<TLane>
    {
        nint stepIn = (nint)s * m * xs, stepOut = s * ys;
        for (int p = 0; p < m; p++, twiddles += 6)
        {
            for (int q = 0; q < s; q++)
            {
                nint i = (q + (nint)s * p) * xs;
                TLane a0r = TLane.Load(xr + i), a0i = TLane.Load(xi + i);
                i += stepIn;
                TLane a1r = TLane.Load(xr + i), a1i = TLane.Load(xi + i);
                i += stepIn;
                TLane a2r = TLane.Load(xr + i), a2i = TLane.Load(xi + i);
                i += stepIn;
                TLane a3r = TLane.Load(xr + i), a3i = TLane.Load(xi + i);

                TLane t0r = a0r + a2r, t0i = a0i + a2i, t1r = a0r - a2r, t1i = a0i - a2i;
                TLane t2r = a1r + a3r, t2i = a1i + a3i, t3r = a1r - a3r, t3i = a1i - a3i;

                nint o = (q + (nint)s * 4 * p) * ys;
                TLane.Store(yr + o, t0r + t2r);
                TLane.Store(yi + o, t0i + t2i);
                Turn<TLane>(yr, yi, o + stepOut, t1r + t3i, t1i - t3r, twiddles, p);
                Turn<TLane>(yr, yi, o + 2 * stepOut, t0r - t2r, t0i - t2i, twiddles + 2, p);
                Turn<TLane>(yr, yi, o + 3 * stepOut, t1r - t3i, t1i + t3r, twiddles + 4, p);
            }
        }
    }

    public static void Radix5<TLane>(float* xr, float* xi, nint xs, float* yr, float* yi, nint ys, int m, int s, float* twiddles)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane c1 = TLane.All(Cos72), c2 = TLane.All(Cos144), s1 = TLane.All(Sin72), s2 = TLane.All(Sin144);
        nint stepIn = (nint)s * m * xs, stepOut = s * ys;
        for (int p = 0; p < m; p++, twiddles += 8)
        {
            for (int q = 0; q < s; q++)
            {
                nint i = (q + (nint)s * p) * xs;
                TLane a0r = TLane.Load(xr + i), a0i = TLane.Load(xi + i);
                i += stepIn;
                TLane a1r = TLane.Load(xr + i), a1i = TLane.Load(xi + i);
                i += stepIn;
                TLane a2r = TLane.Load(xr + i), a2i = TLane.Load(xi + i);
                i += stepIn;
                TLane a3r = TLane.Load(xr + i), a3i = TLane.Load(xi + i);
                i += stepIn;
                TLane a4r = TLane.Load(xr + i), a4i = TLane.Load(xi + i);

                TLane t1r = a1r + a4r, t1i = a1i + a4i, t3r = a1r - a4r, t3i = a1i - a4i;
                TLane t2r = a2r + a3r, t2i = a2i + a3i, t4r = a2r - a3r, t4i = a2i - a3i;

                nint o = (q + (nint)s * 5 * p) * ys;
                TLane.Store(yr + o, a0r + (t1r + t2r));
                TLane.Store(yi + o, a0i + (t1i + t2i));

                TLane m1r = TLane.Fma(t2r, c2, TLane.Fma(t1r, c1, a0r)), m1i = TLane.Fma(t2i, c2, TLane.Fma(t1i, c1, a0i));
                TLane n1r = TLane.Fma(t4r, s2, t3r * s1), n1i = TLane.Fma(t4i, s2, t3i * s1);
                Turn<TLane>(yr, yi, o + stepOut, m1r + n1i, m1i - n1r, twiddles, p);
                Turn<TLane>(yr, yi, o + 4 * stepOut, m1r - n1i, m1i + n1r, twiddles + 6, p);

                TLane m2r = TLane.Fma(t2r, c1, TLane.Fma(t1r, c2, a0r)), m2i = TLane.Fma(t2i, c1, TLane.Fma(t1i, c2, a0i));
                TLane n2r = TLane.FmaNegated(t4r, s1, t3r * s2), n2i = TLane.FmaNegated(t4i, s1, t3i * s2);
                Turn<TLane>(yr, yi, o + 2 * stepOut, m2r + n2i, m2i - n2r, twiddles + 2, p);
                Turn<TLane>(yr, yi, o + 3 * stepOut, m2r - n2i, m2i + n2r, twiddles + 4, p);
            }
        }
    }

    /// <summary>Stores (re + i im)·w at <paramref name="o"/>; w is 1 for p = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Turn<TLane>(float* yr, float* yi, nint o, TLane re, TLane im, float* w, int p)
        where TLane : unmanaged, ILane<TLane>
    {
        if (p == 0)
        {
            TLane.Store(yr + o, re);
            TLane.Store(yi + o, im);
            return;
        }
        TLane wr = TLane.All(w[0]), wi = TLane.All(w[1]);
        TLane.Store(yr + o, TLane.FmaNegated(im, wi, re * wr));
        TLane.Store(yi + o, TLane.Fma(im, wr, re * wi));
    }
}
