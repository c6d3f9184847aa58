using System.Runtime.CompilerServices;

namespace Flex3D.Stages.Engine.Fourier;

/// <summary>One pass of the Stockham autosort FFT (decimation in frequency), for radix 2, 3, 4 and 5.</summary>
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

    public static void Radix2<TVector, TLanes>(float* xr, float* xi, nint xs, float* yr, float* yi, nint ys, int m, int s, float* twiddles)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        for (int p = 0; p < m; p++, twiddles += 2)
        {
            for (int q = 0; q < s; q++)
            {
                nint i0 = (q + (nint)s * p) * xs, i1 = i0 + (nint)s * m * xs;
                TVector a0r = TLanes.Load(xr + i0), a0i = TLanes.Load(xi + i0), a1r = TLanes.Load(xr + i1), a1i = TLanes.Load(xi + i1);
                nint o = (q + (nint)s * 2 * p) * ys, step = s * ys;
                TLanes.Store(yr + o, TLanes.Add(a0r, a1r));
                TLanes.Store(yi + o, TLanes.Add(a0i, a1i));
                Turn<TVector, TLanes>(yr, yi, o + step, TLanes.Subtract(a0r, a1r), TLanes.Subtract(a0i, a1i), twiddles, p);
            }
        }
    }

    public static void Radix3<TVector, TLanes>(float* xr, float* xi, nint xs, float* yr, float* yi, nint ys, int m, int s, float* twiddles)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        TVector half = TLanes.Broadcast(0.5f), sin = TLanes.Broadcast(Sin60);
        nint stepIn = (nint)s * m * xs, stepOut = s * ys;
        for (int p = 0; p < m; p++, twiddles += 4)
        {
            for (int q = 0; q < s; q++)
            {
                nint i = (q + (nint)s * p) * xs;
                TVector a0r = TLanes.Load(xr + i), a0i = TLanes.Load(xi + i);
                i += stepIn;
                TVector a1r = TLanes.Load(xr + i), a1i = TLanes.Load(xi + i);
                i += stepIn;
                TVector a2r = TLanes.Load(xr + i), a2i = TLanes.Load(xi + i);

                TVector tr = TLanes.Add(a1r, a2r), ti = TLanes.Add(a1i, a2i);
                TVector nr = TLanes.Multiply(TLanes.Subtract(a1r, a2r), sin), ni = TLanes.Multiply(TLanes.Subtract(a1i, a2i), sin);
                TVector mr = TLanes.MultiplySubtractFrom(tr, half, a0r), mi = TLanes.MultiplySubtractFrom(ti, half, a0i);

                nint o = (q + (nint)s * 3 * p) * ys;
                TLanes.Store(yr + o, TLanes.Add(a0r, tr));
                TLanes.Store(yi + o, TLanes.Add(a0i, ti));
                Turn<TVector, TLanes>(yr, yi, o + stepOut, TLanes.Add(mr, ni), TLanes.Subtract(mi, nr), twiddles, p);
                Turn<TVector, TLanes>(yr, yi, o + 2 * stepOut, TLanes.Subtract(mr, ni), TLanes.Add(mi, nr), twiddles + 2, p);
            }
        }
    }

    public static void Radix4<TVector, TLanes>(float* xr, float* xi, nint xs, float* yr, float* yi, nint ys, int m, int s, float* twiddles)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        nint stepIn = (nint)s * m * xs, stepOut = s * ys;
        for (int p = 0; p < m; p++, twiddles += 6)
        {
            for (int q = 0; q < s; q++)
            {
                nint i = (q + (nint)s * p) * xs;
                TVector a0r = TLanes.Load(xr + i), a0i = TLanes.Load(xi + i);
                i += stepIn;
                TVector a1r = TLanes.Load(xr + i), a1i = TLanes.Load(xi + i);
                i += stepIn;
                TVector a2r = TLanes.Load(xr + i), a2i = TLanes.Load(xi + i);
                i += stepIn;
                TVector a3r = TLanes.Load(xr + i), a3i = TLanes.Load(xi + i);

                TVector t0r = TLanes.Add(a0r, a2r), t0i = TLanes.Add(a0i, a2i), t1r = TLanes.Subtract(a0r, a2r), t1i = TLanes.Subtract(a0i, a2i);
                TVector t2r = TLanes.Add(a1r, a3r), t2i = TLanes.Add(a1i, a3i), t3r = TLanes.Subtract(a1r, a3r), t3i = TLanes.Subtract(a1i, a3i);

                nint o = (q + (nint)s * 4 * p) * ys;
                TLanes.Store(yr + o, TLanes.Add(t0r, t2r));
                TLanes.Store(yi + o, TLanes.Add(t0i, t2i));
                Turn<TVector, TLanes>(yr, yi, o + stepOut, TLanes.Add(t1r, t3i), TLanes.Subtract(t1i, t3r), twiddles, p);
                Turn<TVector, TLanes>(yr, yi, o + 2 * stepOut, TLanes.Subtract(t0r, t2r), TLanes.Subtract(t0i, t2i), twiddles + 2, p);
                Turn<TVector, TLanes>(yr, yi, o + 3 * stepOut, TLanes.Subtract(t1r, t3i), TLanes.Add(t1i, t3r), twiddles + 4, p);
            }
        }
    }

    public static void Radix5<TVector, TLanes>(float* xr, float* xi, nint xs, float* yr, float* yi, nint ys, int m, int s, float* twiddles)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        TVector c1 = TLanes.Broadcast(Cos72), c2 = TLanes.Broadcast(Cos144), s1 = TLanes.Broadcast(Sin72), s2 = TLanes.Broadcast(Sin144);
        nint stepIn = (nint)s * m * xs, stepOut = s * ys;
        for (int p = 0; p < m; p++, twiddles += 8)
        {
            for (int q = 0; q < s; q++)
            {
                nint i = (q + (nint)s * p) * xs;
                TVector a0r = TLanes.Load(xr + i), a0i = TLanes.Load(xi + i);
                i += stepIn;
                TVector a1r = TLanes.Load(xr + i), a1i = TLanes.Load(xi + i);
                i += stepIn;
                TVector a2r = TLanes.Load(xr + i), a2i = TLanes.Load(xi + i);
                i += stepIn;
                TVector a3r = TLanes.Load(xr + i), a3i = TLanes.Load(xi + i);
                i += stepIn;
                TVector a4r = TLanes.Load(xr + i), a4i = TLanes.Load(xi + i);

                TVector t1r = TLanes.Add(a1r, a4r), t1i = TLanes.Add(a1i, a4i), t3r = TLanes.Subtract(a1r, a4r), t3i = TLanes.Subtract(a1i, a4i);
                TVector t2r = TLanes.Add(a2r, a3r), t2i = TLanes.Add(a2i, a3i), t4r = TLanes.Subtract(a2r, a3r), t4i = TLanes.Subtract(a2i, a3i);

                nint o = (q + (nint)s * 5 * p) * ys;
                TLanes.Store(yr + o, TLanes.Add(a0r, TLanes.Add(t1r, t2r)));
                TLanes.Store(yi + o, TLanes.Add(a0i, TLanes.Add(t1i, t2i)));

                TVector m1r = TLanes.MultiplyAdd(t2r, c2, TLanes.MultiplyAdd(t1r, c1, a0r)), m1i = TLanes.MultiplyAdd(t2i, c2, TLanes.MultiplyAdd(t1i, c1, a0i));
                TVector n1r = TLanes.MultiplyAdd(t4r, s2, TLanes.Multiply(t3r, s1)), n1i = TLanes.MultiplyAdd(t4i, s2, TLanes.Multiply(t3i, s1));
                Turn<TVector, TLanes>(yr, yi, o + stepOut, TLanes.Add(m1r, n1i), TLanes.Subtract(m1i, n1r), twiddles, p);
                Turn<TVector, TLanes>(yr, yi, o + 4 * stepOut, TLanes.Subtract(m1r, n1i), TLanes.Add(m1i, n1r), twiddles + 6, p);

                TVector m2r = TLanes.MultiplyAdd(t2r, c1, TLanes.MultiplyAdd(t1r, c2, a0r)), m2i = TLanes.MultiplyAdd(t2i, c1, TLanes.MultiplyAdd(t1i, c2, a0i));
                TVector n2r = TLanes.MultiplySubtractFrom(t4r, s1, TLanes.Multiply(t3r, s2)), n2i = TLanes.MultiplySubtractFrom(t4i, s1, TLanes.Multiply(t3i, s2));
                Turn<TVector, TLanes>(yr, yi, o + 2 * stepOut, TLanes.Add(m2r, n2i), TLanes.Subtract(m2i, n2r), twiddles + 2, p);
                Turn<TVector, TLanes>(yr, yi, o + 3 * stepOut, TLanes.Subtract(m2r, n2i), TLanes.Add(m2i, n2r), twiddles + 4, p);
            }
        }
    }

    /// <summary>Stores (re + i im)·w at <paramref name="o"/>; w is 1 for p = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn<TVector, TLanes>(float* yr, float* yi, nint o, TVector re, TVector im, float* w, int p)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        if (p == 0)
        {
            TLanes.Store(yr + o, re);
            TLanes.Store(yi + o, im);
            return;
        }
        TVector wr = TLanes.Broadcast(w[0]), wi = TLanes.Broadcast(w[1]);
        TLanes.Store(yr + o, TLanes.MultiplySubtractFrom(im, wi, TLanes.Multiply(re, wr)));
        TLanes.Store(yi + o, TLanes.MultiplyAdd(im, wr, TLanes.Multiply(re, wi)));
    }
}
