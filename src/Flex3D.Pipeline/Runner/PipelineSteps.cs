using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Deform;
using Flex3D.Pipeline.Steps.Generate;
using Flex3D.Pipeline.Steps.Mesh;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Pipeline.Steps.Simulate;
using Flex3D.Pipeline.Steps.Summary;
using Flex3D.Pipeline.Steps.Train;

namespace Flex3D.Pipeline.Runner;

/// <summary>The work behind each step of a pipeline.</summary>
public sealed class PipelineSteps : IPipelineSteps
{
    public Task SimulateAsync(StepContext context, SimulateOptions options) => SimulateStep.RunAsync(context, options);

    public Task PrepAsync(StepContext context, PrepOptions options) => PrepStep.RunAsync(context, options);

    public Task MeshAsync(StepContext context, MeshOptions options) => MeshStep.RunAsync(context, options);

    public Task TrainAsync(StepContext context, TrainOptions options) => TrainStep.RunAsync(context, options);

    public Task ReconstructAsync(StepContext context, ReconstructOptions options) => ReconstructStep.RunAsync(context, options);

    public Task GenerateAsync(StepContext context, GenerateOptions options) => GenerateStep.RunAsync(context, options);

    public Task DeformAsync(StepContext context, DeformOptions options) => DeformStep.RunAsync(context, options);

    public string Summarise(RunFolder run, PipelineOptions options, IReadOnlyList<StepName> steps) => RunSummary.Write(run, options, steps);
}
