using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Checks;
using Flex3D.Stages.Faults;
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
        foreach (CheckFinding finding in InputCheck.Joined(findings).Where(finding => finding.Severity >= CheckSeverity.Warning && !s_known.Contains(finding.Code)))
        {
            if (finding.Shown && options.Check == InputChecking.Stop)
            {
                throw new InputException(table.SourcePath, null, $"{finding.Text} ({finding.Evidence})", "images that agree with the map as the table says", $"{finding.Remedy}; flex3d check tells more, and prep.check=warn goes on all the same");
            }
            context.Log.Warning("{Code:l}: {Text:l} ({Evidence:l}){Remedy:l}", finding.Code, finding.Text, finding.Evidence, finding.Remedy is null ? "" : "; " + finding.Remedy);
        }
    }
}
