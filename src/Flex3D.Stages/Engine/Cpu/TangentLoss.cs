using System.Numerics;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Cpu;

/// <summary>Gradient and Gauss-Newton Hessian of the data term from half spectra of the projection S and of its derivatives T_a: g_a = −s⟨B − sWS, T_a⟩, H_ab = s²⟨W T_a, T_b⟩.</summary>
/// <remarks>For the contrast T = S/s, for the defocus T = S·∂ln|C|/∂defocus, for a shift by (1, 0) pixels T = −2πi·kx/N·S. Half spectra [ky][kx = 0..N/2].</remarks>
internal static unsafe class TangentLoss
{
    /// <summary>Frequencies whose inner products are summed in single before they are added in double: a few columns of them stay in the first-level cache.</summary>
    private const int Block = 512;

    /// <summary>Floats of working memory of <see cref="Fill"/>.</summary>
    public const int FillFloats = 2 * Block;

    /// <summary>Weighs inner columns of a half spectrum, which stand for two Friedel mates, twice, and everything by 1/N², so that inner products are plain sums.</summary>
    /// <param name="residual">Receives s(B − sWS), real and then imaginary.</param>
    /// <param name="power">Receives s²W.</param>
    public static void Weigh(
        int n, ReadOnlySpan<float> re, ReadOnlySpan<float> im, ReadOnlySpan<float> targetRe, ReadOnlySpan<float> targetIm, ReadOnlySpan<float> weight, float contrast,
        Span<float> residual, Span<float> power)
    {
        int length = re.Length, columns = n / 2 + 1, k = 0;
        Span<float> residualRe = residual[..length], residualIm = residual.Slice(length, length);
        float unit = 2f / ((float)n * n) * contrast;
        for (; k <= length - Vector<float>.Count; k += Vector<float>.Count)
        {
            Vector<float> model = contrast * new Vector<float>(weight[k..]);
            (unit * (new Vector<float>(targetRe[k..]) - model * new Vector<float>(re[k..]))).CopyTo(residualRe[k..]);
            (unit * (new Vector<float>(targetIm[k..]) - model * new Vector<float>(im[k..]))).CopyTo(residualIm[k..]);
            (unit * model).CopyTo(power[k..]);
        }
        for (; k < length; k++)
        {
            float model = contrast * weight[k];
            (residualRe[k], residualIm[k], power[k]) = (unit * (targetRe[k] - model * re[k]), unit * (targetIm[k] - model * im[k]), unit * model);
        }
        for (int row = 0; row < length; row += columns)
        {
            for (int edge = row; edge < row + columns; edge += columns - 1)
            {
                (residualRe[edge], residualIm[edge], power[edge]) = (0.5f * residualRe[edge], 0.5f * residualIm[edge], 0.5f * power[edge]);
            }
        }
    }

    /// <summary>Computes the two derivatives of a spectrum S by a shift of the image: −2πi·kx/N·S and −2πi·ky/N·S.</summary>
    public static void Shift(int n, ReadOnlySpan<float> re, ReadOnlySpan<float> im, Span<float> alongX, Span<float> alongY)
    {
        int length = re.Length, columns = n / 2 + 1;
        float unit = 2 * MathF.PI / n;
        for (int y = 0; y < n; y++)
        {
            float fy = unit * (y < n - n / 2 ? y : y - n);
            int x = 0, k = y * columns;
            for (; x <= columns - Vector<float>.Count; x += Vector<float>.Count, k += Vector<float>.Count)
            {
                Vector<float> fx = unit * (Vector<float>.Indices + new Vector<float>(x)), a = new(re[k..]), b = new(im[k..]);
                (fx * b).CopyTo(alongX[k..]);
                (-fx * a).CopyTo(alongX[(length + k)..]);
                (fy * b).CopyTo(alongY[k..]);
                (-fy * a).CopyTo(alongY[(length + k)..]);
            }
            for (; x < columns; x++, k++)
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
        int length = re.Length, k = 0;
        Span<float> scaledIm = scaled.Slice(length, length);
        for (; k <= length - Vector<float>.Count; k += Vector<float>.Count)
        {
            Vector<float> f = factors.IsEmpty ? new(factor) : factor * new Vector<float>(factors[k..]);
            (f * new Vector<float>(re[k..])).CopyTo(scaled[k..]);
            (f * new Vector<float>(im[k..])).CopyTo(scaledIm[k..]);
        }
        for (; k < length; k++)
        {
            float f = factors.IsEmpty ? factor : factor * factors[k];
            (scaled[k], scaledIm[k]) = (f * re[k], f * im[k]);
        }
    }

    /// <summary>Fills gradient and Hessian of one image.</summary>
    /// <param name="tangents">T, [column][real, imaginary][frequency].</param>
    /// <param name="gradient">[P], overwritten.</param>
    /// <param name="hessian">[P][P], overwritten.</param>
    /// <param name="memory">Working memory of <see cref="FillFloats"/>.</param>
    public static void Fill(ReadOnlySpan<float> tangents, ReadOnlySpan<float> residual, ReadOnlySpan<float> power, Span<double> gradient, Span<double> hessian, Span<float> memory)
    {
        gradient.Clear();
        hessian.Clear();
        fixed (float* columns = tangents, left = residual, weight = power, weighted = memory)
        {
            switch (LaneWidths.Best)
            {
                case LaneWidth.Sixteen: Products<Lane512>(columns, left, weight, power.Length, gradient, hessian, weighted); break;
                case LaneWidth.Eight: Products<Lane256>(columns, left, weight, power.Length, gradient, hessian, weighted); break;
                default: Products<Lane128>(columns, left, weight, power.Length, gradient, hessian, weighted); break;
            }
        }
        for (int a = 0; a < gradient.Length; a++)
        {
            for (int b = 0; b < a; b++)
            {
                hessian[b * gradient.Length + a] = hessian[a * gradient.Length + b];
            }
        }
    }

    private static void Products<TLane>(float* columns, float* residual, float* weight, int length, Span<double> gradient, Span<double> hessian, float* weighted)
        where TLane : unmanaged, ILane<TLane>
    {
        int count = gradient.Length;
        for (int from = 0; from < length; from += Block)
        {
            int size = Math.Min(Block, length - from);
            float* block = columns + from;
            Add<TLane>(residual + from, length, block, length, size, -1, gradient);
            for (int a = 0; a < count; a++)
            {
                float* real = block + 2L * a * length;
                Multiply<TLane>(weight + from, real, weighted, size);
                Multiply<TLane>(weight + from, real + length, weighted + Block, size);
                Add<TLane>(weighted, Block, block, length, size, 1, hessian.Slice(a * count, a + 1));
            }
        }
    }

    private static void Multiply<TLane>(float* a, float* b, float* product, int size)
        where TLane : unmanaged, ILane<TLane>
    {
        int i = 0;
        for (; i <= size - TLane.Width; i += TLane.Width)
        {
            TLane.Store(product + i, TLane.Load(a + i) * TLane.Load(b + i));
        }
        for (; i < size; i++)
        {
            product[i] = a[i] * b[i];
        }
    }

    // Adds sign·⟨a, T_b⟩ over a block to each sum b, four at a time so that a is read once for them; imaginary parts stand aStride, and stride, further.
    private static void Add<TLane>(float* a, int aStride, float* columns, int stride, int size, double sign, Span<double> sums)
        where TLane : unmanaged, ILane<TLane>
    {
        int b = 0;
        for (; b <= sums.Length - 4; b += 4)
        {
            float* t0 = columns + 2L * b * stride, t1 = t0 + 2L * stride, t2 = t1 + 2L * stride, t3 = t2 + 2L * stride;
            TLane s0 = TLane.All(0), s1 = s0, s2 = s0, s3 = s0;
            for (int part = 0; part < 2; part++)
            {
                float* from = a + part * aStride;
                int i = 0;
                for (; i <= size - TLane.Width; i += TLane.Width)
                {
                    TLane v = TLane.Load(from + i);
                    s0 = TLane.Fma(v, TLane.Load(t0 + i), s0);
                    s1 = TLane.Fma(v, TLane.Load(t1 + i), s1);
                    s2 = TLane.Fma(v, TLane.Load(t2 + i), s2);
                    s3 = TLane.Fma(v, TLane.Load(t3 + i), s3);
                }
                for (; i < size; i++)
                {
                    sums[b] += sign * from[i] * t0[i];
                    sums[b + 1] += sign * from[i] * t1[i];
                    sums[b + 2] += sign * from[i] * t2[i];
                    sums[b + 3] += sign * from[i] * t3[i];
                }
                t0 += stride;
                t1 += stride;
                t2 += stride;
                t3 += stride;
            }
            sums[b] += sign * TLane.Sum(s0);
            sums[b + 1] += sign * TLane.Sum(s1);
            sums[b + 2] += sign * TLane.Sum(s2);
            sums[b + 3] += sign * TLane.Sum(s3);
        }
        for (; b < sums.Length; b++)
        {
            float* t = columns + 2L * b * stride;
            sums[b] += sign * Dot<TLane>(a, aStride, t, stride, size);
        }
    }

    private static double Dot<TLane>(float* a, int aStride, float* b, int bStride, int size)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane real = TLane.All(0), imaginary = real;
        double sum = 0;
        int i = 0;
        for (; i <= size - TLane.Width; i += TLane.Width)
        {
            real = TLane.Fma(TLane.Load(a + i), TLane.Load(b + i), real);
            imaginary = TLane.Fma(TLane.Load(a + aStride + i), TLane.Load(b + bStride + i), imaginary);
        }
        for (; i < size; i++)
        {
            sum += a[i] * b[i] + a[aStride + i] * b[bStride + i];
        }
        return sum + TLane.Sum(real + imaginary);
    }
}
