namespace Flex3D.Stages.Inference;

/// <summary>What an image says about the spread of a kind of offset (turns, shifts, or changes of defocus) among all particles: terms of a moment estimate that add up.</summary>
/// <remarks>
/// An offset x of m elements has the prior N(0, σ₀²) under which it was found and a likelihood of precision P, so that its posterior has Σ = (P + 1/σ₀²)⁻¹ and mode
/// x̂ = Σs, s the score at 0. Where offsets of the particles have the true variance σ², E sᵀΣs = tr ΣP + σ² tr ΣP². So σ² = Σ(sᵀΣs − tr ΣP) / Σ tr ΣP²
/// over the images, whatever σ₀ was, and images or directions that say nothing count for nothing.
/// </remarks>
/// <param name="Square">sᵀΣs = x̂ᵀΣ⁻¹x̂.</param>
/// <param name="Expected">tr ΣP, the square that noise alone gives.</param>
/// <param name="Slope">tr ΣP².</param>
public readonly record struct OffsetMoments(double Square, double Expected, double Slope)
{
    /// <summary>Number of terms of an image: three of its turn, three of its shift and three of its change of defocus.</summary>
    public const int Terms = 9;

    private const double LeastResolved = 0.25;

    /// <summary>Computes the moments of an offset.</summary>
    /// <param name="offset">x̂, of m ≤ 3 elements.</param>
    /// <param name="covariance">Σ, [m][m], other parameters marginalised.</param>
    /// <param name="deviation">σ₀ &gt; 0.</param>
    public static OffsetMoments Of(ReadOnlySpan<double> offset, ReadOnlySpan<double> covariance, double deviation)
    {
        int m = offset.Length;
        double prior = 1 / (deviation * deviation), traceCovariance = 0, tracePrecision = 0, square = 0;
        Span<double> factor = stackalloc double[m * m], precision = stackalloc double[m * m];
        covariance.CopyTo(factor);
        if (!Numerics.SmallCholesky.Factor(factor, m))
        {
            return default;
        }
        Numerics.SmallCholesky.Invert(factor, m, precision);
        for (int i = 0; i < m; i++)
        {
            traceCovariance += covariance[i * m + i];
            tracePrecision += precision[i * m + i];
            for (int j = 0; j < m; j++)
            {
                square += offset[i] * precision[i * m + j] * offset[j];
            }
        }
        return new(square, m - prior * traceCovariance, tracePrecision - 2 * m * prior + prior * prior * traceCovariance);
    }

    public static OffsetMoments operator +(OffsetMoments a, OffsetMoments b) => new(a.Square + b.Square, a.Expected + b.Expected, a.Slope + b.Slope);

    /// <summary>The fraction of the variance of offsets that the images resolve, σ²P/(1 + σ²P), P their mean precision (weighted by what they resolve).</summary>
    /// <param name="deviation">σ of the offsets.</param>
    public double Resolved(double deviation)
    {
        double ratio = Expected > 0 ? deviation * deviation * Slope / Expected : 0;
        return ratio / (1 + ratio);
    }

    /// <summary>Estimates σ from the sum over images; 0 unless the squares exceed what noise gives by three standard errors.</summary>
    public double Deviation()
    {
        double excess = Square - Expected;
        return Slope > 0 && excess > 3 * Math.Sqrt(2 * Math.Max(0, Expected)) ? Math.Sqrt(excess / Slope) : 0;
    }

    /// <summary>Returns whether re-estimating the offsets pays: the images show that they scatter by so much that it counts, and resolve a quarter or more of their variance.</summary>
    /// <param name="least">The least standard deviation that counts.</param>
    /// <param name="lever">What one unit of the offset is in the unit of <paramref name="least"/>.</param>
    public bool Pay(double least, double lever = 1)
    {
        double deviation = Deviation();
        return deviation * lever >= least && Resolved(deviation) >= LeastResolved;
    }
}
