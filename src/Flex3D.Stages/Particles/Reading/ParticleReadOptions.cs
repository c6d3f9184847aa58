using Flex3D.Stages.Particles.Quarantine;
using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>What a particle table cannot say of itself.</summary>
public sealed record ParticleReadOptions
{
    /// <summary>The folder image paths are relative to; null to search the table's folder and every folder above it.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>cryoSPARC datasets with more columns of the same particles, joined on uid.</summary>
    public IReadOnlyList<string> Passthrough { get; init; } = [];

    /// <summary>The stack to use where one that the table names is absent.</summary>
    public string? StackOverride { get; init; }

    /// <summary>The rows to read; null for all.</summary>
    public ParticleSelection? Selection { get; init; }

    /// <summary>Takes rows that are bad, or refuses them; null refuses them.</summary>
    public ParticleQuarantine? Quarantine { get; init; }

    /// <summary>Amplitude contrast for tables that do not state it; null refuses them.</summary>
    public double? AmplitudeContrast { get; init; }

    /// <summary>Accept a table without defocus: the images then count as uncorrupted (CTF 1 everywhere, by an amplitude contrast of 1).</summary>
    public bool AllowMissingCtf { get; init; }

    /// <summary>Read on although the table holds aberrations that Flex3D cannot convert (cryoSPARC's beam tilt, trefoil, tetrafoil, anisotropic magnification), leaving them out (inputs.ignoreAberrations).</summary>
    public bool IgnoreUnsupportedAberrations { get; init; }
}
