namespace Flex3D.Pipeline.Configuration;

/// <summary>The settings of a part of a structure that a fraction of the particles lacks.</summary>
internal sealed record MissingOptions
{
    [Setting("Chain that may be missing")]
    public string Chain { get; init; } = "A";

    [Setting("Residues that may be missing: first-last, several joined by commas", Auto = "the whole chain")]
    public string? Residues { get; init; }

    [Setting("Further chains that are missing with this chain", Auto = "none")]
    public IReadOnlyList<string>? With { get; init; }

    [Setting("Fraction of the particles without the part", Min = 0, Max = 1)]
    public double Fraction { get; init; } = 0.5;
}
