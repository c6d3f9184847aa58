using System.Globalization;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>A cubic grid of images or voxels.</summary>
/// <param name="Name">What has this grid, for messages: "the particles", "the map".</param>
/// <param name="Box">N, pixels along each edge.</param>
/// <param name="PixelSizeAngstrom">Pixel size, Å.</param>
internal readonly record struct GridSize(string Name, int Box, double PixelSizeAngstrom)
{
    /// <summary>Whether this grid is another's, as far as headers, which are rounded, can say.</summary>
    public bool IsThatOf(in GridSize other) => Box == other.Box && Math.Abs(PixelSizeAngstrom - other.PixelSizeAngstrom) <= MapChecks.PixelTolerance * other.PixelSizeAngstrom;
}

/// <summary>The voxel size of a map or mask, decided from its header and from the grids that it may belong to.</summary>
/// <param name="Angstrom">The voxel size to use, Å.</param>
/// <param name="Note">What was assumed; null where the header's size is used and nothing speaks against it.</param>
/// <param name="IsDoubtful">Whether the assumption may be wrong.</param>
internal readonly record struct VoxelSize(double Angstrom, string? Note, bool IsDoubtful)
{
    /// <summary>The largest difference, as a fraction, that is taken for a calibration or rounding of one of the sizes if the boxes are the same.</summary>
    public const double MostCalibration = 0.03;

    /// <summary>
    /// Decides the voxel size. If the box is that of a reference and the header is empty, says exactly 1 Å, which programs write that do not know,
    /// or differs by up to <see cref="MostCalibration"/>, the reference's size is used; if the box is no reference's, the header's or,
    /// where it is empty, the size at which the map is as wide as the last reference.
    /// </summary>
    /// <param name="box">Box of the map.</param>
    /// <param name="stated">Voxel size in its header, Å; null where there is none.</param>
    /// <param name="references">The grids it may belong to, the nearest first; the particles' last.</param>
    public static VoxelSize Of(int box, double? stated, params ReadOnlySpan<GridSize> references)
    {
        foreach ((string name, int itsBox, double size) in references)
        {
            if (itsBox == box && Against(stated, name, size) is { } found)
            {
                return found;
            }
        }
        (string particles, int theirBox, double pixel) = references[^1];
        if (stated is not { } header)
        {
            double fitting = pixel * theirBox / box;
            return new(fitting, Text($"its header gives no voxel size: {fitting:0.####} Å is assumed, so that it is as wide as the box of {particles}"), true);
        }
        bool isDefault = header == 1 && Math.Abs(box - theirBox * pixel) > MapChecks.PixelTolerance * box;
        return new(header, isDefault ? Text($"the 1 Å of its header is used, which some programs write where they do not know the voxel size") : null, isDefault);
    }

    // Returns null where the map has the reference's box by chance only.
    private static VoxelSize? Against(double? stated, string name, double size)
    {
        double difference = Math.Abs((stated ?? size) - size) / size;
        return difference <= MapChecks.PixelTolerance ? new(stated ?? size, stated is null ? Text($"its header gives no voxel size: the {size:0.####} Å of {name} are used") : null, false)
            : difference <= MostCalibration ? new(size, Text($"its header says {stated:0.#####} Å, but it has the box of {name}, so that {size:0.#####} Å are used"), true)
            : stated == 1 ? new(size, Text($"its header says 1 Å, which some programs write where they do not know: the {size:0.####} Å of {name} are used, whose box it has"), false)
            : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
