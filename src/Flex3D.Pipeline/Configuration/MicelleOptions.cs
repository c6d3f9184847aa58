namespace Flex3D.Pipeline.Configuration;

/// <summary>The settings of a micelle: a torus around an axis, whose section is an ellipse.</summary>
internal sealed record MicelleOptions
{
    [Setting("Centre: x, y, z in the frame of the first structure", Unit = "Å", Auto = "the molecule's centre of mass")]
    public IReadOnlyList<double>? Center { get; init; }

    [Setting("Direction of the axis through the hole: x, y, z")]
    public IReadOnlyList<double> Axis { get; init; } = [0, 0, 1];

    [Setting("Distance from the axis to the middle of the belt, at least half the thickness", Unit = "Å", Min = 0, AboveMin = true, Max = 1000)]
    public double Radius { get; init; } = 40;

    [Setting("Width of the belt across the axis", Unit = "Å", Min = 0, AboveMin = true, Max = 1000)]
    public double Thickness { get; init; } = 25;

    [Setting("Width of the belt along the axis", Unit = "Å", Min = 0, AboveMin = true, Max = 1000)]
    public double Height { get; init; } = 30;

    [Setting("Density over that of protein", Min = 0, AboveMin = true, Max = 10)]
    public double Density { get; init; } = 0.7;

    [Setting("Disorder: standard deviation over the particles of the belt's distance from the axis, at any azimuth, as a fraction of it", Min = 0, Max = 0.5)]
    public double Disorder { get; init; } = 0.1;
}
