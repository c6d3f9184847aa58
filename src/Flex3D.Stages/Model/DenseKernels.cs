using System.Numerics;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Model;

/// <summary>Computes the three matrix products of a dense layer, y = xW + b and its two adjoints, over rows padded to <see cref="Panel"/> floats.</summary>
/// <remarks>
/// A product of either kind sums its terms one after the other for every element, whatever the number of rows: a row's
/// result does not depend on its batch.
/// </remarks>
internal static unsafe class DenseKernels
{
    /// <summary>The number of columns handled at a time; every row stride is a multiple of it.</summary>
    public const int Panel = 32;

    private const int Chunk = 1024; // columns of a dot product that stay in the first cache

    public static int Padded(int columns) => (columns + Panel - 1) / Panel * Panel;

    /// <summary>Computes C[r][o] (+)= Σ_k A(r, k) B[k][o], A(r, k) = a[r·rowStep + k·innerStep]; starts from <paramref name="bias"/>, from zero or from C.</summary>
    /// <param name="packed">Working memory of inner × <see cref="Panel"/> floats: a panel of B is copied there, since rows a power of two apart would share cache sets.</param>
    public static void Multiply<TLane>(
        float* a, int rowStep, int innerStep, int rows, int inner, float* b, float* c, int stride, float* bias, bool accumulate, bool rectify, float* packed)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width;
        TLane zero = TLane.All(0);
        for (int column = 0; column < stride; column += Panel)
        {
            for (int k = 0; k < inner; k++)
            {
                for (int o = 0; o < Panel; o += width)
                {
                    TLane.Store(packed + k * Panel + o, TLane.Load(b + (nint)k * stride + column + o));
                }
            }
            for (int o = 0; o < Panel; o += 2 * width)
            {
                TLane start0 = bias == null ? zero : TLane.Load(bias + column + o), start1 = bias == null ? zero : TLane.Load(bias + column + o + width);
                int r = 0;
                for (; r + 4 <= rows; r += 4)
                {
                    float* c0 = c + (nint)r * stride + column + o, c1 = c0 + stride, c2 = c1 + stride, c3 = c2 + stride;
                    TLane s00 = start0, s01 = start1, s10 = start0, s11 = start1, s20 = start0, s21 = start1, s30 = start0, s31 = start1;
                    if (accumulate)
                    {
                        (s00, s01, s10, s11) = (TLane.Load(c0), TLane.Load(c0 + width), TLane.Load(c1), TLane.Load(c1 + width));
                        (s20, s21, s30, s31) = (TLane.Load(c2), TLane.Load(c2 + width), TLane.Load(c3), TLane.Load(c3 + width));
                    }
                    float* x0 = a + (nint)r * rowStep, x1 = x0 + rowStep, x2 = x1 + rowStep, x3 = x2 + rowStep, panel = packed + o;
                    for (int k = 0; k < inner; k++)
                    {
                        TLane b0 = TLane.Load(panel), b1 = TLane.Load(panel + width);
                        TLane v = TLane.All(*x0);
                        s00 = TLane.Fma(v, b0, s00);
                        s01 = TLane.Fma(v, b1, s01);
                        v = TLane.All(*x1);
                        s10 = TLane.Fma(v, b0, s10);
                        s11 = TLane.Fma(v, b1, s11);
                        v = TLane.All(*x2);
                        s20 = TLane.Fma(v, b0, s20);
                        s21 = TLane.Fma(v, b1, s21);
                        v = TLane.All(*x3);
                        s30 = TLane.Fma(v, b0, s30);
                        s31 = TLane.Fma(v, b1, s31);
                        panel += Panel;
                        x0 += innerStep;
                        x1 += innerStep;
                        x2 += innerStep;
                        x3 += innerStep;
                    }
                    StorePair<TLane>(c0, s00, s01, rectify);
                    StorePair<TLane>(c1, s10, s11, rectify);
                    StorePair<TLane>(c2, s20, s21, rectify);
                    StorePair<TLane>(c3, s30, s31, rectify);
                }
                for (; r < rows; r++)
                {
                    float* c0 = c + (nint)r * stride + column + o, x0 = a + (nint)r * rowStep, panel = packed + o;
                    TLane s0 = accumulate ? TLane.Load(c0) : start0, s1 = accumulate ? TLane.Load(c0 + width) : start1;
                    for (int k = 0; k < inner; k++, panel += Panel, x0 += innerStep)
                    {
                        TLane v = TLane.All(*x0);
                        s0 = TLane.Fma(v, TLane.Load(panel), s0);
                        s1 = TLane.Fma(v, TLane.Load(panel + width), s1);
                    }
                    StorePair<TLane>(c0, s0, s1, rectify);
                }
            }
        }
    }

    /// <summary>Computes the adjoint in x: D[r][k] = Σ_o G[r][o] W[k][o], rows of G and W <paramref name="stride"/> apart, rows of D <paramref name="outStride"/>.</summary>
    public static void MultiplyTransposed<TLane>(float* g, float* w, int stride, int rows, int inputs, float* d, int outStride)
        where TLane : unmanaged, ILane<TLane>
    {
        for (int from = 0; from < stride; from += Chunk)
        {
            int length = Math.Min(Chunk, stride - from);
            for (int r = 0; r < rows; r += 4)
            {
                int many = Math.Min(4, rows - r);
                float* g0 = g + (nint)r * stride + from, d0 = d + (nint)r * outStride;
                for (int k = 0; k < inputs; k += 2)
                {
                    // Rows and inputs that are left over repeat the last one; their sums are not kept.
                    nint step1 = many > 1 ? stride : 0, step2 = many > 2 ? 2 * (nint)stride : 0, step3 = many > 3 ? 3 * (nint)stride : 0;
                    float* w0 = w + (nint)k * stride + from, w1 = k + 1 < inputs ? w0 + stride : w0;
                    TLane zero = TLane.All(0);
                    TLane s00 = zero, s01 = zero, s10 = zero, s11 = zero, s20 = zero, s21 = zero, s30 = zero, s31 = zero;
                    for (int o = 0; o < length; o += TLane.Width)
                    {
                        TLane v0 = TLane.Load(w0 + o), v1 = TLane.Load(w1 + o);
                        TLane x = TLane.Load(g0 + o);
                        s00 = TLane.Fma(x, v0, s00);
                        s01 = TLane.Fma(x, v1, s01);
                        x = TLane.Load(g0 + o + step1);
                        s10 = TLane.Fma(x, v0, s10);
                        s11 = TLane.Fma(x, v1, s11);
                        x = TLane.Load(g0 + o + step2);
                        s20 = TLane.Fma(x, v0, s20);
                        s21 = TLane.Fma(x, v1, s21);
                        x = TLane.Load(g0 + o + step3);
                        s30 = TLane.Fma(x, v0, s30);
                        s31 = TLane.Fma(x, v1, s31);
                    }
                    bool first = from == 0;
                    Put<TLane>(d0 + k, s00, first);
                    if (many > 1) { Put<TLane>(d0 + outStride + k, s10, first); }
                    if (many > 2) { Put<TLane>(d0 + 2 * outStride + k, s20, first); }
                    if (many > 3) { Put<TLane>(d0 + 3 * outStride + k, s30, first); }
                    if (k + 1 < inputs)
                    {
                        Put<TLane>(d0 + k + 1, s01, first);
                        if (many > 1) { Put<TLane>(d0 + outStride + k + 1, s11, first); }
                        if (many > 2) { Put<TLane>(d0 + 2 * outStride + k + 1, s21, first); }
                        if (many > 3) { Put<TLane>(d0 + 3 * outStride + k + 1, s31, first); }
                    }
                }
            }
        }
    }

    /// <summary>Applies the derivative of ReLU: sets tangents to 0 where the activation is 0.</summary>
    public static void RectifyTangent(float* activation, float* tangent, int rows, int stride)
    {
        for (int i = 0; i < rows * stride; i += Vector<float>.Count)
        {
            Vector.Store(Vector.ConditionalSelect(Vector.GreaterThan(Vector.Load(activation + i), Vector<float>.Zero), Vector.Load(tangent + i), Vector<float>.Zero), tangent + i);
        }
    }

    /// <summary>Applies the adjoint of ReLU and of the bias: sets gradients to 0 where the activation is 0, and adds every row to the bias gradient.</summary>
    public static void RectifyAdjoint(float* activation, float* gradient, int rows, int stride, float* biasGradient)
    {
        for (int column = 0; column < stride; column += Vector<float>.Count)
        {
            Vector<float> sum = Vector.Load(biasGradient + column);
            for (int row = 0; row < rows; row++)
            {
                int i = row * stride + column;
                Vector<float> kept = Vector.ConditionalSelect(Vector.GreaterThan(Vector.Load(activation + i), Vector<float>.Zero), Vector.Load(gradient + i), Vector<float>.Zero);
                Vector.Store(kept, gradient + i);
                sum += kept;
            }
            Vector.Store(sum, biasGradient + column);
        }
    }

    private static void StorePair<TLane>(float* to, TLane low, TLane high, bool rectify)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane.Store(to, rectify ? TLane.Rectify(low) : low);
        TLane.Store(to + TLane.Width, rectify ? TLane.Rectify(high) : high);
    }

    private static void Put<TLane>(float* to, TLane sums, bool first)
        where TLane : unmanaged, ILane<TLane> => *to = TLane.Sum(sums) + (first ? 0 : *to);
}
