using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.Quarantine;

/// <summary>The error of bad input that concerns one particle, which may be set aside.</summary>
public sealed class BadParticleException : InputException
{
    /// <param name="particle">Returns the bad particle, given the message.</param>
    /// <param name="source">The file at fault, as for every <see cref="InputException"/>; the same holds for the parameters that follow.</param>
    public BadParticleException(Func<string, BadParticle> particle, string source, string? place, string found, string expected, string? advice = null, Exception? inner = null)
        : base(source, place, found, expected, advice, inner) => Particle = particle(Message);

    /// <summary>The bad particle.</summary>
    public BadParticle Particle { get; }
}
