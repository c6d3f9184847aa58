using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Model;

namespace Flex3D.Pipeline.Steps.Finish;

/// <summary>What is finished: the flexed and the rigid half-maps of a run with its model, or two half-maps by themselves.</summary>
/// <param name="Of">The run, or the half-maps, for users.</param>
/// <param name="Maps">The half-maps: flexed and rigid, or one pair.</param>
/// <param name="ModelFile">The model in the frame of the first pair; null without one.</param>
internal sealed record FinishInput(string Of, IReadOnlyList<HalfMapFiles> Maps, string? ModelFile)
{
    /// <summary>The model; null if there is none or it does not move.</summary>
    public FlexModel? Model()
    {
        FlexModel? model = ModelFile is null ? null : Stages.Model.ModelFile.Read(ModelFile, Stages.Model.ModelFile.EnoughParticles);
        return model?.Moves == true ? model : null;
    }

    /// <summary>Two half-maps from anywhere.</summary>
    public static FinishInput OfHalfMaps(string first, string second) => new($"{first} and {second}", [new HalfMapFiles("half-maps", "", first, second, null, null)], null);

    /// <summary>The half-maps of a reconstruction.</summary>
    /// <param name="lineage">The run, and the earlier ones whose results it uses.</param>
    /// <exception cref="InputException">None of them has been reconstructed.</exception>
    public static FinishInput OfRun(IReadOnlyList<RunFolder> lineage)
    {
        RunFolder run = lineage.FirstOrDefault(earlier => Storage.Current.FileExists(Map(earlier, "flex_half1")))
            ?? throw new InputException(lineage[0].Path, null, "no half-maps (maps/flex_half1.mrc)", "the folder of a run that has been reconstructed", "run the reconstruct step first");
        string prep = lineage.Select(earlier => earlier.Of(PrepStep.Name)).FirstOrDefault(Storage.Current.FolderExists) ?? run.Of(PrepStep.Name);
        string model = Path.Combine(run.Path, "model.npz");
        return new FinishInput(lineage[0].Path, [Pair("flexed", "", "flex", Map(run, "flex_mask")), Pair("rigid", "_rigid", "rigid", PreparedFiles.Mask(prep))], Storage.Current.FileExists(model) ? model : null);

        HalfMapFiles Pair(string name, string suffix, string file, string support)
        {
            string moving = Map(run, "moving_mask" + suffix);
            return new HalfMapFiles(name, suffix, Map(run, file + "_half1"), Map(run, file + "_half2"), support, Storage.Current.FileExists(moving) ? moving : null);
        }
    }

    private static string Map(RunFolder run, string name) => Path.Combine(run.Path, "maps", name + ".mrc");
}
