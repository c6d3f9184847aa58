using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>The solvent mask of a run.</summary>
internal static class PreparedMask
{
    /// <summary>Reads the mask that is given, or else makes one from the map; also returns the threshold for the run's settings, which stays unchanged if a mask is given.</summary>
    /// <param name="map">The consensus map, on the particles' grid.</param>
    /// <param name="particles">The particles' grid.</param>
    /// <param name="asGiven">The grid of the map's file, if it is another.</param>
    /// <param name="choices">Receives the reason if a threshold was chosen.</param>
    /// <exception cref="InputException">The mask is not between 0 and 1, on no scale that is recognised; or the map shows no molecule above the solvent.</exception>
    public static (DensityMap Mask, double? Threshold) Of(StepContext context, PrepOptions options, DensityMap map, GridSize particles, MapGrid? asGiven, Choices choices)
    {
        if (RunInputs.MaskPath(context) is { } path)
        {
            DensityMap given = InputMaps.Mask(context, "mask", path, particles, asGiven, options.MaskSoftEdge);
            context.Run.RecordInputs([path]);
            return (given, options.MaskThreshold);
        }
        var settings = new SolventMaskOptions
        {
            LowPassAngstrom = options.MaskLowPass,
            Threshold = options.MaskThreshold,
            DilateAngstrom = options.MaskDilation,
            SoftEdgeAngstrom = options.MaskSoftEdge,
        };
        DensityMap made = SolventMask.Create(map, settings, (m, resolution) => RadialFilter.LowPassAngstrom(m, resolution), out double threshold);
        return (made, choices.Value(options.MaskThreshold, "prep.maskThreshold", threshold, "from the map's histogram"));
    }

    /// <summary>Measures how far the mask reaches from the box centre, in pixels: the particle's radius at any pose.</summary>
    public static double RadiusPixels(DensityMap mask)
    {
        int n = mask.Box;
        double farthest = 0;
        for (int z = 0; z < n; z++)
        {
            for (int y = 0; y < n; y++)
            {
                for (int x = 0; x < n; x++)
                {
                    if (mask[z, y, x] > 0.5f)
                    {
                        double dx = x - n / 2, dy = y - n / 2, dz = z - n / 2;
                        farthest = Math.Max(farthest, dx * dx + dy * dy + dz * dz);
                    }
                }
            }
        }
        return Math.Sqrt(farthest);
    }
}
