using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Verification;

/// <summary>Verifies all checkpoints of every step, and of its parts, from the first byte to the last.</summary>
internal static class CheckpointsCheck
{
    private const string Name = "checkpoints";

    public static IEnumerable<Finding> Of(RunFolder run)
    {
        string[] trained = ["", .. ((int[])[1, 2]).Select(HalfTrainings.PartOf)];
        IEnumerable<string> parts = trained.Skip(1).Concat(trained.Select(SubspaceLatents.PartOf)).Select(part => Path.Combine(TrainStep.Name, part));
        foreach (string step in StepCatalogue.Default.Names.Concat(parts))
        {
            string[] files = [.. Storage.Current.List(run.CheckpointsOf(step), "*" + CheckpointFormat.Extension).Order(StringComparer.Ordinal)];
            int whole = 0;
            foreach (string file in files)
            {
                if (Fault(file) is { } fault)
                {
                    yield return Finding.Wrong(Name, fault);
                    continue;
                }
                whole++;
            }
            if (whole > 0)
            {
                yield return Finding.Right(Name, $"{step}: {whole} of {files.Length} verify, the newest that does is {Path.GetFileName(files.Last(file => Fault(file) is null))}");
            }
        }
    }

    private static string? Fault(string file)
    {
        try
        {
            using CheckpointReader checkpoint = CheckpointReader.Open(file);
            _ = CheckpointIdentity.Of(checkpoint);
            return null;
        }
        catch (InputException damaged)
        {
            return damaged.Message;
        }
    }
}
