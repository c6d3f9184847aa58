using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Runner;

/// <summary>The work behind each step. A step reads and writes files in its context's folders, and returns when they are complete.</summary>
/// <remarks>
/// Bad input: <see cref="InputException"/>. Stopped by <see cref="StepContext.Stop"/>: save a checkpoint if the step
/// has one, then throw <see cref="OperationCanceledException"/>. A resumed step that was begun before is called again with
/// <see cref="StepContext.Resume"/>.
/// </remarks>
public interface IPipelineSteps
{
    Task SimulateAsync(StepContext context, SimulateOptions options);

    Task PrepAsync(StepContext context, PrepOptions options);

    Task MeshAsync(StepContext context, MeshOptions options);

    Task TrainAsync(StepContext context, TrainOptions options);

    Task ReconstructAsync(StepContext context, ReconstructOptions options);

    Task GenerateAsync(StepContext context, GenerateOptions options);

    Task DeformAsync(StepContext context, DeformOptions options);

    /// <summary>What came of the whole run, for a newcomer: written to <c>summary.txt</c> and to the console after the last step.</summary>
    /// <param name="steps">The steps that the run has.</param>
    string Summarise(RunFolder run, PipelineOptions options, IReadOnlyList<StepName> steps);
}
