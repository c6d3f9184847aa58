namespace Flex3D.Pipeline.Configuration;

/// <summary>Where the two half-sets come from.</summary>
internal enum HalfSets
{
    /// <summary>The particle file's, where it has them; else drawn.</summary>
    Auto,

    /// <summary>The particle file's.</summary>
    File,

    /// <summary>Drawn from the seed.</summary>
    Draw,
}

/// <summary>Half-maps at full size from all particles.</summary>
internal sealed record ReconstructOptions
{
    [Setting("Iterations of L-BFGS for each half-map", Min = 1, Max = 1000, Auto = "at most 20, fewer where more would only fit noise")]
    public int? Iterations { get; init; }

    [Setting("Where the half-sets come from: file takes those of the particle file, draw draws them at random, auto takes those of the file where it has them")]
    public HalfSets HalfSets { get; init; }

    [Setting("B factor by which the merged map is sharpened, usually negative", Unit = "Å²", Min = -10_000, Max = 10_000, Auto = "not sharpened", KeepsCheckpoint = true)]
    public double? SharpeningB { get; init; }
}
