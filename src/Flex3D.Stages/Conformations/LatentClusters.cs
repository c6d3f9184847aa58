using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Conformations;

/// <summary>Groups particles around the centres of clusters of their latents (k-means, with first centres as k-means++).</summary>
/// <remarks>
/// A centre is a mean, at which there may be no particle where particles lie on a curve: the particle nearest to it stands for the cluster. Of several trials the one with the
/// smallest sum of squared distances counts. Centres come from a sample that is spread evenly over the particles; then every particle is assigned.
/// </remarks>
public static class LatentClusters
{
    private const int MostSampled = 20_000, Trials = 5, Rounds = 100;

    /// <summary>Finds the clusters.</summary>
    /// <param name="latents">[particle][K], at least one particle.</param>
    /// <param name="dimensions">Latent dimension K.</param>
    /// <param name="count">The number of clusters, at most that of the particles; fewer are found where fewer latents differ.</param>
    /// <param name="seed">Seed of the first centres.</param>
    public static ParticleGroups Of(ReadOnlySpan<float> latents, int dimensions, int count, ulong seed)
    {
        int particles = latents.Length / dimensions;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, particles);
        float[] sample = LatentSample.Of(latents, dimensions, LatentSample.Numbers(particles, MostSampled));
        float[] centres = [];
        double least = double.PositiveInfinity;
        for (ulong trial = 0; trial < Trials; trial++)
        {
            float[] found = KMeans.Centres(sample, dimensions, count, Rounds, seed, Purpose.ConformationClusters, trial);
            double sum = 0;
            for (int at = 0; at < sample.Length; at += dimensions)
            {
                sum += KMeans.Nearest(sample.AsSpan(at, dimensions), found).Squared;
            }
            (centres, least) = sum < least ? (found, sum) : (centres, least);
        }
        int[] ofParticle = new int[particles], standing = new int[count];
        double[] distance = new double[count];
        Array.Fill(distance, double.PositiveInfinity);
        for (int particle = 0; particle < particles; particle++)
        {
            (int centre, double squared) = KMeans.Nearest(latents.Slice(particle * dimensions, dimensions), centres);
            ofParticle[particle] = centre;
            (standing[centre], distance[centre]) = squared < distance[centre] ? (particle, squared) : (standing[centre], distance[centre]);
        }
        return ParticleGroups.Of(latents, dimensions, standing, ofParticle);
    }
}
