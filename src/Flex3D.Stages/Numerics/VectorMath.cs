using System.Numerics;
using System.Runtime.InteropServices;

namespace Flex3D.Stages.Numerics;

/// <summary>The few operations on long vectors that the minimisers use.</summary>
/// <remarks>
/// Values are single, sums double. The order of summation is fixed (sixteen interleaved partial sums, added pairwise), and
/// products are rounded before they are added, so the bits do not depend on the width of the machine's registers.
/// </remarks>
internal static class VectorMath
{
    private const int Lanes = 16;

    /// <summary>Returns Σ a_i b_i.</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Length, a.Length);
        Span<double> partial = stackalloc double[Lanes];
        partial.Clear();
        int whole = 0;
        if (Vector<double>.Count <= 8 && Vector.IsHardwareAccelerated)
        {
            whole = DotWide(a, b, partial);
        }
        for (int i = whole; i < a.Length; i++)
        {
            partial[i % Lanes] += (double)a[i] * b[i];
        }
        for (int width = Lanes / 2; width > 0; width /= 2)
        {
            for (int lane = 0; lane < width; lane++)
            {
                partial[lane] += partial[lane + width];
            }
        }
        return partial[0];
    }

    /// <summary>Returns the Euclidean length.</summary>
    public static double Norm(ReadOnlySpan<float> a) => Math.Sqrt(Dot(a, a));

    /// <summary>y ← y + scale·x.</summary>
    public static void AddScaled(Span<float> y, double scale, ReadOnlySpan<float> x) => Combine(y, scale, x, y);

    /// <summary>result ← x + scale·direction.</summary>
    public static void Combine(ReadOnlySpan<float> x, double scale, ReadOnlySpan<float> direction, Span<float> result)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(direction.Length, x.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(result.Length, x.Length);
        float factor = (float)scale;
        int step = Vector<float>.Count, i = 0;
        for (; i <= x.Length - step; i += step)
        {
            Vector<float> product = factor * new Vector<float>(direction[i..]);
            (new Vector<float>(x[i..]) + product).CopyTo(result[i..]);
        }
        for (; i < x.Length; i++)
        {
            float product = factor * direction[i];
            result[i] = x[i] + product;
        }
    }

    /// <summary>sum ← sum + scale·x, the sum in double.</summary>
    public static void AddScaled(Span<double> sum, double scale, ReadOnlySpan<float> x)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sum.Length, x.Length);
        int half = Vector<double>.Count, i = 0;
        for (; i <= x.Length - 2 * half; i += 2 * half)
        {
            Vector.Widen(new Vector<float>(x[i..]), out Vector<double> low, out Vector<double> high);
            (new Vector<double>(sum[i..]) + scale * low).CopyTo(sum[i..]);
            (new Vector<double>(sum[(i + half)..]) + scale * high).CopyTo(sum[(i + half)..]);
        }
        for (; i < x.Length; i++)
        {
            sum[i] += scale * x[i];
        }
    }

    /// <summary>result ← scale·(a − b).</summary>
    public static void ScaledDifference(ReadOnlySpan<float> a, ReadOnlySpan<float> b, double scale, Span<float> result)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Length, a.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(result.Length, a.Length);
        float factor = (float)scale;
        for (int i = 0; i < a.Length; i++)
        {
            result[i] = factor * (a[i] - b[i]);
        }
    }

    /// <summary>x ← scale·x.</summary>
    public static void Scale(Span<float> x, double scale)
    {
        float factor = (float)scale;
        for (int i = 0; i < x.Length; i++)
        {
            x[i] *= factor;
        }
    }

    public static bool IsFinite(ReadOnlySpan<float> x) => double.IsFinite(Dot(x, x));

    // Adds products of whole blocks of sixteen to partial; returns the number of elements done.
    private static int DotWide(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<double> partial)
    {
        int step = Vector<float>.Count;
        int half = Vector<double>.Count;
        int whole = a.Length / Lanes * Lanes;
        Span<Vector<double>> sums = MemoryMarshal.Cast<double, Vector<double>>(partial);
        for (int block = 0; block < whole; block += Lanes)
        {
            for (int at = 0, slot = 0; at < Lanes; at += step, slot += step / half)
            {
                Vector.Widen(new Vector<float>(a.Slice(block + at, step)), out Vector<double> aLow, out Vector<double> aHigh);
                Vector.Widen(new Vector<float>(b.Slice(block + at, step)), out Vector<double> bLow, out Vector<double> bHigh);
                sums[slot] += aLow * bLow;
                sums[slot + 1] += aHigh * bHigh;
            }
        }
        return whole;
    }
}
