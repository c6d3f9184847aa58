namespace Flex3D.Stages.Geometry;

/// <summary>How <see cref="SolventMask"/> is made.</summary>
public sealed record SolventMaskOptions
{
    /// <summary>Low-pass before the threshold, Å; 0 for none.</summary>
    public double LowPassAngstrom { get; init; } = 15;

    /// <summary>Density above which the low-passed map counts as molecule; null chooses it from the data.</summary>
    public double? Threshold { get; init; }

    /// <summary>How far the molecule is grown, Å.</summary>
    public double DilateAngstrom { get; init; } = 6;

    /// <summary>Width of the raised-cosine edge outside that, Å.</summary>
    public double SoftEdgeAngstrom { get; init; } = 12;

    /// <summary>Pieces smaller than this fraction of the largest are dust.</summary>
    public double LeastPiece { get; init; } = 0.05;
}
