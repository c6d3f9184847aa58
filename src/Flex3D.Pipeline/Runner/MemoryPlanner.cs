using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Memory;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Serilog.Core;

namespace Flex3D.Pipeline.Runner;

/// <summary>Plans the memory of a pipeline's steps from the results of earlier steps; writes no file and takes no lock.</summary>
internal static class MemoryPlanner
{
    /// <summary>Writes the plan of each step whose memory can be planned.</summary>
    /// <param name="options">The pipeline.</param>
    /// <param name="folder">Its run folder, which need not exist.</param>
    /// <param name="output">Receives the tables.</param>
    /// <exception cref="InputException">An earlier step has not been run, or a setting is wrong.</exception>
    public static void Write(StepCatalogue catalogue, PipelineOptions options, string folder, TextWriter output, CancellationToken stop)
    {
        options = PipelineRunner.Complete(options);
        var run = RunFolder.At(folder);
        IReadOnlyList<RunFolder> lineage = [run, .. options.From is { } from ? RunFolder.Open(from).Lineage() : []];
        IPipelineStep[] steps = [.. catalogue.Of(options).Where(step => step.PlanMemory is not null)];
        if (steps.Length == 0)
        {
            string[] planned = [.. catalogue.Steps.Where(step => step.PlanMemory is not null).Select(step => step.Name)];
            throw new InputException("the pipeline", null, $"neither {string.Join(" nor ", planned)}", "a step whose memory can be planned");
        }
        foreach ((int number, IPipelineStep step) in steps.Index())
        {
            if (number > 0)
            {
                output.WriteLine();
            }
            // The first step reports itself what is missing; a later step that needs it cannot be planned before it has run.
            if (steps[..number].FirstOrDefault(earlier => step.Needs.Contains(earlier.Name) && !IsDone(earlier)) is { } before)
            {
                output.WriteLine($"{step.Name}\n  can be planned once {before.Name} is done");
                continue;
            }
            var context = new StepContext(step.Name, run, lineage, RunSettings.Unwritten(options), Resume: false, Logger.None, new PlainProgress(TextWriter.Null), Monitor: null, stop);
            MemoryPlanText.Write(step.PlanMemory!(context), output);
        }

        bool IsDone(IPipelineStep step) => lineage.Any(earlier => Storage.Current.FileExists(earlier.StatusFile) && earlier.Status().Of(step.Name).State == StepStatus.Done);
    }
}
