namespace Flex3D.Stages.Particles.State;

/// <summary>The state of each particle, read-only: the columns of a layout, by row of the particle table.</summary>
public interface IParticleState
{
    /// <summary>Number of particles.</summary>
    int Count { get; }

    /// <summary>The columns of the state.</summary>
    ParticleLayout Layout { get; }

    /// <summary>Reads successive particles into successive rows of a block; thread-safe.</summary>
    /// <param name="first">Number of the first particle.</param>
    /// <param name="count">The number of particles.</param>
    /// <param name="into">Receives the particles; columns that this state does not have get their default.</param>
    /// <param name="at">The row of the block that receives the first.</param>
    /// <exception cref="ArgumentException">The block has another number of latent coordinates.</exception>
    void Read(int first, int count, ParticleBlock into, int at = 0);
}
