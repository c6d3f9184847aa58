using System.Globalization;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.MapPairs;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Steps.Finish;

/// <summary>The mask in which maps are finished: the one given, or one made from the merged map at its resolution.</summary>
/// <remarks>
/// The map is low-passed at twice its resolution (10 Å or more), and cut at the density that <see cref="SolventMask.AutomaticThreshold"/> finds; the mask extends one
/// resolution beyond that and falls to 0 over two more: tighter than the mask of training, which leaves room for motion, and soft enough for an FSC.
/// </remarks>
/// <param name="Map">The mask, 0 to 1.</param>
/// <param name="From">Where it comes from, for users.</param>
internal sealed record FinishMask(DensityMap Map, string From)
{
    private const double LeastLowPass = 10, LeastDilateVoxels = 2, LeastEdgeVoxels = 5;

    /// <summary>Makes or reads the mask.</summary>
    /// <param name="files">The half-maps that it is made from, and that a given mask must fit.</param>
    /// <param name="halves">Their content.</param>
    public static FinishMask Of(FinishOptions options, HalfMapFiles files, HalfMaps halves, ulong seed, int threads)
    {
        if (files.Mask(options.Mask, halves.Half1) is { } given)
        {
            return new FinishMask(given, options.Mask!);
        }
        FscReport report = FscReport.Compute(halves.Half1, halves.Half2, halves.Support, halves.Support, seed, threads);
        double pixel = halves.Half1.PixelSizeAngstrom, resolution = Bounded(report.Resolution().Angstrom, halves.Half1);
        var mask = new SolventMaskOptions
        {
            LowPassAngstrom = Math.Max(2 * resolution, LeastLowPass),
            DilateAngstrom = Math.Max(resolution, LeastDilateVoxels * pixel),
            SoftEdgeAngstrom = Math.Max(2 * resolution, LeastEdgeVoxels * pixel),
        };
        DensityMap merged = MapSharpening.Merge(halves.Half1, halves.Half2);
        DensityMap made = SolventMask.Create(merged, mask, (map, angstrom) => RadialFilter.LowPassAngstrom(map, angstrom, parallelism: threads), out _);
        return new FinishMask(made, string.Create(CultureInfo.InvariantCulture, $"made from the {(files.Name == "flexed" ? "flexed" : "merged")} map at {resolution:0.0} Å"));
    }

    /// <summary>Bounds a resolution, which may be infinite, by a fifth of the box.</summary>
    public static double Bounded(double angstrom, DensityMap map) => Math.Min(angstrom, map.Box * map.PixelSizeAngstrom / 5);
}
