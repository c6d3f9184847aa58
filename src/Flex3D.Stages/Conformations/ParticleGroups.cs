namespace Flex3D.Stages.Conformations;

/// <summary>A partition of the particles by their latents, each part with a particle that stands for it.</summary>
/// <param name="Groups">The groups, largest first.</param>
/// <param name="OfParticle">The number of the group of each particle.</param>
public sealed record ParticleGroups(IReadOnlyList<ParticleGroup> Groups, int[] OfParticle)
{
    /// <summary>Orders groups by size, leaves out those without members, and measures them.</summary>
    /// <param name="latents">[particle][K].</param>
    /// <param name="dimensions">Latent dimension K.</param>
    /// <param name="standing">The particle that stands for each group.</param>
    /// <param name="ofParticle">The group of each particle.</param>
    internal static ParticleGroups Of(ReadOnlySpan<float> latents, int dimensions, int[] standing, int[] ofParticle)
    {
        int[] members = new int[standing.Length], place = new int[standing.Length];
        double[] squares = new double[standing.Length];
        for (int particle = 0; particle < ofParticle.Length; particle++)
        {
            int group = ofParticle[particle];
            members[group]++;
            for (int k = 0; k < dimensions; k++)
            {
                squares[group] += Math.Pow((double)latents[particle * dimensions + k] - latents[standing[group] * dimensions + k], 2);
            }
        }
        int[] order = [.. Enumerable.Range(0, standing.Length).Where(group => members[group] > 0).OrderByDescending(group => members[group]).ThenBy(group => standing[group])];
        foreach ((int number, int group) in order.Index())
        {
            place[group] = number;
        }
        return new ParticleGroups(
            [.. order.Select(group => new ParticleGroup(standing[group], members[group], Math.Sqrt(squares[group] / members[group])))], Array.ConvertAll(ofParticle, group => place[group]));
    }
}

/// <summary>A group of particles with similar latents.</summary>
/// <param name="Particle">The particle that stands for it.</param>
/// <param name="Members">The number of its particles.</param>
/// <param name="Spread">RMS distance of its particles' latents from that of <paramref name="Particle"/>.</param>
public readonly record struct ParticleGroup(int Particle, int Members, double Spread);
