namespace Flex3D.Pipeline.Runs;

/// <summary>The content of <c>status.json</c>: the status of a run and of its steps.</summary>
/// <param name="State">State of the whole run, one of those of <see cref="StepStatus"/>.</param>
/// <param name="Steps">Status of each step of the pipeline, by the step's name in the pipeline file.</param>
/// <param name="Message">Why the run failed or stopped, in a sentence; null otherwise.</param>
/// <param name="ExitCode">Exit code of the process; null while it runs.</param>
/// <param name="Now">Activity of the process, or its last one.</param>
internal sealed record RunStatus(string State, SortedDictionary<string, StepStatus> Steps, string? Message = null, int? ExitCode = null, RunActivity? Now = null)
{
    /// <summary>Returns this status with another status of one step.</summary>
    public RunStatus With(string step, StepStatus status) => this with { Steps = new(Steps, StringComparer.Ordinal) { [step] = status } };

    /// <summary>Returns the status of one step; <c>waiting</c> if none is recorded.</summary>
    public StepStatus Of(string step) => Steps.TryGetValue(step, out StepStatus? status) ? status : new StepStatus(StepStatus.Waiting);
}
