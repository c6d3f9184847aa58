using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Numerics.Fourier;

/// <summary>Computes one pass of the Stockham FFT, as <see cref="Butterflies"/> does, for any odd radix r, by the definition of the transform.</summary>
/// <remarks>
/// With h = (r − 1)/2, t_j = a_j + a_(r−j) and u_j = a_j − a_(r−j), outputs k and r − k share two real sums over j = 1..h:
/// m = a_0 + Σ t_j cos(2πjk/r) and n = Σ u_j sin(2πjk/r), X_k = m − i n, X_(r−k) = m + i n. That takes about r² multiply-adds.
/// </remarks>
internal sealed unsafe class OddRadix
{
    private readonly int _radix, _half;

    // [k in pairs, the last alone where h is odd][j] cos and sin of each k of the pair; pinned.
    private readonly float[] _table;

    public OddRadix(int radix)
    {
        (_radix, _half) = (radix, (radix - 1) / 2);
        _table = GC.AllocateArray<float>(2 * _half * _half, pinned: true);
        int at = 0;
        for (int k = 1; k <= _half; k += 2)
        {
            for (int j = 1; j <= _half; j++)
            {
                for (int each = k; each <= Math.Min(k + 1, _half); each++)
                {
                    (double sin, double cos) = Math.SinCos(2 * Math.PI * (j * each % radix) / radix);
                    (_table[at], _table[at + 1]) = ((float)cos, (float)sin);
                    at += 2;
                }
            }
        }
    }

    /// <summary>Floats of scratch that <see cref="Run"/> needs at vectors of <paramref name="width"/> lanes.</summary>
    public int ScratchLength(int width) => 4 * _half * width;

    /// <summary>Transforms as a pass of <see cref="Butterflies"/>; reads all r elements of a transform before it writes one.</summary>
    public void Run<TLane>(float* xr, float* xi, nint xs, float* yr, float* yi, nint ys, int m, int s, float* twiddles, float* scratch)
        where TLane : unmanaged, ILane<TLane>
    {
        nint stepIn = (nint)s * m * xs, stepOut = s * ys;
        for (int p = 0; p < m; p++, twiddles += 2 * (_radix - 1))
        {
            for (int q = 0; q < s; q++)
            {
                nint i = (q + (nint)s * p) * xs, o = (q + (nint)s * _radix * p) * ys;
                TLane ar = TLane.Load(xr + i), ai = TLane.Load(xi + i);
                Fold<TLane>(xr + i, xi + i, stepIn, scratch, ar, ai, out TLane sumR, out TLane sumI);
                TLane.Store(yr + o, sumR);
                TLane.Store(yi + o, sumI);
                float* table = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_table));
                int k = 1;
                for (; k < _half; k += 2, table += 4 * _half)
                {
                    Two<TLane>(yr, yi, o, stepOut, k, ar, ai, scratch, table, twiddles, p);
                }
                if (k == _half)
                {
                    One<TLane>(yr, yi, o, stepOut, k, ar, ai, scratch, table, twiddles, p);
                }
            }
        }
    }

    // Writes t and u of j = 1..h as [j][re t, im t, re u, im u], and adds a_0 and all t.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fold<TLane>(float* xr, float* xi, nint step, float* folded, TLane ar, TLane ai, out TLane sumR, out TLane sumI)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width;
        (sumR, sumI) = (ar, ai);
        for (int j = 1; j <= _half; j++, folded += 4 * width)
        {
            nint b = j * step, c = (_radix - j) * step;
            TLane br = TLane.Load(xr + b), bi = TLane.Load(xi + b), cr = TLane.Load(xr + c), ci = TLane.Load(xi + c);
            TLane tr = br + cr, ti = bi + ci;
            TLane.Store(folded, tr);
            TLane.Store(folded + width, ti);
            TLane.Store(folded + 2 * width, br - cr);
            TLane.Store(folded + 3 * width, bi - ci);
            (sumR, sumI) = (sumR + tr, sumI + ti);
        }
    }

    // Outputs k, k + 1, r − k and r − k − 1: eight sums at once keep the multiply-add units busy.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Two<TLane>(float* yr, float* yi, nint o, nint step, int k, TLane ar, TLane ai, float* folded, float* table, float* twiddles, int p)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width;
        TLane mr = ar, mi = ai, nr = TLane.All(0), ni = nr, mr1 = ar, mi1 = ai, nr1 = nr, ni1 = nr;
        for (int j = 0; j < _half; j++, folded += 4 * width, table += 4)
        {
            TLane tr = TLane.Load(folded), ti = TLane.Load(folded + width), ur = TLane.Load(folded + 2 * width), ui = TLane.Load(folded + 3 * width);
            TLane cos = TLane.All(table[0]), sin = TLane.All(table[1]), cos1 = TLane.All(table[2]), sin1 = TLane.All(table[3]);
            mr = TLane.Fma(tr, cos, mr);
            mi = TLane.Fma(ti, cos, mi);
            nr = TLane.Fma(ur, sin, nr);
            ni = TLane.Fma(ui, sin, ni);
            mr1 = TLane.Fma(tr, cos1, mr1);
            mi1 = TLane.Fma(ti, cos1, mi1);
            nr1 = TLane.Fma(ur, sin1, nr1);
            ni1 = TLane.Fma(ui, sin1, ni1);
        }
        Mates<TLane>(yr, yi, o, step, k, mr, mi, nr, ni, twiddles, p);
        Mates<TLane>(yr, yi, o, step, k + 1, mr1, mi1, nr1, ni1, twiddles, p);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void One<TLane>(float* yr, float* yi, nint o, nint step, int k, TLane ar, TLane ai, float* folded, float* table, float* twiddles, int p)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width;
        TLane mr = ar, mi = ai, nr = TLane.All(0), ni = nr;
        for (int j = 0; j < _half; j++, folded += 4 * width, table += 2)
        {
            TLane cos = TLane.All(table[0]), sin = TLane.All(table[1]);
            mr = TLane.Fma(TLane.Load(folded), cos, mr);
            mi = TLane.Fma(TLane.Load(folded + width), cos, mi);
            nr = TLane.Fma(TLane.Load(folded + 2 * width), sin, nr);
            ni = TLane.Fma(TLane.Load(folded + 3 * width), sin, ni);
        }
        Mates<TLane>(yr, yi, o, step, k, mr, mi, nr, ni, twiddles, p);
    }

    // Turns and stores outputs k and r − k.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Mates<TLane>(float* yr, float* yi, nint o, nint step, int k, TLane mr, TLane mi, TLane nr, TLane ni, float* twiddles, int p)
        where TLane : unmanaged, ILane<TLane>
    {
        int mate = _radix - k;
        Butterflies.Turn<TLane>(yr, yi, o + k * step, mr + ni, mi - nr, twiddles + 2 * (k - 1), p);
        Butterflies.Turn<TLane>(yr, yi, o + mate * step, mr - ni, mi + nr, twiddles + 2 * (mate - 1), p);
    }
}
