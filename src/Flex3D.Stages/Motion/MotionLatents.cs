namespace Flex3D.Stages.Motion;

/// <summary>Finds the latents of conformations that are specified by the motion itself and not by the axes of latent space.</summary>
/// <remarks>
/// Particles often lie on a bent curve in latent space, so no axis represents the motion and a coordinate-wise median may be a conformation
/// that never occurs. Principal components of the displacements do not depend on the layout of the latents; a conformation is specified by
/// its scores there, and the particle with the nearest scores gives its latent.
/// </remarks>
public static class MotionLatents
{
    /// <summary>Returns the latent of the middle conformation, the median along every component: K values; the origin where nothing moves.</summary>
    /// <param name="motion">Principal components of the particles' displacements.</param>
    /// <param name="latents">[particle][K].</param>
    /// <param name="dimensions">Latent dimension K.</param>
    public static float[] Middle(PrincipalMotion motion, ReadOnlySpan<float> latents, int dimensions) => At(motion, latents, dimensions, 0.5);

    /// <summary>Returns the latent of the middle conformation, then those of all particles by the distance of their conformations from it.</summary>
    /// <param name="motion">Principal components of the particles' displacements.</param>
    /// <param name="latents">[particle][K].</param>
    /// <param name="dimensions">Latent dimension K.</param>
    public static IEnumerable<float[]> FromMiddle(PrincipalMotion motion, float[] latents, int dimensions)
    {
        yield return Middle(motion, latents, dimensions);
        double[] distance = Distances(motion, latents.Length / dimensions, Quantile([.. motion.Components[0].Scores.Order()], 0.5));
        int[] order = [.. Enumerable.Range(0, distance.Length)];
        Array.Sort(distance, order);
        foreach (int particle in order)
        {
            yield return latents.AsSpan(particle * dimensions, dimensions).ToArray();
        }
    }

    /// <summary>Returns latents along the first component, from one quantile of the particles to another, the other components at their medians.</summary>
    /// <param name="motion">Principal components of the particles' displacements.</param>
    /// <param name="latents">[particle][K].</param>
    /// <param name="dimensions">Latent dimension K.</param>
    /// <param name="low">Quantile of the first component's scores in the first frame, 0 to 1.</param>
    /// <param name="high">Quantile of the first component's scores in the last frame, 0 to 1.</param>
    /// <param name="frames">The number of frames, evenly spaced in the score.</param>
    /// <returns>[frame][K].</returns>
    public static float[] Along(PrincipalMotion motion, ReadOnlySpan<float> latents, int dimensions, double low, double high, int frames)
    {
        float[] sorted = [.. motion.Components[0].Scores.Order()];
        double from = Quantile(sorted, low), to = Quantile(sorted, high);
        float[] result = new float[frames * dimensions];
        for (int frame = 0; frame < frames; frame++)
        {
            double score = frames == 1 ? (from + to) / 2 : from + (to - from) * frame / (frames - 1);
            Nearest(motion, latents, dimensions, score).CopyTo(result, frame * dimensions);
        }
        return result;
    }

    private static float[] At(PrincipalMotion motion, ReadOnlySpan<float> latents, int dimensions, double quantile)
    {
        float[] sorted = [.. motion.Components[0].Scores.Order()];
        return Nearest(motion, latents, dimensions, Quantile(sorted, quantile));
    }

    private static float[] Nearest(PrincipalMotion motion, ReadOnlySpan<float> latents, int dimensions, double firstScore)
    {
        if (motion.RmsAngstrom == 0)
        {
            return new float[dimensions];
        }
        double[] distance = Distances(motion, latents.Length / dimensions, firstScore);
        int nearest = Array.IndexOf(distance, distance.Min());
        return latents.Slice(nearest * dimensions, dimensions).ToArray();
    }

    // Squared distances, Å², of each particle from a score of the first component and the medians of the others.
    private static double[] Distances(PrincipalMotion motion, int particles, double firstScore)
    {
        double[] distance = new double[particles];
        for (int c = 0; c < motion.Components.Count; c++)
        {
            MotionComponent component = motion.Components[c];
            double target = c == 0 ? firstScore : Quantile([.. component.Scores.Order()], 0.5);
            for (int p = 0; p < distance.Length; p++)
            {
                distance[p] += Math.Pow((component.Scores[p] - target) * component.RmsAngstrom, 2);
            }
        }
        return distance;
    }

    /// <summary>Returns the number nearest to a quantile.</summary>
    /// <param name="sorted">Numbers in order, at least one.</param>
    /// <param name="quantile">0 for the smallest to 1 for the largest.</param>
    public static double Quantile(float[] sorted, double quantile) => sorted[(int)Math.Round(quantile * (sorted.Length - 1))];
}
