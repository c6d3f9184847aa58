namespace Flex3D.Stages.Particles.State;

/// <summary>What is known of each particle, to be read: the columns of a layout, by the row of the particle table.</summary>
public interface IParticleState
{
    /// <summary>Number of particles.</summary>
    int Count { get; }

    /// <summary>The columns there are.</summary>
    ParticleLayout Layout { get; }

    /// <summary>Reads successive particles into successive rows of a block; thread-safe.</summary>
    /// <param name="first">The first particle.</param>
    /// <param name="count">Particles.</param>
    /// <param name="into">Receives them; columns that this state has not get their default.</param>
    /// <param name="at">The row of the block that receives the first.</param>
    /// <exception cref="ArgumentException">The block has another number of latent coordinates.</exception>
    void Read(int first, int count, ParticleBlock into, int at = 0);
}
