using System.Text.Json;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Files;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Baselines;

/// <summary>The figures of a comparison with baselines, <c>baseline.json</c>. A resolution that the FSC does not cross is null.</summary>
/// <param name="Run">Folder of the run.</param>
/// <param name="Particles">Number of particles.</param>
/// <param name="MotionSupported">Whether held-out particles support the run's motion; null where it was not tested.</param>
/// <param name="Evidence">What they show, in whole sentences.</param>
/// <param name="Poses">The poses that the baselines start from, in a whole sentence.</param>
/// <param name="Box">Voxels along each edge.</param>
/// <param name="PixelSizeAngstrom">Voxel edge, Å.</param>
/// <param name="AngleDegrees">The largest turn of a local refinement.</param>
/// <param name="ShiftAngstrom">The largest shift.</param>
/// <param name="Whole">The maps within the whole molecule's mask: rigid and flexed.</param>
/// <param name="Regions">The regions.</param>
internal sealed record BaselineReport(
    string Run, int Particles, bool? MotionSupported, string Evidence, string Poses, int Box, double PixelSizeAngstrom, double AngleDegrees, double ShiftAngstrom,
    IReadOnlyList<MapFigures> Whole, IReadOnlyList<RegionFigures> Regions)
{
    public const string FileName = "baseline.json";

    /// <summary>Names of the three kinds of maps.</summary>
    public const string Rigid = "rigid", Local = "masked local refinement", Flexed = "flexed";

    public void Write(string folder) => DurableFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, CheckpointJson.Options) + "\n");

    /// <summary>Reads the figures that <see cref="Write"/> wrote.</summary>
    public static BaselineReport Read(string folder) => JsonSerializer.Deserialize<BaselineReport>(Storage.ReadAll(Path.Combine(folder, FileName)), CheckpointJson.Options)!;
}

/// <summary>The figures of a region.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mask">The file of its mask.</param>
/// <param name="Share">The share of the molecule's mask that it covers, 0 to 1.</param>
/// <param name="CentreAngstrom">The point about which it turns: x, y, z, Å from the box centre.</param>
/// <param name="Rounds">The rounds of its local refinement.</param>
/// <param name="Maps">Rigid, masked local refinement, flexed.</param>
internal sealed record RegionFigures(string Name, string Mask, double Share, double[] CentreAngstrom, IReadOnlyList<RoundFigures> Rounds, IReadOnlyList<MapFigures> Maps);

/// <summary>The figures of a round of a local refinement.</summary>
/// <param name="LimitAngstrom">Resolution to which poses were refined.</param>
/// <param name="TurnDegrees">RMS turn from the given orientations.</param>
/// <param name="ShiftAngstrom">RMS shift from the given places.</param>
/// <param name="AtBounds">Share of the particles at the largest turn or shift, 0 to 1.</param>
/// <param name="SpreadDegrees">Standard deviation of the turns about each axis in half-set 1 and 2, by what the images say of it.</param>
/// <param name="SpreadAngstrom">Standard deviation of the shifts along each axis in half-set 1 and 2.</param>
/// <param name="Iterations">Iterations of half-map 1 and 2.</param>
/// <param name="Resolution">Where the FSC in the region falls below 0.143 after the round.</param>
internal sealed record RoundFigures(double LimitAngstrom, double TurnDegrees, double ShiftAngstrom, double AtBounds, double[] SpreadDegrees, double[] SpreadAngstrom, int[] Iterations, double? Resolution);

/// <summary>The figures of two half-maps within a mask.</summary>
/// <param name="Name">Which maps.</param>
/// <param name="Resolution">Where the corrected FSC falls below 0.143, Å.</param>
/// <param name="ResolutionHalf">Where it falls below 0.5, Å.</param>
/// <param name="BeyondNyquist">Whether it stays above 0.143 up to the Nyquist frequency.</param>
/// <param name="Area">Area under the corrected FSC, from the first shell to where it falls below 0.143, 1/Å.</param>
/// <param name="Corrected">The curve, by shell from 0.</param>
internal sealed record MapFigures(string Name, double? Resolution, double? ResolutionHalf, bool BeyondNyquist, double Area, double[] Corrected)
{
    public static MapFigures Of(string name, FscReport report)
    {
        int end = Array.FindIndex(report.Corrected, 1, fsc => fsc < FscReport.HalfMapThreshold);
        double area = report.Corrected[1..(end < 0 ? report.Corrected.Length : end)].Sum() / (report.Box * report.PixelSizeAngstrom);
        return new(name, Angstrom(report.Resolution()), Angstrom(report.Resolution(0.5)), report.Resolution().Kind == FscCrossing.Kinds.BeyondNyquist, area, report.Corrected);
    }

    private static double? Angstrom(FscCrossing crossing) => crossing.Kind == FscCrossing.Kinds.Crossed ? crossing.Angstrom : null;
}
