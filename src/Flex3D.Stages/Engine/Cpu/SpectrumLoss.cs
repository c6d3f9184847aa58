using System.Numerics;

namespace Flex3D.Stages.Engine.Cpu;

/// <summary>The data term on half spectra and its gradient: E = c − s⟨B,S⟩ + ½s²⟨WS,S⟩, dE/dS = s²WS − sB.</summary>
/// <remarks>Half spectra [ky][kx = 0..N/2]; inner columns stand for two Friedel mates, so inner products count them twice, over N².</remarks>
internal static class SpectrumLoss
{
    /// <summary>Computes ⟨B, S⟩ and ⟨W S, S⟩ by Parseval.</summary>
    public static (double Cross, double Power) Inner(
        int n, ReadOnlySpan<float> re, ReadOnlySpan<float> im, ReadOnlySpan<float> targetRe, ReadOnlySpan<float> targetIm, ReadOnlySpan<float> weight)
    {
        int length = re.Length, columns = n / 2 + 1;
        Vector<float> cross = Vector<float>.Zero, power = Vector<float>.Zero;
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var a = new Vector<float>(re[i..]);
            var b = new Vector<float>(im[i..]);
            cross += a * new Vector<float>(targetRe[i..]) + b * new Vector<float>(targetIm[i..]);
            power += (a * a + b * b) * new Vector<float>(weight[i..]);
        }
        double crossSum = Vector.Sum(cross), powerSum = Vector.Sum(power);
        for (; i < length; i++)
        {
            crossSum += re[i] * targetRe[i] + im[i] * targetIm[i];
            powerSum += (re[i] * re[i] + im[i] * im[i]) * weight[i];
        }
        double crossEdge = 0, powerEdge = 0;
        for (int row = 0; row < length; row += columns)
        {
            for (int k = row; k < row + columns; k += columns - 1)
            {
                crossEdge += re[k] * targetRe[k] + im[k] * targetIm[k];
                powerEdge += (re[k] * re[k] + im[k] * im[k]) * weight[k];
            }
        }
        double unit = 1.0 / ((double)n * n);
        return ((2 * crossSum - crossEdge) * unit, (2 * powerSum - powerEdge) * unit);
    }

    /// <summary>Replaces S by dE/dS = s²WS − sB; its inverse transform is dE/d(raw splat).</summary>
    public static void Gradient(
        Span<float> re, Span<float> im, ReadOnlySpan<float> targetRe, ReadOnlySpan<float> targetIm, ReadOnlySpan<float> weight, float contrast)
    {
        var s = new Vector<float>(contrast);
        Vector<float> s2 = s * s;
        int i = 0;
        for (; i <= re.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> w = s2 * new Vector<float>(weight[i..]);
            (w * new Vector<float>(re[i..]) - s * new Vector<float>(targetRe[i..])).CopyTo(re[i..]);
            (w * new Vector<float>(im[i..]) - s * new Vector<float>(targetIm[i..])).CopyTo(im[i..]);
        }
        for (; i < re.Length; i++)
        {
            re[i] = contrast * contrast * weight[i] * re[i] - contrast * targetRe[i];
            im[i] = contrast * contrast * weight[i] * im[i] - contrast * targetIm[i];
        }
    }
}
