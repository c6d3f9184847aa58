namespace Flex3D.Pipeline.Configuration;

/// <summary>The origin of an atomic model's coordinates.</summary>
public enum ModelOrigin
{
    /// <summary>The origin, of the two below, with which more atoms lie inside the mesh.</summary>
    Auto,

    /// <summary>The box centre.</summary>
    Centre,

    /// <summary>The first voxel, as ChimeraX and Coot place a map without an origin.</summary>
    Corner,
}

/// <summary>The settings of the deform step, which moves atoms or points by the flow.</summary>
internal sealed record DeformOptions
{
    [Setting("Atoms to move (PDB or mmCIF)", Auto = "no atoms", IsPath = true)]
    public string? Model { get; init; }

    [Setting("Points to move: CSV with x, y, z in Å", Auto = "no points", IsPath = true)]
    public string? Points { get; init; }

    [Setting("Latents to move the atoms or points to: CSV with one row for each frame", Auto = "those of the particles", IsPath = true)]
    public string? Latents { get; init; }

    [Setting("Particles whose conformations are used, numbered from 0: for example 5, 10-20", Auto = "along each axis")]
    public IReadOnlyList<string>? Particles { get; init; }

    [Setting("Origin of the model's coordinates: centre is the box centre, corner is the first voxel (a model fitted in ChimeraX), auto decides by where the atoms lie in the mesh")]
    public ModelOrigin Origin { get; init; }

    [Setting("Frame of the moved atoms or points: molecule takes out a turn and shift of the molecule as a whole, poses keeps it as the particles' poses have it")]
    public FlowFrame Frame { get; init; }
}
