using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.LatentFrames;

/// <summary>Tries a latent coordinate again that <see cref="PrincipalLayout"/> left out, once the map is sharp: a motion that hardly shows in the consensus, such as the twist of a rod about its axis, is found only then.</summary>
/// <remarks>The coordinate after those in use begins at 0 for every particle, with random weights in the network. It is kept if it then says something of its own, as a layout would have it.</remarks>
internal static class CoordinateTrial
{
    /// <summary>Gives the coordinate random weights.</summary>
    /// <param name="flow">Parameters of the network.</param>
    /// <param name="coordinate">The coordinate, from 0.</param>
    public static void Begin(FlowNetwork network, Span<float> flow, int coordinate, ulong seed)
    {
        Range weights = network.WeightsOfLatent(coordinate);
        network.Initialise(CounterRandom.Bits(seed, Purpose.CoordinateTrial, 0, (ulong)coordinate, 0)).AsSpan(weights).CopyTo(flow[weights]);
    }

    /// <summary>
    /// Returns whether the coordinate's variance over the particles, without what is a polynomial of the coordinates before it, is at least twice what the latents' posteriors leave open of it.
    /// </summary>
    /// <param name="untrained">Particles on which this must not depend, ascending.</param>
    public static bool Holds(ParticleState particles, ReadOnlySpan<int> untrained, int coordinate)
    {
        int k = particles.Layout.LatentDimension, packed = PackedSymmetric.Length(k), own = PackedSymmetric.Length(coordinate + 1) - 1;
        ParticleBlock sample = TrainedSample.Of(particles, untrained, ParticleColumns.Latents, ParticleColumns.Covariance);
        double[] latents = [.. sample.Column(ParticleColumns.Latents)[..(sample.Count * k)].ToArray().Select(value => (double)value)];
        ReadOnlySpan<float> covariances = sample.Column(ParticleColumns.Covariance);
        double open = 0;
        for (int i = 0; i < sample.Count; i++)
        {
            open += covariances[i * packed + own] / sample.Count;
        }
        return open > 0 && UnexplainedVariance.Of(latents, k, coordinate) >= UnexplainedVariance.Least * open;
    }

    /// <summary>Leaves the coordinate, the last in use, out again: it is 0 for every particle, and the flow does not depend on it.</summary>
    /// <param name="moments">Moments of the optimiser, by parameter: those of its weights are cleared, too, lest they grow again.</param>
    public static void End(FlowNetwork network, float[] flow, IEnumerable<float[]> moments, ParticleState particles, int coordinate)
    {
        const int Block = 4096;
        int k = particles.Layout.LatentDimension, packed = PackedSymmetric.Length(k), row = PackedSymmetric.Length(coordinate);
        foreach (float[] values in moments.Append(flow).Where(values => values.Length > 0))
        {
            values.AsSpan(network.WeightsOfLatent(coordinate)).Clear();
        }
        for (int first = 0; first < particles.Count; first += Block)
        {
            int count = Math.Min(Block, particles.Count - first);
            var block = new ParticleBlock(new ParticleLayout(k, ParticleColumns.Latents, ParticleColumns.Uncertainty, ParticleColumns.Covariance), count);
            particles.Read(first, count, block);
            float[] latents = block.Column(ParticleColumns.Latents).ToArray(), deviations = block.Column(ParticleColumns.Uncertainty).ToArray(), covariances = block.Column(ParticleColumns.Covariance).ToArray();
            for (int i = 0; i < count; i++)
            {
                (latents[i * k + coordinate], deviations[i * k + coordinate]) = (0, 0);
                covariances.AsSpan(i * packed + row, coordinate + 1).Clear();
            }
            particles.Restore(ParticleColumns.Latents, first, latents);
            particles.Restore(ParticleColumns.Uncertainty, first, deviations);
            particles.Restore(ParticleColumns.Covariance, first, covariances);
        }
    }
}
