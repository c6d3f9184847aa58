namespace Flex3D.Pipeline.Configuration;

/// <summary>The source of the two half-sets.</summary>
internal enum HalfSets
{
    /// <summary>The half-sets of the particle file if it has them, else drawn ones.</summary>
    Auto,

    /// <summary>The half-sets of the particle file.</summary>
    File,

    /// <summary>Half-sets drawn at random, from the seed.</summary>
    Draw,
}

/// <summary>The settings of the reconstruct step: half-maps at full size from all particles.</summary>
internal sealed record ReconstructOptions
{
    [Setting("Iterations of L-BFGS for each half-map", Min = 1, Max = 1000, Auto = "at most 20, fewer where more would only fit noise")]
    public int? Iterations { get; init; }

    [Setting("Where the half-sets come from: file takes those of the particle file, draw draws them at random, auto takes those of the file where it has them")]
    public HalfSets HalfSets { get; init; }

    [Setting("B factor by which the merged map is sharpened, usually negative", Unit = "Å²", Min = -10_000, Max = 10_000, Auto = "not sharpened", KeepsCheckpoint = true)]
    public double? SharpeningB { get; init; }

    [Setting("Point group over which each half-map is averaged, before the FSC and all that follows: C1 (not averaged), C2, C3, …, D2, …, T, O, I, I1 or I2, with RELION's setting of the axes", KeepsCheckpoint = true)]
    public string Symmetry { get; init; } = "C1";

    [Setting("Where the axes of the symmetry lie: find to look for them in the flexed map, or the symmetry.json of flex3d symmetrise or of another run", Auto = "as the group's setting has them, through the box centre", IsPath = true, PathEndings = AxesEnding, KeepsCheckpoint = true)]
    public string? SymmetryAxes { get; init; }

    [Setting("Average half-maps that do not have the symmetry, too", KeepsCheckpoint = true)]
    public bool ForceSymmetry { get; init; }

    /// <summary>What the name of a file of axes ends in.</summary>
    public const string AxesEnding = ".json";
}
