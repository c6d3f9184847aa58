namespace Flex3D.Stages.Maps;

/// <summary>Options for making a <see cref="SolventMask"/>.</summary>
public sealed record SolventMaskOptions
{
    /// <summary>Low-pass before the threshold, Å; 0 for none; null takes 15 Å or three pixels, the larger.</summary>
    public double? LowPassAngstrom { get; init; }

    /// <summary>Density above which the low-passed map counts as molecule; null chooses it from the data.</summary>
    public double? Threshold { get; init; }

    /// <summary>Distance by which the molecule is dilated, Å; null takes 9 Å or a pixel, the larger: it makes room for moving parts that the average map blurs away.</summary>
    public double? DilateAngstrom { get; init; }

    /// <summary>Width of the raised-cosine edge outside the dilated molecule, Å; null takes 12 Å or two pixels, the larger.</summary>
    public double? SoftEdgeAngstrom { get; init; }

    /// <summary>Pieces smaller than this fraction of the largest are removed, 0 to 1.</summary>
    public double LeastPiece { get; init; } = 0.05;
}
