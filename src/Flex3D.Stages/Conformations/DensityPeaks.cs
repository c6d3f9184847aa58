using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Conformations;

/// <summary>Groups particles around the peaks of the density of their latents (Rodriguez &amp; Laio, Science 344, 1492, 2014).</summary>
/// <remarks>
/// The density of particle i is ρ_i = Σ_j exp(−d_ij²/d_c²), d_ij the distance of latents, with d_c such that a fiftieth of all pairs are nearer (of few particles more, so that each has 50 others on average, up to a fifth); δ_i is the
/// distance to the nearest particle of higher density. Peaks are particles with the largest ρδ, and each other particle belongs to the group of its nearest particle of
/// higher density. Where the number of peaks is not given, a peak counts if the density falls below half of its own on the way to
/// each denser peak: on the border of two groups it is the largest mean of ρ over pairs nearer than d_c, one of each group.
/// All this for a sample that is spread evenly over the particles; the others belong to the group of the nearest sampled particle.
/// </remarks>
public static class DensityPeaks
{
    private const int MostSampled = 4000, MostPaired = 1000, MostPeaks = 20;
    private const double NearPairs = 0.02, MostNearPairs = 0.2, NearOthers = 50;

    /// <summary>Finds the peaks.</summary>
    /// <param name="latents">[particle][K], at least one particle.</param>
    /// <param name="dimensions">Latent dimension K.</param>
    /// <param name="count">The number of peaks, at most that of the particles; null to find it, at most 20.</param>
    public static ParticleGroups Of(float[] latents, int dimensions, int? count = null)
    {
        int particles = latents.Length / dimensions;
        int[] numbers = LatentSample.Numbers(particles, Math.Max(MostSampled, count ?? 0));
        float[] sample = LatentSample.Of(latents, dimensions, numbers);
        double radius = Radius(sample, dimensions);
        double[] density = Density(sample, dimensions, radius);
        int[] order = [.. Enumerable.Range(0, density.Length).OrderByDescending(i => density[i])]; // stable: equal densities stay in order
        (double[] distance, int[] above) = Above(sample, dimensions, order);
        int[] peaks = [.. order.OrderByDescending(i => density[i] * distance[i]).Take(count ?? MostPeaks)];
        int[] group = new int[density.Length];
        Array.Fill(group, -1);
        foreach ((int number, int peak) in peaks.Index())
        {
            group[peak] = number;
        }
        foreach (int i in order.Where(i => group[i] < 0))
        {
            group[i] = group[above[i]];
        }
        if (count is null)
        {
            (peaks, group) = PeakBorders.JoinShallow(sample, dimensions, radius, density, peaks, group);
        }
        var tree = new NeighbourTree(sample, dimensions);
        int[] ofParticle = new int[particles];
        Span<double> squared = stackalloc double[1];
        Span<int> nearest = stackalloc int[1];
        for (int particle = 0; particle < particles; particle++)
        {
            tree.Nearest(latents.AsSpan(particle * dimensions, dimensions), squared, nearest);
            ofParticle[particle] = group[nearest[0]];
        }
        foreach ((int i, int number) in numbers.Index())
        {
            ofParticle[number] = group[i];
        }
        return ParticleGroups.Of(latents, dimensions, [.. peaks.Select(peak => numbers[peak])], ofParticle);
    }

    private static double Radius(float[] sample, int k)
    {
        int count = sample.Length / k;
        float[] few = LatentSample.Of(sample, k, LatentSample.Numbers(count, MostPaired));
        var pairs = new List<double>();
        for (int i = 0; i < few.Length / k; i++)
        {
            for (int j = 0; j < i; j++)
            {
                pairs.Add(LatentSample.Squared(few, k, i, j));
            }
        }
        pairs.Sort();
        double near = pairs.Count == 0 ? 0 : pairs[(int)(Math.Clamp(NearOthers / count, NearPairs, MostNearPairs) * pairs.Count)];
        return Math.Sqrt(Math.Max(near, float.Epsilon));
    }

    private static double[] Density(float[] sample, int k, double radius)
    {
        double[] density = new double[sample.Length / k];
        for (int i = 0; i < density.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double near = Math.Exp(-LatentSample.Squared(sample, k, i, j) / (radius * radius));
                density[i] += near;
                density[j] += near;
            }
        }
        return density;
    }

    // Distance of each point to the nearest of higher density, and that point; the densest has the distance to the farthest point.
    private static (double[] Distance, int[] Above) Above(float[] sample, int k, int[] order)
    {
        double[] distance = new double[order.Length];
        int[] above = new int[order.Length];
        for (int rank = 1; rank < order.Length; rank++)
        {
            double least = double.PositiveInfinity;
            for (int denser = 0; denser < rank; denser++)
            {
                double squared = LatentSample.Squared(sample, k, order[rank], order[denser]);
                (least, above[order[rank]]) = squared < least ? (squared, order[denser]) : (least, above[order[rank]]);
            }
            distance[order[rank]] = Math.Sqrt(least);
            distance[order[0]] = Math.Max(distance[order[0]], Math.Sqrt(LatentSample.Squared(sample, k, order[0], order[rank])));
        }
        distance[order[0]] = Math.Max(distance[order[0]], float.Epsilon);
        return (distance, above);
    }
}
