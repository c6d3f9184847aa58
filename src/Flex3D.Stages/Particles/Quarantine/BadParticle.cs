namespace Flex3D.Stages.Particles.Quarantine;

/// <summary>A particle whose data cannot be used.</summary>
/// <param name="Row">0-based particle row of the input file.</param>
/// <param name="Image">Its image as <c>number@stack</c>, numbered from 1.</param>
/// <param name="Stack">Path of its stack; where the stack is not found, its name in the table.</param>
/// <param name="Offset">Byte offset in the stack at which its image begins; null where that is not known.</param>
/// <param name="Fault">The kind of fault.</param>
/// <param name="Reason">The fault in a sentence.</param>
public sealed record BadParticle(int Row, string Image, string Stack, long? Offset, ParticleFault Fault, string Reason)
{
    /// <summary>Creates the record of a bad particle that has been read from the table.</summary>
    public static BadParticle Of(in Particle particle, string stack, long? offset, ParticleFault fault, string reason) =>
        new(particle.SourceRow, $"{particle.Slice + 1:000000}@{Path.GetFileName(stack)}", stack, offset, fault, reason);
}
