using Flex3D.Pipeline.MapPairs;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>The half-maps of a reconstruction: those with the motion taken out, then the rigid ones.</summary>
/// <param name="Run">The run that reconstructed them.</param>
/// <param name="Pairs">Their files.</param>
internal sealed record RunHalfMaps(RunFolder Run, IReadOnlyList<HalfMapFiles> Pairs)
{
    /// <summary>What stands at the end of the names of maps as they were before they were averaged over a symmetry.</summary>
    public const string Unsymmetrised = "_unsymmetrised";

    /// <summary>Finds the half-maps of a run.</summary>
    /// <param name="lineage">The run, and the earlier ones whose results it uses.</param>
    /// <param name="symmetrised">Whether maps that the run averaged over a symmetry are taken so, and not as they were before.</param>
    /// <exception cref="InputException">None of the runs has been reconstructed.</exception>
    public static RunHalfMaps Of(IReadOnlyList<RunFolder> lineage, bool symmetrised = true)
    {
        RunFolder run = lineage.FirstOrDefault(earlier => Storage.Current.FileExists(PathOf(earlier, "flex_half1")))
            ?? throw new InputException(lineage[0].Path, null, "no half-maps (maps/flex_half1.mrc)", "the folder of a run that has been reconstructed", "run the reconstruct step first");
        string prepared = PreparedFiles.Mask(PreparedFiles.FolderIn(lineage) ?? run.Of(PrepStep.Name));
        return new(run, [Pair("flexed", "flex", "", null), Pair("rigid", "rigid", "_rigid", prepared)]);

        HalfMapFiles Pair(string name, string stem, string suffix, string? without)
        {
            string moving = PathOf(run, "moving_mask" + suffix), mask = File(stem + "_mask");
            return new HalfMapFiles(name, stem, File(stem + "_half1"), File(stem + "_half2"), without is null || Storage.Current.FileExists(mask) ? mask : without, Storage.Current.FileExists(moving) ? moving : null);
        }

        string File(string map) => symmetrised ? PathOf(run, map) : BeforeSymmetry(run, map);
    }

    /// <summary>The path of a map of a run, which need not exist.</summary>
    /// <param name="map">Its name, such as flex_half1.</param>
    public static string PathOf(RunFolder run, string map) => Path.Combine(run.Path, "maps", map + ".mrc");

    /// <summary>The path of a map as it was before the run averaged it over a symmetry, if it did so.</summary>
    public static string BeforeSymmetry(RunFolder run, string map) => PathOf(run, map + Unsymmetrised) is var before && Storage.Current.FileExists(before) ? before : PathOf(run, map);
}
