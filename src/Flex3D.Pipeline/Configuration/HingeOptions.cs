namespace Flex3D.Pipeline.Configuration;

/// <summary>The settings of a hinge: a part of a structure that turns about an axis.</summary>
internal sealed record HingeOptions
{
    [Setting("Chain that turns")]
    public string Chain { get; init; } = "A";

    [Setting("Residues that turn: first-last, several joined by commas", Auto = "the whole chain")]
    public string? Residues { get; init; }

    [Setting("Further chains that turn with this chain", Auto = "none")]
    public IReadOnlyList<string>? With { get; init; }

    [Setting("Two residues, CHAIN:NUMBER; the axis goes through their Cα atoms", Auto = "point and axis")]
    public IReadOnlyList<string>? Between { get; init; }

    [Setting("A point on the axis: x, y, z", Unit = "Å", Auto = "from between")]
    public IReadOnlyList<double>? Point { get; init; }

    [Setting("Direction of the axis: x, y, z", Auto = "from between")]
    public IReadOnlyList<double>? Axis { get; init; }

    [Setting("Smallest angle", Unit = "degrees", Min = -180, Max = 180)]
    public double From { get; init; } = -30;

    [Setting("Largest angle", Unit = "degrees", Min = -180, Max = 180)]
    public double To { get; init; } = 30;

    [Setting("Number of an earlier hinge (1 is the first) whose coordinate this one shares: it is at from where that one is at its from, and at to, which may be the smaller angle, where that one is at its to", Auto = "a coordinate of its own", Min = 1)]
    public int? Follows { get; init; }
}
