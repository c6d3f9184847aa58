namespace Flex3D.Stages.Particles.State;

/// <summary>What was learned of each particle: K latent coordinates and its contrast, by the row of the table.</summary>
public interface ILatentRows
{
    /// <summary>Particles.</summary>
    int Count { get; }

    /// <summary>K.</summary>
    int Dimension { get; }

    /// <summary>Reads <paramref name="scales"/>.Length particles from <paramref name="first"/> on; thread-safe.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="latents">Receives [particle][K].</param>
    /// <param name="scales">Receives the contrasts.</param>
    void Read(int first, Span<float> latents, Span<float> scales);
}
