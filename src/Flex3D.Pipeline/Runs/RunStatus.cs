namespace Flex3D.Pipeline.Runs;

/// <summary>The content of <c>status.json</c>: how far a run is.</summary>
/// <param name="State">As in <see cref="StepStatus"/>, of the whole run.</param>
/// <param name="Steps">Of each step the pipeline has, by its name in the pipeline file.</param>
/// <param name="Message">Why it failed, in a sentence; null while all is well.</param>
/// <param name="ExitCode">What the process returned; null while it runs.</param>
/// <param name="Now">What the process is doing, or did last.</param>
internal sealed record RunStatus(string State, SortedDictionary<string, StepStatus> Steps, string? Message = null, int? ExitCode = null, RunActivity? Now = null)
{
    /// <summary>This status with another of one step.</summary>
    public RunStatus With(string step, StepStatus status) => this with { Steps = new(Steps, StringComparer.Ordinal) { [step] = status } };

    /// <summary>Of one step; waiting where nothing is known.</summary>
    public StepStatus Of(string step) => Steps.TryGetValue(step, out StepStatus? status) ? status : new StepStatus(StepStatus.Waiting);
}
