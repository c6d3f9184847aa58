namespace Flex3D.Stages.Maps;

/// <summary>How <see cref="SolventMask"/> is made.</summary>
public sealed record SolventMaskOptions
{
    /// <summary>Low-pass before the threshold, Å; 0 for none; null takes 15 Å or three pixels, the larger.</summary>
    public double? LowPassAngstrom { get; init; }

    /// <summary>Density above which the low-passed map counts as molecule; null chooses it from the data.</summary>
    public double? Threshold { get; init; }

    /// <summary>How far the molecule is grown, Å; null takes 9 Å or a pixel, the larger: room for what the average of a moving part hides.</summary>
    public double? DilateAngstrom { get; init; }

    /// <summary>Width of the raised-cosine edge outside that, Å; null takes 12 Å or two pixels, the larger.</summary>
    public double? SoftEdgeAngstrom { get; init; }

    /// <summary>Pieces smaller than this fraction of the largest are dust.</summary>
    public double LeastPiece { get; init; } = 0.05;
}
