namespace Flex3D.Stages.Particles.Quarantine;

/// <summary>A particle whose data are unusable.</summary>
/// <param name="Row">0-based particle row of the input file.</param>
/// <param name="Image">Its image as <c>number@stack</c>, counted from 1.</param>
/// <param name="Stack">The stack: its path, or as the table names it where it is not found.</param>
/// <param name="Offset">Byte of that file at which its image begins; null where that is not known.</param>
/// <param name="Fault">What is wrong.</param>
/// <param name="Reason">The same in a sentence.</param>
public sealed record BadParticle(int Row, string Image, string Stack, long? Offset, ParticleFault Fault, string Reason)
{
    /// <summary>One that has been read from the table.</summary>
    public static BadParticle Of(in Particle particle, string stack, long? offset, ParticleFault fault, string reason) =>
        new(particle.SourceRow, $"{particle.Slice + 1:000000}@{Path.GetFileName(stack)}", stack, offset, fault, reason);
}
