using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.LatentFrames;

/// <summary>Reads a sample of the particles that are trained on.</summary>
internal static class TrainedSample
{
    /// <summary>The most particles of a sample.</summary>
    public const int Most = 4096;

    /// <summary>Reads up to <see cref="Most"/> of the particles that are not held out, spread evenly.</summary>
    /// <param name="particles">The particles.</param>
    /// <param name="held">Particles that are left out, ascending.</param>
    /// <param name="columns">The columns to read.</param>
    public static ParticleBlock Of(ParticleState particles, ReadOnlySpan<int> held, params ParticleColumn[] columns)
    {
        particles.Flush();
        int trained = particles.Count - held.Length, count = Math.Min(trained, Most), skipped = 0;
        var sample = new ParticleBlock(new ParticleLayout(particles.Layout.LatentDimension, columns), count);
        for (int i = 0; i < count; i++)
        {
            int nth = (int)((long)i * trained / count); // among those that are not held out
            while (skipped < held.Length && held[skipped] <= nth + skipped)
            {
                skipped++;
            }
            particles.Read(nth + skipped, 1, sample, i);
        }
        return sample;
    }
}
