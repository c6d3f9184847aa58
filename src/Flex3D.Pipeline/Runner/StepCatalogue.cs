using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps;
using Flex3D.Pipeline.Steps.Deform;
using Flex3D.Pipeline.Steps.Finish;
using Flex3D.Pipeline.Steps.Generate;
using Flex3D.Pipeline.Steps.Mesh;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Pipeline.Steps.Simulate;
using Flex3D.Pipeline.Steps.Summary;
using Flex3D.Pipeline.Steps.Train;

namespace Flex3D.Pipeline.Runner;

/// <summary>The steps that a pipeline may have, in the order in which they run.</summary>
/// <param name="Steps">Each step once. A new step is a line in <see cref="Default"/> and a section on <see cref="PipelineOptions"/>.</param>
/// <param name="Summarise">Summarises the results of a whole run, given its steps: written to <c>summary.txt</c> and to the console after the last step.</param>
internal sealed record StepCatalogue(IReadOnlyList<IPipelineStep> Steps, Func<RunFolder, PipelineOptions, IReadOnlyList<IPipelineStep>, string> Summarise)
{
    /// <summary>The steps of the program.</summary>
    public static StepCatalogue Default { get; } = new(
        [new SimulateStep(), new PrepStep(), new MeshStep(), new TrainStep(), new ReconstructStep(), new FinishStep(), new GenerateStep(), new DeformStep()],
        RunSummary.Write);

    /// <summary>The names of all steps.</summary>
    public IEnumerable<string> Names => Steps.Select(step => step.Name);

    /// <summary>The steps that a pipeline has.</summary>
    public IReadOnlyList<IPipelineStep> Of(PipelineOptions options) => [.. Steps.Where(step => SettingSchema.SectionOf(options, step.Name) is not null)];
}
