namespace Flex3D.Stages.LocalRefinement;

/// <summary>Limits of a masked local refinement.</summary>
public sealed record LocalRefinementOptions
{
    /// <summary>The largest turn of the region from a particle's given orientation, degrees, above 0.</summary>
    public double AngleDegrees { get; init; } = 10;

    /// <summary>The largest shift of the region's projection from its given place, Å, above 0.</summary>
    public double ShiftAngstrom { get; init; } = 5;

    /// <summary>Gauss-Newton steps of an image in a round, after the search.</summary>
    public int Steps { get; init; } = 4;

    /// <summary>The rule that ends the iterations of a half-map.</summary>
    public Reconstruction.EarlyStopping Stopping { get; init; } = new();
}
