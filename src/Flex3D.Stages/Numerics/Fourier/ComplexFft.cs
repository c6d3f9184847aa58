using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Numerics.Fourier;

/// <summary>The plan of a complex 1-D transform of any length, which transforms a whole vector of sequences at a time.</summary>
/// <remarks>X_k = Σ_j x_j exp(−2πi jk/n), unnormalised. The inverse is the same call with real and imaginary parts exchanged on both sides. Primes above about 30 in the length make it slower.</remarks>
internal sealed unsafe class ComplexFft
{
    private readonly Pass[] _passes;

    // Pinned: passes point into it, and many threads read the plan without pinning anything per call.
    private readonly float[] _twiddles;

    // Floats of scratch that a pass itself needs for one lane.
    private readonly int _withinPass;

    /// <param name="convolve">Whether primes above 5 are transformed by <see cref="RaderRadix"/>; null where that is faster.</param>
    public ComplexFft(int length, bool? convolve = null)
    {
        Length = length;
        int[] radices = RadixChoice.Factor(length);
        _passes = new Pass[radices.Length];
        var twiddles = new List<float>();
        int remaining = length, stride = 1;
        for (int k = 0; k < radices.Length; k++)
        {
            int radix = radices[k], m = remaining / radix;
            RaderRadix? rader = radix > 5 && (convolve ?? RadixChoice.IsConvolved(radix)) ? new(radix) : null;
            OddRadix? odd = radix > 5 && rader is null ? new(radix) : null;
            _passes[k] = new Pass(radix, m, stride, twiddles.Count, odd, rader);
            _withinPass = Math.Max(_withinPass, odd?.ScratchLength(1) ?? rader?.ScratchLength(1) ?? 0);
            for (int p = 0; p < m; p++)
            {
                for (int i = 1; i < radix; i++)
                {
                    (double sin, double cos) = Math.SinCos(-2 * Math.PI * p * i / remaining);
                    twiddles.Add((float)cos);
                    twiddles.Add((float)sin);
                }
            }
            remaining = m;
            stride *= radix;
        }
        _twiddles = GC.AllocateArray<float>(Math.Max(twiddles.Count, 1), pinned: true);
        CollectionsMarshal.AsSpan(twiddles).CopyTo(_twiddles);
    }

    public int Length { get; }

    /// <summary>Floats of scratch that <see cref="Run"/> needs at vectors of <paramref name="width"/> lanes.</summary>
    public int ScratchLength(int width) => Between(width) + _withinPass * width;

    // Floats between passes.
    private int Between(int width) => _passes.Length < 2 ? 0 : 4 * Length * width;

    /// <summary>Transforms one vector of sequences; element strides in floats. Output and input may be the same memory.</summary>
    public void Run<TLane>(float* inRe, float* inIm, nint inStride, float* outRe, float* outIm, nint outStride, float* scratch)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width;
        float* table = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_twiddles));
        nint part = (nint)Length * width;
        for (int k = 0; k < _passes.Length; k++)
        {
            ref readonly Pass pass = ref _passes[k];
            float* toRe = scratch + (k % 2 == 0 ? 0 : 2 * part), toIm = toRe + part;
            nint toStride = width;
            if (k == _passes.Length - 1)
            {
                toRe = outRe;
                toIm = outIm;
                toStride = outStride;
            }
            float* w = table + pass.Twiddle, own = scratch + Between(width);
            switch (pass.Radix)
            {
                case 2:
                    Butterflies.Radix2<TLane>(inRe, inIm, inStride, toRe, toIm, toStride, pass.Columns, pass.Stride, w);
                    break;
                case 3:
                    Butterflies.Radix3<TLane>(inRe, inIm, inStride, toRe, toIm, toStride, pass.Columns, pass.Stride, w);
                    break;
                case 4:
                    Butterflies.Radix4<TLane>(inRe, inIm, inStride, toRe, toIm, toStride, pass.Columns, pass.Stride, w);
                    break;
                case 5:
                    Butterflies.Radix5<TLane>(inRe, inIm, inStride, toRe, toIm, toStride, pass.Columns, pass.Stride, w);
                    break;
                default:
                    pass.Odd?.Run<TLane>(inRe, inIm, inStride, toRe, toIm, toStride, pass.Columns, pass.Stride, w, own);
                    pass.Rader?.Run<TLane>(inRe, inIm, inStride, toRe, toIm, toStride, pass.Columns, pass.Stride, w, own);
                    break;
            }
            inRe = toRe;
            inIm = toIm;
            inStride = toStride;
        }
    }

    private readonly record struct Pass(int Radix, int Columns, int Stride, int Twiddle, OddRadix? Odd, RaderRadix? Rader);
}
