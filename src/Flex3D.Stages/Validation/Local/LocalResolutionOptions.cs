namespace Flex3D.Stages.Validation.Local;

/// <summary>How local resolution is estimated.</summary>
/// <param name="WindowAngstrom">Full width of the soft window at half its maximum, Å.</param>
/// <param name="Threshold">The FSC below which a shell counts as not resolved.</param>
public sealed record LocalResolutionOptions(double WindowAngstrom, double Threshold = FscReport.HalfMapThreshold)
{
    /// <summary>Width of the window in units of the resolution of the whole map: a shell near the resolution then holds some hundred independent frequencies.</summary>
    public const double UsualWidth = 7;

    /// <summary>The least width of the window, voxels.</summary>
    public const double LeastVoxels = 10;

    /// <summary>The quantile, over windows with random phases, that the FSC of a shell must exceed as well as the threshold.</summary>
    public double NoiseQuantile { get; init; } = 0.95;

    /// <summary>Seed of the random phases.</summary>
    public ulong Seed { get; init; }

    /// <summary>Returns the usual width of the window for maps of a resolution, both Å.</summary>
    public static double UsualWindow(double resolutionAngstrom, double pixelSizeAngstrom) => Math.Max(UsualWidth * resolutionAngstrom, LeastVoxels * pixelSizeAngstrom);
}
