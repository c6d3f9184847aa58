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

/// <summary>What the B factors of moved atoms are.</summary>
public enum MovedBFactors
{
    /// <summary>Those of the file.</summary>
    Keep,

    /// <summary>Those of the displacements of the atoms over the particles.</summary>
    Displacement,
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

    [Setting("Principal motion along which frames are made, 0 for the main one", Auto = "no motion: latents or particles are given", Min = 0, Max = 1000)]
    public int? Motion { get; init; }

    [Setting("Number of frames along the motion", Min = 1, Max = 100_000)]
    public int Frames { get; init; } = 11;

    [Setting("How far the frames reach along the motion to both sides of the middle, in standard deviations of the particles", Auto = "from the 5th to the 95th percentile of the particles", Min = 0, AboveMin = true, Max = 100)]
    public double? Range { get; init; }

    [Setting("How far the frames reach along the motion to both sides of the middle, RMS over the molecule, in place of range", Auto = "as range says", Min = 0, AboveMin = true, Max = 10_000, Unit = "Å")]
    public double? Angstrom { get; init; }

    [Setting("B factors of the moved atoms: keep those of the file, or displacement for those of the atoms' displacements over the particles, 8π²/3 ⟨|u|²⟩")]
    public MovedBFactors BFactors { get; init; }

    [Setting("Origin of the model's coordinates: centre is the box centre, corner is the first voxel (a model fitted in ChimeraX), auto decides by where the atoms lie in the mesh")]
    public ModelOrigin Origin { get; init; }

    [Setting("Frame of the moved atoms or points: molecule takes out a turn and shift of the molecule as a whole, poses keeps it as the particles' poses have it")]
    public FlowFrame Frame { get; init; }
}
