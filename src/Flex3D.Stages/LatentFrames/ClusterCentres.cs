using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.LatentFrames;

/// <summary>Finds places in latent space that stand for all that particles occupy: the centres of clusters of their latents (k-means).</summary>
/// <remarks>
/// Conformations may lie along a curve or a ring, so that trying values of one latent coordinate alone leads to places where no particle is. A search that starts from these centres finds the
/// right minimum wherever it is among the particles, at a cost that does not grow with the number of coordinates.
/// </remarks>
public static class ClusterCentres
{
    /// <summary>Number of centres.</summary>
    public const int Count = 16;

    private const int Rounds = 12;

    /// <summary>Finds the centres.</summary>
    /// <param name="particles">The particles, with their latents.</param>
    /// <param name="held">Particles that the centres must not depend on, ascending: those held out of training.</param>
    /// <param name="seed">Seed of the first centres.</param>
    /// <returns>[<see cref="Count"/>][K]; of fewer particles some centres are equal.</returns>
    public static float[] Of(ParticleState particles, ReadOnlySpan<int> held, ulong seed)
    {
        int k = particles.Layout.LatentDimension;
        ReadOnlySpan<float> latents = TrainedSample.Of(particles, held, ParticleColumns.Latents).Column(ParticleColumns.Latents);
        float[] centres = First(latents, k, seed);
        for (int round = 0; round < Rounds; round++)
        {
            Improve(latents, k, centres);
        }
        return centres;
    }

    // Draws particles, each with a chance in proportion to its squared distance from the nearest one drawn before (k-means++).
    private static float[] First(ReadOnlySpan<float> latents, int k, ulong seed)
    {
        int particles = latents.Length / k;
        float[] centres = new float[Count * k];
        double[] nearest = new double[particles];
        Array.Fill(nearest, 1);
        for (int c = 0; c < Count; c++)
        {
            double left = CounterRandom.Uniform(seed, Purpose.ClusterCentres, 0, 0, (ulong)c) * nearest.Sum();
            int drawn = 0;
            while (drawn < particles - 1 && (left -= nearest[drawn]) > 0)
            {
                drawn++;
            }
            latents.Slice(drawn * k, k).CopyTo(centres.AsSpan(c * k));
            for (int i = 0; i < particles; i++)
            {
                double distance = Distance(latents.Slice(i * k, k), centres.AsSpan(c * k, k));
                nearest[i] = c == 0 ? distance : Math.Min(nearest[i], distance);
            }
        }
        return centres;
    }

    // Moves each centre to the mean of the particles that are nearest to it.
    private static void Improve(ReadOnlySpan<float> latents, int k, float[] centres)
    {
        int[] members = new int[Count];
        double[] sums = new double[Count * k];
        for (int i = 0; i < latents.Length / k; i++)
        {
            ReadOnlySpan<float> z = latents.Slice(i * k, k);
            int best = 0;
            double least = double.PositiveInfinity;
            for (int c = 0; c < Count; c++)
            {
                double distance = Distance(z, centres.AsSpan(c * k, k));
                (best, least) = distance < least ? (c, distance) : (best, least);
            }
            members[best]++;
            for (int j = 0; j < k; j++)
            {
                sums[best * k + j] += z[j];
            }
        }
        for (int at = 0; at < sums.Length; at++)
        {
            centres[at] = members[at / k] > 0 ? (float)(sums[at] / members[at / k]) : centres[at];
        }
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double square = 0;
        for (int j = 0; j < a.Length; j++)
        {
            square += ((double)a[j] - b[j]) * (a[j] - b[j]);
        }
        return square;
    }
}
