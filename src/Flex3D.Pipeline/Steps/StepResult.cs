namespace Flex3D.Pipeline.Steps;

/// <summary>Describes a file or folder that a step writes, for the summary of a run.</summary>
/// <param name="File">Its path in the run folder, with / between folders.</param>
/// <param name="What">What it holds, for the list of files; null for a file that is not listed.</param>
internal sealed record StepResult(string File, string? What)
{
    /// <summary>The picture's heading and caption on the page <c>report.html</c>; null for a file that is not shown there.</summary>
    public (string Heading, string Caption)? Shown { get; init; }
}
