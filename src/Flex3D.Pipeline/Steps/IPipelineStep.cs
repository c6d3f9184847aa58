using Flex3D.Pipeline.Memory;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Steps;

/// <summary>A step of a pipeline describes itself: its name, the results it needs and writes, the memory it would hold, and how it runs.</summary>
/// <remarks>
/// The step's settings are the section of its name in a pipeline file, a record on <see cref="Configuration.PipelineOptions"/>; a pipeline
/// has the step where that section is there. The catalogue of the runner lists the steps in the order in which they run: command line, help,
/// status, memory plans and the summary follow from it.
/// </remarks>
internal interface IPipelineStep
{
    /// <summary>The step's name, such as <c>train</c>: its key in a pipeline file, its folder in a run folder, and its subcommand.</summary>
    string Name { get; }

    /// <summary>Texts for the step's subcommand; null where the step has a subcommand of its own making.</summary>
    StepHelp? Help { get; }

    /// <summary>Names of the earlier steps whose results this step needs.</summary>
    IReadOnlyList<string> Needs { get; }

    /// <summary>The files that the summary lists and the pictures that its page shows, the most telling first.</summary>
    IReadOnlyList<StepResult> Results { get; }

    /// <summary>Plans what the step would hold in memory, from the results of earlier steps; null for a step whose memory is not planned.</summary>
    Func<StepContext, MemoryPlan>? PlanMemory => null;

    /// <summary>Does the step's work: reads and writes files in the context's folders, and returns when they are complete.</summary>
    /// <param name="context">The context, in which the step's settings are not null. <see cref="StepContext.Resume"/> says whether the step was begun before.</param>
    /// <exception cref="InputException">Bad input, or the results of an earlier step are missing.</exception>
    /// <exception cref="OperationCanceledException"><see cref="StepContext.Stop"/> was cancelled; a step that keeps checkpoints has saved one.</exception>
    Task RunAsync(StepContext context);
}

/// <summary>The help texts of a step's subcommand.</summary>
/// <param name="What">What the step does, in a sentence.</param>
/// <param name="Example">A command line that runs the step by itself.</param>
internal sealed record StepHelp(string What, string Example);
