namespace Flex3D.Pipeline.Configuration;

/// <summary>Atoms or points moved by the flow.</summary>
public sealed record DeformOptions
{
    [Setting("Atoms to move (PDB or mmCIF)", Auto = "no atoms", IsPath = true)]
    public string? Model { get; init; }

    [Setting("Points to move: CSV with x, y, z in Å", Auto = "no points", IsPath = true)]
    public string? Points { get; init; }

    [Setting("Latents to move them to: CSV with one row each", Auto = "those of the particles", IsPath = true)]
    public string? Latents { get; init; }

    [Setting("Numbers of particles (from 0) whose motion is used: 5, 10-20", Auto = "along each axis")]
    public IReadOnlyList<string>? Particles { get; init; }
}
