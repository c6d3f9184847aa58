using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Numerics.Fourier;

/// <summary>Computes one pass of the Stockham FFT, as <see cref="Butterflies"/> does, for a large prime radix r, as a cyclic convolution of length r − 1 (Rader 1968).</summary>
/// <remarks>
/// With a primitive root g modulo r, X at g^(−j) is a_0 + Σ_i a at g^i · w^(g^(i−j)), w = exp(−2πi/r): the convolution of the permuted input
/// with w^(g^(−l)), which two transforms of length r − 1 do. Their length may have large primes itself; each is at most half as long.
/// </remarks>
internal sealed unsafe class RaderRadix
{
    private readonly int _radix;
    private readonly ComplexFft _inner;

    // [i] g^i, where the input is read, and [j] g^(−j), where the output goes.
    private readonly int[] _from, _to;

    // [k] re, im: the transform of w^(g^(−l)), over r − 1; pinned.
    private readonly float[] _filter;

    public RaderRadix(int radix)
    {
        int length = radix - 1;
        (_radix, _inner) = (radix, new ComplexFft(length));
        (_from, _to) = (new int[length], new int[length]);
        int root = PrimitiveRoot(radix);
        for (int i = 0, power = 1; i < length; i++, power = (int)((long)power * root % radix))
        {
            _from[i] = power;
            _to[(length - i) % length] = power;
        }
        _filter = GC.AllocateArray<float>(2 * length, pinned: true);
        (double[] sines, double[] cosines) = Circle(length);
        (double[] outerSines, double[] outerCosines) = Circle(radix);
        for (int k = 0; k < length; k++)
        {
            double re = 0, im = 0;
            for (int l = 0, turn = 0; l < length; l++, turn = (turn + k) % length)
            {
                (double cos, double sin) = (outerCosines[_to[l]], -outerSines[_to[l]]);
                re += cos * cosines[turn] + sin * sines[turn];
                im += sin * cosines[turn] - cos * sines[turn];
            }
            (_filter[2 * k], _filter[2 * k + 1]) = ((float)(re / length), (float)(im / length));
        }
    }

    /// <summary>Floats of scratch that <see cref="Run"/> needs at vectors of <paramref name="width"/> lanes.</summary>
    public int ScratchLength(int width) => 2 * (_radix - 1) * width + _inner.ScratchLength(width);

    /// <summary>Transforms as a pass of <see cref="Butterflies"/>; reads all r elements of a transform before it writes one.</summary>
    public void Run<TLane>(float* xr, float* xi, nint xs, float* yr, float* yi, nint ys, int m, int s, float* twiddles, float* scratch)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width, length = _radix - 1;
        float* br = scratch, bi = br + length * width, inner = bi + length * width;
        nint stepIn = (nint)s * m * xs, stepOut = s * ys;
        for (int p = 0; p < m; p++, twiddles += 2 * length)
        {
            for (int q = 0; q < s; q++)
            {
                nint i = (q + (nint)s * p) * xs, o = (q + (nint)s * _radix * p) * ys;
                TLane ar = TLane.Load(xr + i), ai = TLane.Load(xi + i);
                for (int e = 0; e < length; e++)
                {
                    nint from = i + _from[e] * stepIn;
                    TLane.Store(br + e * width, TLane.Load(xr + from));
                    TLane.Store(bi + e * width, TLane.Load(xi + from));
                }
                _inner.Run<TLane>(br, bi, width, br, bi, width, inner);
                TLane.Store(yr + o, ar + TLane.Load(br));
                TLane.Store(yi + o, ai + TLane.Load(bi));
                Filter<TLane>(br, bi, ar, ai);
                _inner.Run<TLane>(bi, br, width, bi, br, width, inner);
                for (int e = 0; e < length; e++)
                {
                    int to = _to[e];
                    Butterflies.Turn<TLane>(yr, yi, o + to * stepOut, TLane.Load(br + e * width), TLane.Load(bi + e * width), twiddles + 2 * (to - 1), p);
                }
            }
        }
    }

    // Multiplies by the filter's transform; a_0, added at frequency 0, reaches every output.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Filter<TLane>(float* br, float* bi, TLane ar, TLane ai)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width;
        float* filter = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_filter));
        for (int k = 0; k < _radix - 1; k++, br += width, bi += width, filter += 2)
        {
            TLane re = TLane.Load(br), im = TLane.Load(bi), fr = TLane.All(filter[0]), fi = TLane.All(filter[1]);
            TLane productR = TLane.FmaNegated(im, fi, re * fr), productI = TLane.Fma(im, fr, re * fi);
            TLane.Store(br, k == 0 ? productR + ar : productR);
            TLane.Store(bi, k == 0 ? productI + ai : productI);
        }
    }

    private static (double[] Sines, double[] Cosines) Circle(int length)
    {
        double[] sines = new double[length], cosines = new double[length];
        for (int k = 0; k < length; k++)
        {
            (sines[k], cosines[k]) = Math.SinCos(2 * Math.PI * k / length);
        }
        return (sines, cosines);
    }

    // The smallest number whose powers are all of 1..prime − 1.
    private static int PrimitiveRoot(int prime)
    {
        for (int root = 2; ; root++)
        {
            long power = root;
            int order = 1;
            for (; power != 1; order++)
            {
                power = power * root % prime;
            }
            if (order == prime - 1)
            {
                return root;
            }
        }
    }
}
