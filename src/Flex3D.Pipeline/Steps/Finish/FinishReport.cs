using System.Text.Json;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Files;
using Flex3D.Stages.Validation.Local;

namespace Flex3D.Pipeline.Steps.Finish;

/// <summary>The figures of finished maps, <c>finish.json</c>. Lengths are in Å; a resolution that the FSC does not reach, or that lies beyond Nyquist, is null.</summary>
/// <param name="Of">The run, or the half-maps.</param>
/// <param name="Mask">Where the mask comes from.</param>
/// <param name="MaskShare">The share of the box's volume that the mask covers, 0 to 1.</param>
/// <param name="Box">Voxels along each edge.</param>
/// <param name="PixelSizeAngstrom">Voxel edge.</param>
/// <param name="WindowAngstrom">Width of the windows of local resolution at half maximum.</param>
/// <param name="Threshold">FSC threshold of local resolution and of directions.</param>
/// <param name="ConeAngleDegrees">Half angle of the cones.</param>
/// <param name="Maps">Flexed and rigid, or the half-maps.</param>
/// <param name="Volume">The change of volume by the flow; null without a flow.</param>
internal sealed record FinishReport(
    string Of, string Mask, double MaskShare, int Box, double PixelSizeAngstrom, double WindowAngstrom, double Threshold, double ConeAngleDegrees, IReadOnlyList<MapFigures> Maps, VolumeFigures? Volume)
{
    public const string FileName = "finish.json";

    public void Write(string folder) => DurableFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, CheckpointJson.Options) + "\n");

    /// <summary>Reads the figures of a run; null if it was not finished.</summary>
    public static FinishReport? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        return Storage.Current.FileExists(path) ? JsonSerializer.Deserialize<FinishReport>(Storage.ReadAll(path), CheckpointJson.Options) : null;
    }
}

/// <summary>The figures of one pair of half-maps.</summary>
/// <param name="Name">flexed, rigid, or half-maps.</param>
/// <param name="Resolution">Where the corrected FSC in the mask falls below 0.143.</param>
/// <param name="ResolutionHalf">Where it falls below 0.5.</param>
/// <param name="RandomisedFrom">First shell whose phases were made random for the correction; null where none were.</param>
/// <param name="BFactor">The B factor used, Å².</param>
/// <param name="BFactorFrom">Where it comes from.</param>
/// <param name="Windows">Number of windows of local resolution.</param>
/// <param name="Local">Local resolution in the mask.</param>
/// <param name="LocalMoving">Local resolution in the part that moves most; null without one.</param>
/// <param name="Directions">The resolution of directions.</param>
/// <param name="Masked">FSC in the mask by shell.</param>
/// <param name="Random">The same with random phases.</param>
/// <param name="Corrected">FSC corrected for the mask (Chen et al. 2013).</param>
internal sealed record MapFigures(
    string Name, double? Resolution, double? ResolutionHalf, int? RandomisedFrom, double BFactor, string BFactorFrom, int Windows, ResolutionRange? Local, ResolutionRange? LocalMoving,
    DirectionFigures Directions, double[] Masked, double[] Random, double[] Corrected);

/// <summary>How the resolution differs between directions.</summary>
/// <param name="Best">Resolution of the best direction.</param>
/// <param name="Median">Median over the directions.</param>
/// <param name="Worst">Resolution of the worst direction; null where its FSC does not reach the threshold.</param>
/// <param name="WorstDirection">Unit vector x, y, z of the worst direction.</param>
/// <param name="AreaRatio">Smallest area under a conical FSC, up to the threshold, over the largest.</param>
internal sealed record DirectionFigures(double? Best, double? Median, double? Worst, double[] WorstDirection, double AreaRatio);

/// <summary>The determinant J of the deformation gradient in the mask: see <see cref="Stages.Motion.VolumeChange"/>.</summary>
/// <param name="Particles">Particles over which it was taken.</param>
/// <param name="Smallest">The smallest J of any voxel and particle.</param>
/// <param name="Percentile1">J that 1 % of the voxels fall below in 1 % of the particles.</param>
/// <param name="RmsLog">Root mean square of ln J over voxels and particles.</param>
/// <param name="FoldedShare">Share of the voxels whose cell is inside out (J ≤ 0) in some particle.</param>
/// <param name="MostChanged">Median local resolution of each of the maps in the tenth of the voxels whose volume changes most (RMS of ln J).</param>
/// <param name="Others">The same in the other nine tenths.</param>
internal sealed record VolumeFigures(int Particles, double Smallest, double Percentile1, double RmsLog, double FoldedShare, IReadOnlyList<double?> MostChanged, IReadOnlyList<double?> Others);
