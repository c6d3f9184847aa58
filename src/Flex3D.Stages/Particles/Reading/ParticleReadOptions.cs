using Flex3D.Stages.Particles.Quarantine;
using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>Options for reading a particle table: information that the table itself does not contain.</summary>
public sealed record ParticleReadOptions
{
    /// <summary>The folder to which image paths are relative; null to search the table's folder and every folder above it.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>The beginning to remove from image paths, such as the project folder of another machine; null for none.</summary>
    public string? StripPrefix { get; init; }

    /// <summary>cryoSPARC datasets that hold more columns of the same particles, joined on uid.</summary>
    public IReadOnlyList<string> Passthrough { get; init; } = [];

    /// <summary>The stack to use where the table names a stack that is absent.</summary>
    public string? StackOverride { get; init; }

    /// <summary>The rows to read; null for all.</summary>
    public ParticleSelection? Selection { get; init; }

    /// <summary>Collects bad rows; null refuses them.</summary>
    public ParticleQuarantine? Quarantine { get; init; }

    /// <summary>Amplitude contrast for tables that do not state it; null refuses them.</summary>
    public double? AmplitudeContrast { get; init; }

    /// <summary>Whether to accept a table without defocus: the images then count as uncorrupted (CTF 1 everywhere, by an amplitude contrast of 1).</summary>
    public bool AllowMissingCtf { get; init; }

    /// <summary>Whether to leave out beam tilt, trefoil, tetrafoil (RELION's Zernike terms), anisotropic magnification and cryoSPARC's shift that goes with them (inputs.ignoreAberrations).</summary>
    public bool IgnoreAberrations { get; init; }
}
