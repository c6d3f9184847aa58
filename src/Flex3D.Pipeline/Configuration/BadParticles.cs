namespace Flex3D.Pipeline.Configuration;

/// <summary>What to do about a particle whose data are bad.</summary>
internal enum BadParticles
{
    /// <summary>End the run and name it.</summary>
    Stop,

    /// <summary>Set it aside, list it, and go on without it.</summary>
    Quarantine,
}
