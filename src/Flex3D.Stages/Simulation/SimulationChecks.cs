using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Simulation.Molecules;
using Flex3D.Stages.Simulation.Surroundings;

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
        CheckImperfections(o);
        int coordinates = o.Motion.Ranges.Count;
        Require(o.Coordinates.Count == 0 || o.Coordinates.Count == coordinates, "number of distributions", o.Coordinates.Count, $"{coordinates}, one a coordinate of the motion");
        foreach (double[] at in o.TruthCoordinates ?? [])
        {
            Require(at.Length == coordinates, "number of truth coordinates", at.Length, $"{coordinates}, one a coordinate of the motion");
        }
        for (int c = 0; c < o.Coordinates.Count; c++)
        {
            (double low, double _, double high) = o.Coordinates[c].Span;
            bool clamped = o.Coordinates[c] is CoordinateDistribution.Normal or CoordinateDistribution.States;
            bool inside = low >= o.Motion.Ranges[c].Minimum - 1e-9 && high <= o.Motion.Ranges[c].Maximum + 1e-9;
            Require(inside || clamped, $"coordinate {c}", low < o.Motion.Ranges[c].Minimum ? low : high,
                FormattableString.Invariant($"values from {o.Motion.Ranges[c].Minimum} to {o.Motion.Ranges[c].Maximum}, the motion's range"));
        }
        return o.Coordinates.Count > 0 ? o.Coordinates : [.. o.Motion.Ranges.Select(r => new CoordinateDistribution.Uniform(r.Minimum, r.Maximum))];
    }

    private static void CheckImperfections(SimulationOptions o)
    {
        Require(o.ContrastSpread is >= 0 and <= 2, "spread of the contrast", o.ContrastSpread, "0 to 2");
        Require(o.PoseErrorDegrees is >= 0 and <= 180, "error of the poses", o.PoseErrorDegrees, "0 to 180 degrees");
        Require(o.ShiftErrorAngstrom is >= 0 and < double.PositiveInfinity, "error of the shifts", o.ShiftErrorAngstrom, "0 Å or more");
        Require(o.DefocusErrorAngstrom is >= 0 and < double.PositiveInfinity, "error of the defocus", o.DefocusErrorAngstrom, "0 Å or more");
        Require(o.OpticsGroups >= 1 && o.OpticsGroups <= o.Count, "number of optics groups", o.OpticsGroups, "from 1 to the number of particles");
        Require(Math.Abs(o.MagnificationError) <= 0.2, "error of the magnification", o.MagnificationError, "-0.2 to 0.2");
        Require(o.JunkFraction is >= 0 and <= 1, "fraction of junk", o.JunkFraction, "0 to 1");
        Require(o.Neighbours is >= 0 and <= 20, "mean number of neighbours", o.Neighbours, "0 to 20");
        foreach (Micelle m in o.Micelles)
        {
            Require(m.Axis.X * m.Axis.X + m.Axis.Y * m.Axis.Y + m.Axis.Z * m.Axis.Z > 1e-12, "length of a micelle's axis", 0, "a direction");
            Require(m.ThicknessAngstrom > 0, "thickness of a micelle", m.ThicknessAngstrom, "above 0 Å");
            Require(m.HeightAngstrom > 0, "height of a micelle", m.HeightAngstrom, "above 0 Å");
            Require(m.RadiusAngstrom >= m.ThicknessAngstrom / 2, "radius of a micelle", m.RadiusAngstrom, "at least half its thickness: it goes to the middle of the belt");
            Require(m.Density > 0, "density of a micelle", m.Density, "above 0");
            Require(m.Disorder is >= 0 and <= 0.5, "disorder of a micelle", m.Disorder, "0 to 0.5");
        }
        foreach (MissingPart part in o.Missing)
        {
            Require(part.Fraction is >= 0 and <= 1, "fraction without a part", part.Fraction, "0 to 1");
        }
    }

    private static void Require(bool holds, string what, double found, string expected)
    {
        if (!holds)
        {
            throw new InputException("simulate", what, found.ToString(CultureInfo.InvariantCulture), expected);
        }
    }
}
