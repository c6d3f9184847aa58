using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>Reads the maps and masks that a run is given, and brings them to the grid of the particles; the log says what was changed.</summary>
internal static class InputMaps
{
    /// <summary>Reads a density map with finite values.</summary>
    /// <param name="particles">The grid of the particles.</param>
    /// <returns>The map on the particles' grid, and the grid of the file; null where that is the same.</returns>
    /// <exception cref="Flex3D.Stages.Faults.InputException">The file is not a cubic map, or a voxel is not finite.</exception>
    public static (DensityMap Map, MapGrid? AsGiven) Map(StepContext context, string path, GridSize particles)
    {
        double? given = context.Options.Inputs.MapPixelSize;
        DensityMap read = MrcMap.Read(path, given, out MrcMapFrame frame);
        MapChecks.RequireFinite(read, path);
        VoxelSize size = given is { } set ? new(set, null, false) : VoxelSize.Of(read.Box, frame.PixelSizeAngstrom, particles);
        Note(context, "map", path, size, "inputs.mapPixelSize");
        var map = new DensityMap(read.Box, size.Angstrom, read.Values);
        bool keeps = size.Angstrom == frame.PixelSizeAngstrom && GridOf(map).IsThatOf(particles);
        return (OnGrid(context, "map", path, map, frame, particles, MapResampling.Density), keeps ? null : new MapGrid(map.Box, map.PixelSizeAngstrom));
    }

    /// <summary>Reads a mask of values 0 to 1, or on another scale that is recognised.</summary>
    /// <param name="what">The mask's name in messages.</param>
    /// <param name="particles">The grid of the particles.</param>
    /// <param name="map">The grid of the map's file, to which the mask may belong; null if it is the particles'.</param>
    /// <param name="softEdgeAngstrom">Width of the edge that a mask of nothing but 0 and 1 is given, Å; 0 for none.</param>
    /// <exception cref="Flex3D.Stages.Faults.InputException">The file is not a cubic map, or is not a mask.</exception>
    public static DensityMap Mask(StepContext context, string what, string path, GridSize particles, MapGrid? map, double softEdgeAngstrom)
    {
        DensityMap read = MrcMap.Read(path, null, out MrcMapFrame frame);
        VoxelSize size = Size(read, frame, particles, map);
        Note(context, what, path, size, "its header");
        var mask = new DensityMap(read.Box, size.Angstrom, read.Values);
        if (MaskScale.UnitOf(mask) is var unit and not 1)
        {
            context.Log.Information("{What:l} {Path}: values {Low} to {High} are divided by {Unit}", what, path, mask.Values.Min(), mask.Values.Max(), unit);
            mask = new DensityMap(mask.Box, mask.PixelSizeAngstrom, Array.ConvertAll(mask.Values, value => value / unit));
        }
        MapChecks.RequireMask(mask, path);
        if (softEdgeAngstrom > 0 && MaskScale.IsHard(mask))
        {
            context.Log.Information("{What:l} {Path}: nothing but 0 and 1, so it gets a soft edge of {Edge} Å", what, path, softEdgeAngstrom);
            mask = SolventMask.Soften(Array.ConvertAll(mask.Values, value => value > 0), mask.Box, mask.PixelSizeAngstrom, 0, softEdgeAngstrom);
        }
        DensityMap fitting = OnGrid(context, what, path, mask, frame, particles, MapResampling.Mask);
        MapChecks.RequireMask(fitting, path);
        return fitting;
    }

    /// <summary>Reads a map of labels or weights at the box of its file, with the voxel size to use.</summary>
    /// <param name="what">The map's name in messages.</param>
    /// <param name="particles">The grid of the particles.</param>
    /// <param name="map">The grid of the consensus map's file; null if it is the particles'.</param>
    /// <exception cref="Flex3D.Stages.Faults.InputException">The file is not a cubic map.</exception>
    public static DensityMap AsGiven(StepContext context, string what, string path, GridSize particles, MapGrid? map)
    {
        DensityMap read = MrcMap.Read(path, null, out MrcMapFrame frame);
        VoxelSize size = Size(read, frame, particles, map);
        Note(context, what, path, size, "its header");
        var given = new DensityMap(read.Box, size.Angstrom, read.Values);
        WarnOfOrigin(context, what, path, given, frame);
        return given;
    }

    private static VoxelSize Size(DensityMap read, MrcMapFrame frame, GridSize particles, MapGrid? map) => map is null
        ? VoxelSize.Of(read.Box, frame.PixelSizeAngstrom, particles)
        : VoxelSize.Of(read.Box, frame.PixelSizeAngstrom, new GridSize("the map", map.Box, map.PixelSizeAngstrom), particles);

    private static DensityMap OnGrid(StepContext context, string what, string path, DensityMap map, MrcMapFrame frame, GridSize particles, Func<DensityMap, int, double, int, DensityMap> resample)
    {
        if (GridOf(map).IsThatOf(particles))
        {
            return map;
        }
        context.Log.Information(
            "{What:l} {Path}: {Box}³ voxels of {Pixel} Å are resampled to the particles' {NewBox}³ of {NewPixel} Å",
            what, path, map.Box, Math.Round(map.PixelSizeAngstrom, 4), particles.Box, Math.Round(particles.PixelSizeAngstrom, 4));
        WarnOfOrigin(context, what, path, map, frame);
        return resample(map, particles.Box, particles.PixelSizeAngstrom, context.Threads);
    }

    private static void WarnOfOrigin(StepContext context, string what, string path, DensityMap map, MrcMapFrame frame)
    {
        (double x, double y, double z) = frame.FirstVoxelAngstrom;
        double centred = -(map.Box / 2) * map.PixelSizeAngstrom;
        if ((x, y, z) != (0, 0, 0) && !(Math.Max(Math.Abs(x - centred), Math.Max(Math.Abs(y - centred), Math.Abs(z - centred))) <= map.PixelSizeAngstrom))
        {
            context.Log.Warning(
                "{What:l} {Path}: its header places the first voxel at {X}, {Y}, {Z} Å, which is not used: its centre is taken for that of the images. If it was cut out of a larger map, resample it on the grid of that map first",
                what, path, Math.Round(x, 2), Math.Round(y, 2), Math.Round(z, 2));
        }
    }

    private static void Note(StepContext context, string what, string path, VoxelSize size, string decides)
    {
        if (size.IsDoubtful)
        {
            context.Log.Warning("{What:l} {Path}: {Note:l}; if that is wrong, correct {Decides:l}", what, path, size.Note!, decides);
        }
        else if (size.Note is { } note)
        {
            context.Log.Information("{What:l} {Path}: {Note:l}", what, path, note);
        }
    }

    private static GridSize GridOf(DensityMap map) => new("", map.Box, map.PixelSizeAngstrom);
}
