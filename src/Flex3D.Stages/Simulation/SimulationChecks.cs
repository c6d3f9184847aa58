using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Simulation;

/// <summary>Refuses options with which no particles can be made.</summary>
internal static class SimulationChecks
{
    /// <returns>One distribution for each coordinate.</returns>
    public static IReadOnlyList<CoordinateDistribution> Check(SimulationOptions o)
    {
        BoxSizes.Require(o.Box, "simulate");
        Require(o.PixelSizeAngstrom > 0, "pixel size", o.PixelSizeAngstrom, "above 0 Å");
        Require(o.Count >= 1, "number of particles", o.Count, "1 or more");
        Require(o.Stacks >= 1 && o.Stacks <= o.Count, "number of stacks", o.Stacks, "from 1 to the number of particles");
        Require(o.Snr > 0, "SNR", o.Snr, "above 0, or infinity for no noise");
        Require(o.DefocusMaximumAngstrom >= o.DefocusMinimumAngstrom, "largest defocus", o.DefocusMaximumAngstrom, "not below the smallest");
        Require(o.VoltageKilovolt > 0, "voltage", o.VoltageKilovolt, "above 0 kV");
        Require(Math.Abs(o.AmplitudeContrast) <= 1, "amplitude contrast", o.AmplitudeContrast, "0 to 1");
        Require(o.ShiftSigmaAngstrom >= 0, "shift", o.ShiftSigmaAngstrom, "0 Å or more");
        int coordinates = o.Motion.Ranges.Count;
        Require(o.Coordinates.Count == 0 || o.Coordinates.Count == coordinates, "number of distributions", o.Coordinates.Count, $"{coordinates}, one a coordinate of the motion");
        foreach (double[] at in o.TruthCoordinates ?? [])
        {
            Require(at.Length == coordinates, "number of truth coordinates", at.Length, $"{coordinates}, one a coordinate of the motion");
        }
        for (int c = 0; c < o.Coordinates.Count; c++)
        {
            (double low, double _, double high) = o.Coordinates[c].Span;
            bool inside = low >= o.Motion.Ranges[c].Minimum - 1e-9 && high <= o.Motion.Ranges[c].Maximum + 1e-9;
            Require(inside || o.Coordinates[c] is CoordinateDistribution.Normal, $"coordinate {c}", low < o.Motion.Ranges[c].Minimum ? low : high,
                FormattableString.Invariant($"values from {o.Motion.Ranges[c].Minimum} to {o.Motion.Ranges[c].Maximum}, the motion's range"));
        }
        return o.Coordinates.Count > 0 ? o.Coordinates : [.. o.Motion.Ranges.Select(r => new CoordinateDistribution.Uniform(r.Minimum, r.Maximum))];
    }

    private static void Require(bool holds, string what, double found, string expected)
    {
        if (!holds)
        {
            throw new InputException("simulate", what, found.ToString(CultureInfo.InvariantCulture), expected);
        }
    }
}
