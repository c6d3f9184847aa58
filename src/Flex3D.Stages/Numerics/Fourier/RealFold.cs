using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Numerics.Fourier;

/// <summary>Converts between a real sequence of length n = 2N, read as N complex numbers x_2j + i x_2j+1, and its half spectrum 0..N.</summary>
/// <remarks>
/// With Z the transform of the packed sequence, E = (Z_k + Z*_(N−k))/2 and O = (Z_k − Z*_(N−k))/2i are the transforms of the
/// even and odd samples, and X_k = E + w^k O, X_(N−k) = (E − w^k O)*, w = exp(−2πi/n). Elements are vectors of sequences.
/// </remarks>
internal sealed unsafe class RealFold
{
    private readonly float[] _turns;

    public RealFold(int length)
    {
        Half = length / 2;
        _turns = new float[2 * (Half / 2 + 1)];
        for (int k = 0; k <= Half / 2; k++)
        {
            (double sin, double cos) = Math.SinCos(-2 * Math.PI * k / length);
            _turns[2 * k] = (float)cos;
            _turns[2 * k + 1] = (float)sin;
        }
    }

    /// <summary>Number N of complex elements: half the length of the real line.</summary>
    public int Half { get; }

    /// <summary>Converts Z (N elements) to X (N + 1 elements), dense vectors. X may use Z's memory if it has room for one more element.</summary>
    public void Unpack<TLane>(float* zr, float* zi, float* xr, float* xi)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width;
        nint last = (nint)Half * width;
        TLane half = TLane.All(0.5f), zero = TLane.All(0);
        TLane z0r = TLane.Load(zr), z0i = TLane.Load(zi);
        TLane.Store(xr, z0r + z0i);
        TLane.Store(xi, zero);
        TLane.Store(xr + last, z0r - z0i);
        TLane.Store(xi + last, zero);
        for (int k = 1; k <= Half - k; k++)
        {
            nint a = (nint)k * width, b = last - a;
            TLane ar = TLane.Load(zr + a), ai = TLane.Load(zi + a), br = TLane.Load(zr + b), bi = TLane.Load(zi + b);
            TLane er = half * (ar + br), ei = half * (ai - bi);
            TLane or = half * (ai + bi), oi = half * (br - ar);
            TLane wr = TLane.All(_turns[2 * k]), wi = TLane.All(_turns[2 * k + 1]);
            TLane tr = TLane.FmaNegated(oi, wi, or * wr), ti = TLane.Fma(oi, wr, or * wi);
            TLane.Store(xr + a, er + tr);
            TLane.Store(xi + a, ei + ti);
            TLane.Store(xr + b, er - tr);
            TLane.Store(xi + b, ti - ei);
        }
    }

    /// <summary>Converts back, times <paramref name="scale"/>: X (N + 1) to 2 Z (N). Imaginary parts of X_0 and X_N count as zero.</summary>
    public void Pack<TLane>(float* xr, float* xi, float* zr, float* zi, float scale)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width;
        nint last = (nint)Half * width;
        TLane factor = TLane.All(scale);
        TLane x0 = factor * TLane.Load(xr), xn = factor * TLane.Load(xr + last);
        TLane.Store(zr, x0 + xn);
        TLane.Store(zi, x0 - xn);
        for (int k = 1; k <= Half - k; k++)
        {
            nint a = (nint)k * width, b = last - a;
            TLane ar = factor * TLane.Load(xr + a), ai = factor * TLane.Load(xi + a);
            TLane br = factor * TLane.Load(xr + b), bi = factor * TLane.Load(xi + b);
            TLane er = ar + br, ei = ai - bi, tr = ar - br, ti = ai + bi;
            TLane wr = TLane.All(_turns[2 * k]), wi = TLane.All(_turns[2 * k + 1]);
            TLane or = TLane.Fma(ti, wi, tr * wr), oi = TLane.FmaNegated(tr, wi, ti * wr);
            TLane.Store(zr + a, er - oi);
            TLane.Store(zi + a, ei + or);
            TLane.Store(zr + b, er + oi);
            TLane.Store(zi + b, or - ei);
        }
    }
}
