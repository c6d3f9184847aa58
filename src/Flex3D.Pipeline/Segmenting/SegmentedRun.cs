using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Segments;
using Flex3D.Stages.Segments.Finding;

namespace Flex3D.Pipeline.Segmenting;

/// <summary>What a segmentation is made from.</summary>
internal enum SegmentBy
{
    /// <summary>Motion where the run was trained, else volume.</summary>
    Auto,

    /// <summary>What moved together.</summary>
    Motion,

    /// <summary>The consensus map alone.</summary>
    Volume,
}

/// <summary>The first segmentation of a run's molecule, in the frame and box of its consensus map.</summary>
/// <param name="Run">Folder of the run.</param>
/// <param name="By">What it was made from.</param>
/// <param name="Found">The segments, with their labels at the training box.</param>
/// <param name="Labels">Labels at the consensus map's box.</param>
/// <param name="Map">The consensus map.</param>
/// <param name="Level">Contour level of the consensus map.</param>
internal sealed record SegmentedRun(string Run, SegmentBy By, FoundSegments Found, Segmentation Labels, DensityMap Map, double Level)
{
    /// <summary>Finds the segments.</summary>
    /// <param name="path">Folder of a run that has been prepared or trained.</param>
    /// <param name="by">What to go by.</param>
    /// <param name="options">How they are found.</param>
    /// <param name="threads">Threads.</param>
    /// <exception cref="InputException">The run was not prepared; or for motion not trained, or its model does not move.</exception>
    public static SegmentedRun Of(string path, SegmentBy by, SegmentFinderOptions options, int threads)
    {
        IReadOnlyList<RunFolder> lineage = RunFolder.Open(path).Lineage();
        string prep = PreparedFiles.FolderIn(lineage)
            ?? throw new InputException(path, null, "no prepared particles", "the folder of a run that has been prepared", "run the prep step first");
        PreparedFiles prepared = PreparedFiles.Load(prep);
        DensityMap map = MrcMap.Read(prepared.MapAsGiven is null ? prepared.Map : PreparedFiles.ResampledMap(prep));
        DensityMap full = MrcMap.Read(PreparedFiles.Mask(prep)), mask = Calibration.TrainingMask(full, prepared.TrainingBox, threads);
        SegmentBy used = by != SegmentBy.Auto ? by : lineage.Any(run => Storage.Current.FileExists(TrainingResults.ModelFileOf(run))) ? SegmentBy.Motion : SegmentBy.Volume;
        FoundSegments found = used == SegmentBy.Motion
            ? ByMotion(lineage, mask, options)
            : SegmentFinder.ByVolume(FourierResize3.Resize(map, prepared.TrainingBox, threads), mask, options);
        Segmentation labels = found.Segmentation.OnGrid(prepared.FullBox, prepared.PixelSizeAngstrom);
        return new(path, used, found, labels, new DensityMap(map.Box, prepared.PixelSizeAngstrom, map.Values), ContourLevel.Of(map, full));
    }

    private static FoundSegments ByMotion(IReadOnlyList<RunFolder> lineage, DensityMap mask, SegmentFinderOptions options)
    {
        RunModel run = RunModel.Load(lineage, highResolution: false);
        if (!run.Model.Moves)
        {
            throw new InputException(lineage[0].Path, null, "a model that does not move: " + run.Evidence, "a model of motion", "segment by volume (--by volume)");
        }
        FoundSegments found = SegmentFinder.ByMotion(run.Model, run.Flow(FlowFrame.Molecule), run.Map, run.Mask, options);

        // The model's map may show another conformation than the consensus map, which is the mean of all particles at their poses.
        SegmentGrid mean = new MovedPlaces(run.Model, run.Flow(FlowFrame.Poses), run.Mask, SegmentFinder.Conformations).AtMean(found.Segmentation.Grid);
        return found with { Segmentation = Within(mean, mask) };
    }

    private static Segmentation Within(SegmentGrid labels, DensityMap mask)
    {
        SegmentGrid own = new Segmentation(labels).OnGrid(mask.Box, mask.PixelSizeAngstrom).Grid;
        int[] inside = own.Labels.ToArray();
        for (int i = 0; i < inside.Length; i++)
        {
            inside[i] = mask.Values[i] > SegmentFinder.Support ? inside[i] : 0;
        }
        return new Segmentation(SmallPieces.GiveAway(new SegmentGrid(own.Box, own.VoxelSizeAngstrom, inside)));
    }
}
