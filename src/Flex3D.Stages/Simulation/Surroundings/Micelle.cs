namespace Flex3D.Stages.Simulation.Surroundings;

/// <summary>A belt of detergent or lipid around a molecule: a torus whose section is an ellipse, of another shape in each particle.</summary>
public sealed record Micelle
{
    /// <summary>Centre of the belt, Å in the structure's own frame; null for the molecule's centre of mass at rest.</summary>
    public (double X, double Y, double Z)? Centre { get; init; }

    /// <summary>Axis through the hole, of any length.</summary>
    public (double X, double Y, double Z) Axis { get; init; } = (0, 0, 1);

    /// <summary>Distance from the axis to the middle of the belt, Å, at least half the thickness.</summary>
    public required double RadiusAngstrom { get; init; }

    /// <summary>Width of the belt across the axis, Å.</summary>
    public required double ThicknessAngstrom { get; init; }

    /// <summary>Width of the belt along the axis, Å.</summary>
    public required double HeightAngstrom { get; init; }

    /// <summary>Density over that of protein.</summary>
    public double Density { get; init; } = 0.7;

    /// <summary>
    /// Sd over the particles of the belt's relative distance from the axis, at any azimuth φ: δ(φ) = disorder · [a₀ + Σₘ (aₘ cos mφ + bₘ sin mφ)]/√5,
    /// m = 1 to 4, with standard normal a and b drawn for each particle. Each point of the belt goes from ρ to ρ (1 + δ(φ)).
    /// </summary>
    public double Disorder { get; init; } = 0.1;

    /// <summary>Volume of the belt without disorder, Å³: 2π² · radius · thickness/2 · height/2.</summary>
    public double Volume => 2 * Math.PI * Math.PI * RadiusAngstrom * ThicknessAngstrom * HeightAngstrom / 4;
}
