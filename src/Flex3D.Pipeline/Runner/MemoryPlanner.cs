using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Memory;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Faults;
using Serilog.Core;

namespace Flex3D.Pipeline.Runner;

/// <summary>Plans the memory of a pipeline's training and reconstruction from what earlier steps have left; writes nothing and locks nothing.</summary>
internal static class MemoryPlanner
{
    /// <summary>Writes the plan of each of the two steps that the pipeline has.</summary>
    /// <param name="options">The pipeline.</param>
    /// <param name="folder">Its run folder, which need not be there.</param>
    /// <param name="output">Takes the tables.</param>
    /// <exception cref="InputException">A step before has not been run, or a setting is wrong.</exception>
    public static void Write(PipelineOptions options, string folder, TextWriter output, CancellationToken stop)
    {
        options = PipelineRunner.Complete(options);
        var run = RunFolder.At(folder);
        IReadOnlyList<RunFolder> lineage = [run, .. options.From is { } from ? RunFolder.Open(from).Lineage() : []];
        StepName[] steps = [.. PipelineRunner.StepsOf(options).Where(step => step is StepName.Train or StepName.Reconstruct)];
        if (steps.Length == 0)
        {
            throw new InputException("the pipeline", null, "neither train nor reconstruct", "a step whose memory can be planned");
        }
        foreach (StepName step in steps)
        {
            var context = new StepContext(step, run, lineage, options, Resume: false, Logger.None, new PlainProgress(TextWriter.Null), Monitor: null, stop);
            if (step != steps[0])
            {
                output.WriteLine();
            }
            if (step == StepName.Train)
            {
                MemoryPlanText.Write(TrainingMemory.Of(context, options.Train!), output);
            }
            else if (steps.Contains(StepName.Train) && !TrainingResults.HasModel(context))
            {
                output.WriteLine("reconstruct\n  can be planned once train has left its model");
            }
            else
            {
                MemoryPlanText.Write(ReconstructionMemory.Of(context), output);
            }
        }
    }
}
