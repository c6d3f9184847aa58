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
}
