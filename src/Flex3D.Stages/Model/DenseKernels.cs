using System.Numerics;
using Flex3D.Stages.Engine.Fourier;

namespace Flex3D.Stages.Model;

/// <summary>The three matrix products of a dense layer, y = xW + b and its two adjoints, over rows padded to <see cref="Panel"/> floats.</summary>
/// <remarks>
/// A product of either kind sums its terms one after the other for every element, whatever the number of rows: a row's
/// result does not depend on its batch.
/// </remarks>
internal static unsafe class DenseKernels
{
    /// <summary>Columns handled at a time; every row stride is a multiple of it.</summary>
    public const int Panel = 32;

    private const int Chunk = 1024; // columns of a dot product that stay in the first cache

    public static int Padded(int columns) => (columns + Panel - 1) / Panel * Panel;

    /// <summary>C[r][o] (+)= Σ_k A(r, k) B[k][o], A(r, k) = a[r·rowStep + k·innerStep]; starts from <paramref name="bias"/>, from zero or from C.</summary>
    /// <param name="packed">Room for inner × <see cref="Panel"/> floats: a panel of B is copied there, since rows a power of two apart would share cache sets.</param>
    public static void Multiply<TVector, TLanes>(
        float* a, int rowStep, int innerStep, int rows, int inner, float* b, float* c, int stride, float* bias, bool accumulate, bool rectify, float* packed)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        int width = TLanes.Width;
        TVector zero = TLanes.Broadcast(0);
        for (int column = 0; column < stride; column += Panel)
        {
            for (int k = 0; k < inner; k++)
            {
                for (int o = 0; o < Panel; o += width)
                {
                    TLanes.Store(packed + k * Panel + o, TLanes.Load(b + (nint)k * stride + column + o));
                }
            }
            for (int o = 0; o < Panel; o += 2 * width)
            {
                TVector start0 = bias == null ? zero : TLanes.Load(bias + column + o), start1 = bias == null ? zero : TLanes.Load(bias + column + o + width);
                int r = 0;
                for (; r + 4 <= rows; r += 4)
                {
                    float* c0 = c + (nint)r * stride + column + o, c1 = c0 + stride, c2 = c1 + stride, c3 = c2 + stride;
                    TVector s00 = start0, s01 = start1, s10 = start0, s11 = start1, s20 = start0, s21 = start1, s30 = start0, s31 = start1;
                    if (accumulate)
                    {
                        (s00, s01, s10, s11) = (TLanes.Load(c0), TLanes.Load(c0 + width), TLanes.Load(c1), TLanes.Load(c1 + width));
                        (s20, s21, s30, s31) = (TLanes.Load(c2), TLanes.Load(c2 + width), TLanes.Load(c3), TLanes.Load(c3 + width));
                    }
                    float* x0 = a + (nint)r * rowStep, x1 = x0 + rowStep, x2 = x1 + rowStep, x3 = x2 + rowStep, panel = packed + o;
                    for (int k = 0; k < inner; k++)
                    {
                        TVector b0 = TLanes.Load(panel), b1 = TLanes.Load(panel + width);
                        TVector v = TLanes.Broadcast(*x0);
                        s00 = TLanes.MultiplyAdd(v, b0, s00);
                        s01 = TLanes.MultiplyAdd(v, b1, s01);
                        v = TLanes.Broadcast(*x1);
                        s10 = TLanes.MultiplyAdd(v, b0, s10);
                        s11 = TLanes.MultiplyAdd(v, b1, s11);
                        v = TLanes.Broadcast(*x2);
                        s20 = TLanes.MultiplyAdd(v, b0, s20);
                        s21 = TLanes.MultiplyAdd(v, b1, s21);
                        v = TLanes.Broadcast(*x3);
                        s30 = TLanes.MultiplyAdd(v, b0, s30);
                        s31 = TLanes.MultiplyAdd(v, b1, s31);
                        panel += Panel;
                        x0 += innerStep;
                        x1 += innerStep;
                        x2 += innerStep;
                        x3 += innerStep;
                    }
                    StorePair<TVector, TLanes>(c0, s00, s01, rectify);
                    StorePair<TVector, TLanes>(c1, s10, s11, rectify);
                    StorePair<TVector, TLanes>(c2, s20, s21, rectify);
                    StorePair<TVector, TLanes>(c3, s30, s31, rectify);
                }
                for (; r < rows; r++)
                {
                    float* c0 = c + (nint)r * stride + column + o, x0 = a + (nint)r * rowStep, panel = packed + o;
                    TVector s0 = accumulate ? TLanes.Load(c0) : start0, s1 = accumulate ? TLanes.Load(c0 + width) : start1;
                    for (int k = 0; k < inner; k++, panel += Panel, x0 += innerStep)
                    {
                        TVector v = TLanes.Broadcast(*x0);
                        s0 = TLanes.MultiplyAdd(v, TLanes.Load(panel), s0);
                        s1 = TLanes.MultiplyAdd(v, TLanes.Load(panel + width), s1);
                    }
                    StorePair<TVector, TLanes>(c0, s0, s1, rectify);
                }
            }
        }
    }

    /// <summary>The adjoint in x: D[r][k] = Σ_o G[r][o] W[k][o], rows of G and W <paramref name="stride"/> apart, rows of D <paramref name="outStride"/>.</summary>
    public static void MultiplyTransposed<TVector, TLanes>(float* g, float* w, int stride, int rows, int inputs, float* d, int outStride)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
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
                    TVector zero = TLanes.Broadcast(0);
                    TVector s00 = zero, s01 = zero, s10 = zero, s11 = zero, s20 = zero, s21 = zero, s30 = zero, s31 = zero;
                    for (int o = 0; o < length; o += TLanes.Width)
                    {
                        TVector v0 = TLanes.Load(w0 + o), v1 = TLanes.Load(w1 + o);
                        TVector x = TLanes.Load(g0 + o);
                        s00 = TLanes.MultiplyAdd(x, v0, s00);
                        s01 = TLanes.MultiplyAdd(x, v1, s01);
                        x = TLanes.Load(g0 + o + step1);
                        s10 = TLanes.MultiplyAdd(x, v0, s10);
                        s11 = TLanes.MultiplyAdd(x, v1, s11);
                        x = TLanes.Load(g0 + o + step2);
                        s20 = TLanes.MultiplyAdd(x, v0, s20);
                        s21 = TLanes.MultiplyAdd(x, v1, s21);
                        x = TLanes.Load(g0 + o + step3);
                        s30 = TLanes.MultiplyAdd(x, v0, s30);
                        s31 = TLanes.MultiplyAdd(x, v1, s31);
                    }
                    bool first = from == 0;
                    Put<TVector, TLanes>(d0 + k, s00, first);
                    if (many > 1) { Put<TVector, TLanes>(d0 + outStride + k, s10, first); }
                    if (many > 2) { Put<TVector, TLanes>(d0 + 2 * outStride + k, s20, first); }
                    if (many > 3) { Put<TVector, TLanes>(d0 + 3 * outStride + k, s30, first); }
                    if (k + 1 < inputs)
                    {
                        Put<TVector, TLanes>(d0 + k + 1, s01, first);
                        if (many > 1) { Put<TVector, TLanes>(d0 + outStride + k + 1, s11, first); }
                        if (many > 2) { Put<TVector, TLanes>(d0 + 2 * outStride + k + 1, s21, first); }
                        if (many > 3) { Put<TVector, TLanes>(d0 + 3 * outStride + k + 1, s31, first); }
                    }
                }
            }
        }
    }

    /// <summary>The adjoint of ReLU and of the bias: gradients where the activation is 0 become 0, and every row is added to the bias gradient.</summary>
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

    private static void StorePair<TVector, TLanes>(float* to, TVector low, TVector high, bool rectify)
        where TVector : struct
        where TLanes : struct, ILanes<TVector>
    {
        TLanes.Store(to, rectify ? TLanes.Rectify(low) : low);
        TLanes.Store(to + TLanes.Width, rectify ? TLanes.Rectify(high) : high);
    }

    private static void Put<TVector, TLanes>(float* to, TVector sums, bool first)
        where TVector : struct
        where TLanes : struct, ILanes<TVector> => *to = TLanes.Sum(sums) + (first ? 0 : *to);
}
