namespace Flex3D.Pipeline.Sources;

/// <summary>The files that the path of a user stands for: a particle file and, where the path names a job, that job's map and mask.</summary>
/// <param name="Particles">The particle file, .star or .cs.</param>
internal sealed record ParticleSource(string Particles)
{
    /// <summary>cryoSPARC files with further columns of the particles.</summary>
    public IReadOnlyList<string> Passthrough { get; init; } = [];

    /// <summary>The unsharpened map of the job; null where it has none, or several.</summary>
    public string? Map { get; init; }

    /// <summary>The solvent mask of the job; null where it has none.</summary>
    public string? Mask { get; init; }

    /// <summary>Where the files were found, for the log: <c>cryoSPARC job J42 (job.json)</c>; null where the path is the particle file.</summary>
    public string? Origin { get; init; }
}
