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
    [Setting("Iterations of L-BFGS for each half-map", Min = 1, Max = 1000, Auto = "up to 20, ending where more would fit noise")]
    public int? Iterations { get; init; }

    [Setting("Half-sets: auto, file or draw")]
    public HalfSets HalfSets { get; init; }

    [Setting("Sharpen the merged map by this B factor, negative as is usual", Unit = "Å²", Min = -10_000, Max = 10_000, Auto = "not sharpened", KeepsCheckpoint = true)]
    public double? SharpeningB { get; init; }
}
