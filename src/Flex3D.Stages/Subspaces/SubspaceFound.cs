namespace Flex3D.Stages.Subspaces;

/// <summary>One component of a subspace.</summary>
/// <param name="Energy">Mean energy of the component in an image, in units of the noise, at z = 1: what an image says of z, beside 1 of the prior.</param>
/// <param name="Gain">By how much the component, after those before it, raises the log-evidence of a held-out image, in the mean; NaN where none are held out.</param>
/// <param name="GainError">Standard error of <paramref name="Gain"/>.</param>
public readonly record struct SubspaceComponent(double Energy, double Gain, double GainError);

/// <summary>A linear subspace around the consensus map that was found, and what held-out images say of it.</summary>
/// <param name="Components">The components, that of most energy first.</param>
/// <param name="Supported">The number of first components each of which raises the log-evidence of held-out images by 3 standard errors or more.</param>
public sealed record SubspaceFound(IReadOnlyList<SubspaceComponent> Components, int Supported)
{
    private const double Evidence = 3, Filled = 0.8, Percentile = 0.98;

    // Of turns of ±90° and more, and of two arms with K = 2, the component after the first K gains half as much as the first or more; of one arm bent by ±30°, with poses off by 2° or not, a fifth to a quarter.
    private const double Large = 1 / 3.0;

    /// <summary>Whether the particles differ by more than K components show, as where a motion is large: the next one is supported, and raises the log-evidence by at least a third as much as the first.</summary>
    /// <param name="latents">K.</param>
    public bool Outgrows(int latents) => Supported > latents && Components[latents].Gain >= Large * Components[0].Gain;

    /// <summary>Reads the result of a fit that is finished.</summary>
    public static SubspaceFound Of(SubspaceState state)
    {
        int q = (int)Math.Sqrt(state.Information.Length), held = state.Gains.Length / q;
        SubspaceComponent[] components = [.. Enumerable.Range(0, q).Select(k =>
        {
            double[] gains = [.. Enumerable.Range(0, held).Select(i => state.Gains[i * q + k] - (k == 0 ? 0 : state.Gains[i * q + k - 1]))];
            double mean = held == 0 ? double.NaN : gains.Average();
            return new SubspaceComponent(state.Information[k * q + k], mean, held < 2 ? double.NaN : Math.Sqrt(gains.Sum(gain => (gain - mean) * (gain - mean)) / (held - 1) / held));
        })];
        return new(components, components.TakeWhile(component => component.Gain > Evidence * component.GainError).Count());
    }

    /// <summary>Returns the first K coordinates of each particle as latents: at one scale for all, at which 98 % of the trained particles lie within 0.8 of the limit along each axis, and cut at the limit.</summary>
    /// <param name="state">The finished fit.</param>
    /// <param name="dimension">K, at most q.</param>
    /// <param name="limit">Limit of the latents.</param>
    /// <param name="untrained">Rows that the scale must not depend on, ascending.</param>
    /// <returns>[particle][K].</returns>
    public static float[] Latents(SubspaceState state, int dimension, double limit, int[] untrained)
    {
        int q = (int)Math.Sqrt(state.Information.Length), particles = state.Latents.Length / q;
        int[] trained = [.. Enumerable.Range(0, particles).Where(row => Array.BinarySearch(untrained, row) < 0)];
        double reach = Enumerable.Range(0, dimension).Max(k =>
        {
            float[] axis = [.. trained.Select(row => Math.Abs(state.Latents[row * q + k])).Order()];
            return (double)axis[(int)(Percentile * (axis.Length - 1))];
        });
        double scale = Filled * limit / Math.Max(1e-6, reach);
        return [.. Enumerable.Range(0, particles * dimension).Select(i => (float)Math.Clamp(state.Latents[i / dimension * q + i % dimension] * scale, -limit, limit))];
    }
}
