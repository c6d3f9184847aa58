using System.Numerics;

namespace Flex3D.Stages.Engine.Cpu;

/// <summary>Gradient and Gauss-Newton Hessian of the data term from half spectra of the projection S and of its derivatives T_a: g_a = −s⟨B − sWS, T_a⟩, H_ab = s²⟨W T_a, T_b⟩.</summary>
/// <remarks>For the contrast T = S/s, for the defocus T = S·∂ln|C|/∂defocus, for a shift by (1, 0) pixels T = −2πi·kx/N·S. Half spectra [ky][kx = 0..N/2].</remarks>
internal static class TangentLoss
{
    /// <summary>Weighs inner columns of a half spectrum, which stand for two Friedel mates, twice, and everything by 1/N², so that inner products are plain sums.</summary>
    /// <param name="residual">Receives s(B − sWS), real and then imaginary.</param>
    /// <param name="power">Receives s²W.</param>
    public static void Weigh(
        int n, ReadOnlySpan<float> re, ReadOnlySpan<float> im, ReadOnlySpan<float> targetRe, ReadOnlySpan<float> targetIm, ReadOnlySpan<float> weight, float contrast,
        Span<float> residual, Span<float> power)
    {
        int length = re.Length, columns = n / 2 + 1;
        Span<float> residualRe = residual[..length], residualIm = residual.Slice(length, length);
        float inner = 2f / ((float)n * n);
        for (int row = 0; row < length; row += columns)
        {
            for (int k = row; k < row + columns; k++)
            {
                float unit = k == row || k == row + columns - 1 ? 0.5f * inner : inner, model = contrast * weight[k];
                residualRe[k] = unit * contrast * (targetRe[k] - model * re[k]);
                residualIm[k] = unit * contrast * (targetIm[k] - model * im[k]);
                power[k] = unit * contrast * model;
            }
        }
    }

    /// <summary>Computes the two derivatives of a spectrum S by a shift of the image: −2πi·kx/N·S and −2πi·ky/N·S.</summary>
    public static void Shift(int n, ReadOnlySpan<float> re, ReadOnlySpan<float> im, Span<float> alongX, Span<float> alongY)
    {
        int length = re.Length, columns = n / 2 + 1;
        float unit = 2 * MathF.PI / n;
        for (int y = 0, k = 0; y < n; y++)
        {
            float fy = unit * (y < n - n / 2 ? y : y - n);
            for (int x = 0; x < columns; x++, k++)
            {
                float fx = unit * x;
                (alongX[k], alongX[length + k]) = (fx * im[k], -fx * re[k]);
                (alongY[k], alongY[length + k]) = (fy * im[k], -fy * re[k]);
            }
        }
    }

    /// <summary>Multiplies a spectrum by a real factor at each frequency: factor·S, real and then imaginary.</summary>
    /// <param name="factors">A factor for each frequency; empty for <paramref name="factor"/> at all.</param>
    public static void Scale(ReadOnlySpan<float> re, ReadOnlySpan<float> im, ReadOnlySpan<float> factors, float factor, Span<float> scaled)
    {
        int length = re.Length;
        for (int k = 0; k < length; k++)
        {
            float f = factors.IsEmpty ? factor : factor * factors[k];
            (scaled[k], scaled[length + k]) = (f * re[k], f * im[k]);
        }
    }

    /// <summary>Fills gradient and Hessian of one image.</summary>
    /// <param name="tangents">T, [column][real, imaginary][frequency].</param>
    /// <param name="gradient">[P], overwritten.</param>
    /// <param name="hessian">[P][P], overwritten.</param>
    public static void Fill(ReadOnlySpan<float> tangents, ReadOnlySpan<float> residual, ReadOnlySpan<float> power, Span<double> gradient, Span<double> hessian)
    {
        int length = power.Length, count = gradient.Length;
        for (int a = 0; a < count; a++)
        {
            ReadOnlySpan<float> ta = tangents.Slice(2 * a * length, 2 * length);
            gradient[a] = -Dot(ta, residual);
            for (int b = 0; b <= a; b++)
            {
                hessian[a * count + b] = hessian[b * count + a] = Product(ta, tangents.Slice(2 * b * length, 2 * length), power);
            }
        }
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> even = Vector<float>.Zero, odd = Vector<float>.Zero;
        int i = 0, width = Vector<float>.Count;
        for (; i <= a.Length - 2 * width; i += 2 * width)
        {
            even += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
            odd += new Vector<float>(a[(i + width)..]) * new Vector<float>(b[(i + width)..]);
        }
        double sum = Vector.Sum(even + odd);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }
        return sum;
    }

    // Returns Σ power·(Re a·Re b + Im a·Im b).
    private static double Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> power)
    {
        int length = power.Length, i = 0, width = Vector<float>.Count;
        Vector<float> real = Vector<float>.Zero, imaginary = Vector<float>.Zero;
        ReadOnlySpan<float> aIm = a[length..], bIm = b[length..];
        for (; i <= length - width; i += width)
        {
            var w = new Vector<float>(power[i..]);
            real += w * new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
            imaginary += w * new Vector<float>(aIm[i..]) * new Vector<float>(bIm[i..]);
        }
        double sum = Vector.Sum(real + imaginary);
        for (; i < length; i++)
        {
            sum += power[i] * (a[i] * b[i] + aIm[i] * bIm[i]);
        }
        return sum;
    }
}
