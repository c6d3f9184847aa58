namespace Flex3D.Stages.Simulation;

/// <summary>A part of a molecule that turns about an axis.</summary>
public sealed record Hinge
{
    /// <summary>The residues that turn.</summary>
    public required IReadOnlyList<ResidueRange> Moving { get; init; }

    /// <summary>A point of the axis, Å in the structure's own frame.</summary>
    public required (double X, double Y, double Z) Point { get; init; }

    /// <summary>Direction of the axis, any length; the turn is right-handed about it.</summary>
    public required (double X, double Y, double Z) Direction { get; init; }

    public required double MinimumDegrees { get; init; }
    public required double MaximumDegrees { get; init; }
}
