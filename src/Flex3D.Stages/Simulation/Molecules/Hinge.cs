namespace Flex3D.Stages.Simulation.Molecules;

/// <summary>A part of a molecule that rotates about an axis.</summary>
public sealed record Hinge
{
    /// <summary>The residues that rotate.</summary>
    public required IReadOnlyList<ResidueRange> Moving { get; init; }

    /// <summary>A point on the axis, Å in the structure's own frame.</summary>
    public required (double X, double Y, double Z) Point { get; init; }

    /// <summary>Direction of the axis, any length; positive angles rotate right-handed about it.</summary>
    public required (double X, double Y, double Z) Direction { get; init; }

    public required double MinimumDegrees { get; init; }
    public required double MaximumDegrees { get; init; }

    /// <summary>Index of an earlier hinge that this one follows, from its minimum to its maximum in proportion; null for a coordinate of its own.</summary>
    /// <remarks>The maximum of a hinge that follows may be below its minimum: it turns backwards then.</remarks>
    public int? Follows { get; init; }
}
