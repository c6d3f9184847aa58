using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.LatentFrames;

/// <summary>Finds places in latent space that stand for all that particles occupy: the mean of their latents, and the centres of clusters of them (k-means).</summary>
/// <remarks>
/// Conformations may lie along a curve or a ring, so that trying values of one latent coordinate alone leads to places where no particle is. A search that starts from these centres finds the
/// right minimum wherever it is among the particles, at a cost that does not grow with the number of coordinates.
/// </remarks>
public static class ClusterCentres
{
    /// <summary>Number of centres.</summary>
    public const int Count = 16;

    private const int Rounds = 12;

    /// <summary>Finds the centres; the first is the mean of all.</summary>
    /// <param name="particles">The particles, with their latents.</param>
    /// <param name="held">Particles that the centres must not depend on, ascending: those held out of training.</param>
    /// <param name="seed">Seed of the first centres.</param>
    /// <returns>[<see cref="Count"/>][K]; of fewer particles some centres are equal.</returns>
    public static float[] Of(ParticleState particles, ReadOnlySpan<int> held, ulong seed)
    {
        ReadOnlySpan<float> latents = TrainedSample.Of(particles, held, ParticleColumns.Latents).Column(ParticleColumns.Latents);
        int k = particles.Layout.LatentDimension;
        float[] centres = new float[Count * k];
        for (int axis = 0; axis < k; axis++)
        {
            double sum = 0;
            for (int i = axis; i < latents.Length; i += k)
            {
                sum += latents[i];
            }
            centres[axis] = (float)(sum * k / latents.Length);
        }
        KMeans.Centres(latents, k, Count - 1, Rounds, seed, Purpose.ClusterCentres).CopyTo(centres, k);
        return centres;
    }
}
