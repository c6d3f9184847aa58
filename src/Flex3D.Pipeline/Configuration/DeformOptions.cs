namespace Flex3D.Pipeline.Configuration;

/// <summary>Where an atomic model's zero lies.</summary>
public enum ModelOrigin
{
    /// <summary>Where more of its atoms lie inside the mesh.</summary>
    Auto,

    /// <summary>At the box centre.</summary>
    Centre,

    /// <summary>At the first voxel, as ChimeraX and Coot place a map without an origin.</summary>
    Corner,
}

/// <summary>Atoms or points moved by the flow.</summary>
internal sealed record DeformOptions
{
    [Setting("Atoms to move (PDB or mmCIF)", Auto = "no atoms", IsPath = true)]
    public string? Model { get; init; }

    [Setting("Points to move: CSV with x, y, z in Å", Auto = "no points", IsPath = true)]
    public string? Points { get; init; }

    [Setting("Latents to move them to: CSV with one row each", Auto = "those of the particles", IsPath = true)]
    public string? Latents { get; init; }

    [Setting("Numbers of particles (from 0) whose motion is used: 5, 10-20", Auto = "along each axis")]
    public IReadOnlyList<string>? Particles { get; init; }

    [Setting("Zero of the model's coordinates: the box centre, the first voxel (corner: a model fitted in ChimeraX), or auto by where its atoms lie in the mesh")]
    public ModelOrigin Origin { get; init; }
}
