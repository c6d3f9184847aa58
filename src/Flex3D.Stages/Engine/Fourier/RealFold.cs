namespace Flex3D.Stages.Engine.Fourier;

/// <summary>Between a real sequence of length n = 2N, read as N complex numbers x_2j + i x_2j+1, and its half spectrum 0..N.</summary>
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

    /// <summary>N.</summary>
    public int Half { get; }

    /// <summary>Z (N elements) to X (N + 1 elements), dense vectors. X may be Z's memory with room for one more element.</summary>
    public void Unpack<TVector, TLanes>(float* zr, float* zi, float* xr, float* xi)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        int width = TLanes.Width;
        nint last = (nint)Half * width;
        TVector half = TLanes.Broadcast(0.5f), zero = TLanes.Broadcast(0);
        TVector z0r = TLanes.Load(zr), z0i = TLanes.Load(zi);
        TLanes.Store(xr, TLanes.Add(z0r, z0i));
        TLanes.Store(xi, zero);
        TLanes.Store(xr + last, TLanes.Subtract(z0r, z0i));
        TLanes.Store(xi + last, zero);
        for (int k = 1; k <= Half - k; k++)
        {
            nint a = (nint)k * width, b = last - a;
            TVector ar = TLanes.Load(zr + a), ai = TLanes.Load(zi + a), br = TLanes.Load(zr + b), bi = TLanes.Load(zi + b);
            TVector er = TLanes.Multiply(half, TLanes.Add(ar, br)), ei = TLanes.Multiply(half, TLanes.Subtract(ai, bi));
            TVector or = TLanes.Multiply(half, TLanes.Add(ai, bi)), oi = TLanes.Multiply(half, TLanes.Subtract(br, ar));
            TVector wr = TLanes.Broadcast(_turns[2 * k]), wi = TLanes.Broadcast(_turns[2 * k + 1]);
            TVector tr = TLanes.MultiplySubtractFrom(oi, wi, TLanes.Multiply(or, wr)), ti = TLanes.MultiplyAdd(oi, wr, TLanes.Multiply(or, wi));
            TLanes.Store(xr + a, TLanes.Add(er, tr));
            TLanes.Store(xi + a, TLanes.Add(ei, ti));
            TLanes.Store(xr + b, TLanes.Subtract(er, tr));
            TLanes.Store(xi + b, TLanes.Subtract(ti, ei));
        }
    }

    /// <summary>The way back, times <paramref name="scale"/>: X (N + 1) to 2 Z (N). Imaginary parts of X_0 and X_N count as zero.</summary>
    public void Pack<TVector, TLanes>(float* xr, float* xi, float* zr, float* zi, float scale)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        int width = TLanes.Width;
        nint last = (nint)Half * width;
        TVector factor = TLanes.Broadcast(scale);
        TVector x0 = TLanes.Multiply(factor, TLanes.Load(xr)), xn = TLanes.Multiply(factor, TLanes.Load(xr + last));
        TLanes.Store(zr, TLanes.Add(x0, xn));
        TLanes.Store(zi, TLanes.Subtract(x0, xn));
        for (int k = 1; k <= Half - k; k++)
        {
            nint a = (nint)k * width, b = last - a;
            TVector ar = TLanes.Multiply(factor, TLanes.Load(xr + a)), ai = TLanes.Multiply(factor, TLanes.Load(xi + a));
            TVector br = TLanes.Multiply(factor, TLanes.Load(xr + b)), bi = TLanes.Multiply(factor, TLanes.Load(xi + b));
            TVector er = TLanes.Add(ar, br), ei = TLanes.Subtract(ai, bi), tr = TLanes.Subtract(ar, br), ti = TLanes.Add(ai, bi);
            TVector wr = TLanes.Broadcast(_turns[2 * k]), wi = TLanes.Broadcast(_turns[2 * k + 1]);
            TVector or = TLanes.MultiplyAdd(ti, wi, TLanes.Multiply(tr, wr)), oi = TLanes.MultiplySubtractFrom(tr, wi, TLanes.Multiply(ti, wr));
            TLanes.Store(zr + a, TLanes.Subtract(er, oi));
            TLanes.Store(zi + a, TLanes.Add(ei, or));
            TLanes.Store(zr + b, TLanes.Add(er, oi));
            TLanes.Store(zi + b, TLanes.Subtract(or, ei));
        }
    }
}
