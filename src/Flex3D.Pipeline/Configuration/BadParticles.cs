namespace Flex3D.Pipeline.Configuration;

/// <summary>The handling of a particle whose data are bad.</summary>
internal enum BadParticles
{
    /// <summary>Ends the run with an error that names the particle.</summary>
    Stop,

    /// <summary>Sets the particle aside, lists it, and continues without it.</summary>
    Quarantine,
}
