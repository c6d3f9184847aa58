namespace Flex3D.Pipeline.Queue.Children;

/// <summary>What comes next in an attempt to run a data set.</summary>
internal abstract record RunStep
{
    private RunStep()
    {
    }

    /// <summary>Wait for a process that works in the run folder.</summary>
    public sealed record Wait : RunStep;

    /// <summary>Start a process.</summary>
    /// <param name="Resume">Whether it continues a run; otherwise it begins one.</param>
    public sealed record Launch(bool Resume) : RunStep;

    /// <summary>The attempt has ended.</summary>
    public sealed record End(RunOutcome Outcome) : RunStep;
}
