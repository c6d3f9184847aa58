using Flex3D.Pipeline.MapPairs;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Reconstruct;
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
    public static FinishInput OfHalfMaps(string first, string second) => new($"{first} and {second}", [HalfMapFiles.Given(first, second, null)], null);

    /// <summary>The half-maps of a reconstruction.</summary>
    /// <param name="lineage">The run, and the earlier ones whose results it uses.</param>
    /// <exception cref="InputException">None of them has been reconstructed.</exception>
    public static FinishInput OfRun(IReadOnlyList<RunFolder> lineage)
    {
        RunHalfMaps maps = RunHalfMaps.Of(lineage);
        string model = Path.Combine(maps.Run.Path, "model.npz");
        return new FinishInput(lineage[0].Path, maps.Pairs, Storage.Current.FileExists(model) ? model : null);
    }
}
