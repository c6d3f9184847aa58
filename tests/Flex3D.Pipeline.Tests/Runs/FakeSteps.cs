using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Runs;

namespace Flex3D.Pipeline.Tests.Runs;

/// <summary>Steps that remember how they were called and fail when told to.</summary>
internal sealed class FakeSteps : IPipelineSteps
{
    public List<StepContext> Called { get; } = [];
    public Action<StepContext>? Hook { get; set; }

    public Task SimulateAsync(StepContext context, SimulateOptions options) => Do(context);

    public Task PrepAsync(StepContext context, PrepOptions options) => Do(context);

    public Task MeshAsync(StepContext context, MeshOptions options) => Do(context);

    public Task TrainAsync(StepContext context, TrainOptions options) => Do(context);

    public Task ReconstructAsync(StepContext context, ReconstructOptions options) => Do(context);

    public Task GenerateAsync(StepContext context, GenerateOptions options) => Do(context);

    public Task DeformAsync(StepContext context, DeformOptions options) => Do(context);

    public string Summarise(RunFolder run, PipelineOptions options, IReadOnlyList<StepName> steps) => $"{steps.Count} steps: the Fab moves 13.7 Å\n";

    private Task Do(StepContext context)
    {
        Called.Add(context);
        Directory.CreateDirectory(context.Output);
        Hook?.Invoke(context);
        return Task.CompletedTask;
    }
}
