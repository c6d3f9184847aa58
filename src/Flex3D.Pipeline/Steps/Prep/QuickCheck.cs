using System.Text.Json;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Checks;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Images;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>The quick version of <c>flex3d check</c> before the images are prepared: the table, the stacks' headers, and some of the images against the map.</summary>
internal static class QuickCheck
{
    private const int Images = 128;

    // Fewer images, or smaller ones, show nothing.
    private const int FewestImages = 8, SmallestBox = 16;

    // Prep logs these by itself.
    private static readonly string[] s_known = ["half-set-empty", "half-sets-incomplete"];

    /// <summary>Logs what was found.</summary>
    /// <exception cref="InputException">The images show that the table's conventions are wrong, and prep.check is stop.</exception>
    public static void Run(StepContext context, ParticleTable table, ParticleStacks stacks, DensityMap map)
    {
        PrepOptions options = context.Options.Prep!;
        if (options.Check == InputChecking.Off)
        {
            return;
        }
        var findings = new List<CheckFinding>();
        try
        {
            // What is left out or repeated has been logged by whoever left it out.
            findings.AddRange(InputCheck.OfTable(table, stacks, repeats: null));
            if (table.Count >= FewestImages && stacks.Box >= SmallestBox)
            {
                findings.AddRange(InputCheck.OfImages(table, stacks, map, new InputCheckOptions { Images = Images, Quick = true, Dark = options.InvertContrast, Threads = context.Threads }));
            }
        }
        catch (IOException fault) // the images are read again under supervision, which retries
        {
            stacks.CloseFiles();
            context.Log.Warning("the images were not compared with the map before prep: {Fault:l}", fault.Message);
        }
        CheckFinding[] warned = [.. InputCheck.Joined(findings).Where(finding => finding.Severity >= CheckSeverity.Warning && !s_known.Contains(finding.Code))];
        foreach (CheckFinding finding in warned)
        {
            if (finding.Shown && options.Check == InputChecking.Stop)
            {
                throw new InputException(table.SourcePath, null, $"{finding.Text} ({finding.Evidence})", "images that agree with the map as the table says", $"{finding.Remedy}; flex3d check tells more, and prep.check=warn goes on all the same");
            }
            context.Log.Warning("{Code:l}: {Text:l} ({Evidence:l}){Remedy:l}", finding.Code, finding.Text, finding.Evidence, finding.Remedy is null ? "" : "; " + finding.Remedy);
        }
        InputWarning[] told = [.. warned.Select(finding => new InputWarning(finding.Code, finding.Text, finding.Evidence, finding.Remedy))];
        DurableFile.WriteText(PreparedFiles.CheckOf(context.Output), JsonSerializer.Serialize(told, CheckpointJson.Options) + "\n");
    }

    /// <summary>Reads what the check of a run, or of one before it, warned of; null where the inputs were not checked.</summary>
    public static IReadOnlyList<InputWarning>? Read(IReadOnlyList<RunFolder> lineage) => PreparedFiles.FolderIn(lineage) is not { } prep ? null
        : RunFolder.ReadJson<InputWarning[]>(PreparedFiles.CheckOf(prep), "what the check of the inputs warned of", "delete it: the page of the run is then without these warnings");
}

/// <summary>A warning of the check of a run's inputs, as <c>prep/check.json</c> has it.</summary>
/// <param name="Code">A short name, such as <c>psi-negated</c>.</param>
/// <param name="Text">What was found, in a sentence.</param>
/// <param name="Evidence">The numbers that show it.</param>
/// <param name="Remedy">What to do; null where nothing is to be done.</param>
internal sealed record InputWarning(string Code, string Text, string Evidence, string? Remedy);
