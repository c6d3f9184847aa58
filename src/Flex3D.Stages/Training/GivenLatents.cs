namespace Flex3D.Stages.Training;

/// <summary>The scaling of given latents to the range of the latent search, ±limit about zero: z = (given − offset) · factor on each axis.</summary>
/// <param name="Offset">Middle of each axis's 1st to 99th percentile, in the unit of the given latents.</param>
/// <param name="Factor">Factor that brings those percentiles to ±0.8 limit; 1 on an axis without spread.</param>
/// <param name="Cut">The number of values beyond ±limit after scaling, which were set to the limit.</param>
public sealed record GivenLatents(double[] Offset, double[] Factor, int Cut)
{
    private const double Percentile = 0.01;
    private const double Filled = 0.8;
    private const double LeastSpread = 0.1;

    /// <summary>Scales latents to the range of the search. Leaves them all unchanged if they are within it and spread over a tenth of it or more on some axis.</summary>
    /// <param name="latents">[particle][K]; overwritten.</param>
    /// <param name="dimension">Latent dimension K.</param>
    /// <param name="limit">Limit of the search, &gt; 0.</param>
    /// <returns>The scaling that was applied; null for none.</returns>
    public static GivenLatents? Lay(Span<float> latents, int dimension, double limit)
    {
        double[] middle = new double[dimension], half = new double[dimension];
        float[] axis = new float[latents.Length / dimension];
        for (int k = 0; k < dimension; k++)
        {
            for (int p = 0; p < axis.Length; p++)
            {
                axis[p] = latents[p * dimension + k];
            }
            Array.Sort(axis);
            int from = (int)Math.Round(Percentile * (axis.Length - 1));
            double low = axis[from], high = axis[^(from + 1)];
            (middle[k], half[k]) = ((low + high) / 2, (high - low) / 2);
        }
        if (Fit(latents, limit) && half.Max() >= LeastSpread * limit)
        {
            return null;
        }
        double[] factor = [.. half.Select(spread => spread > 0 ? Filled * limit / spread : 1)];
        int cut = 0;
        for (int i = 0; i < latents.Length; i++)
        {
            double z = (latents[i] - middle[i % dimension]) * factor[i % dimension];
            cut += Math.Abs(z) > limit ? 1 : 0;
            latents[i] = (float)Math.Clamp(z, -limit, limit);
        }
        return new(middle, factor, cut);
    }

    /// <summary>Whether all latents lie within ±limit.</summary>
    public static bool Fit(ReadOnlySpan<float> latents, double limit) => !latents.ContainsAnyExceptInRange((float)-limit, (float)limit);
}
