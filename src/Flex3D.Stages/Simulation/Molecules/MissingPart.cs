namespace Flex3D.Stages.Simulation.Molecules;

/// <summary>A part of a molecule that a fraction of the particles lacks.</summary>
public sealed record MissingPart
{
    /// <summary>The residues of the part.</summary>
    public required IReadOnlyList<ResidueRange> Residues { get; init; }

    /// <summary>Fraction of the particles without the part, 0 to 1.</summary>
    public required double Fraction { get; init; }
}
