using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Queue.Children;

/// <summary>Decides, from what a run folder says, what to do with a data set that is to be run, and how an attempt ended. A pure function.</summary>
/// <remarks>
/// The run folder is the witness: its lock says whether a process still works, its status whether the run is done. So neither a process that outlived the one that watched it, nor one
/// whose end nobody saw, is repeated.
/// </remarks>
internal static class RunJudge
{
    /// <summary>Decides what to do with a data set that is to be started.</summary>
    public static RunStep Before(QueueItem item, RunLook look) => look switch
    {
        { InProgress: true } => new RunStep.Wait(),
        { Done: true } => new RunStep.End(RunOutcome.Done),
        { CanContinue: true } => new RunStep.Launch(Resume: true),
        _ => new RunStep.Launch(Resume: false),
    };

    /// <summary>Decides how an attempt ended whose process is no longer seen.</summary>
    /// <param name="process">How the process ended that was started for it; null where none was, or where it found another at work.</param>
    public static RunStep After(QueueItem item, RunLook look, RunOutcome? process) => look switch
    {
        { InProgress: true } => new RunStep.Wait(),
        { Done: true } => new RunStep.End(RunOutcome.Done),
        { ExitCode: { } code, Updated: { } when } when when >= item.Started => new RunStep.End(new RunOutcome(code, look.Message)),
        // Refused, because another process had begun to work in the folder, which was killed since.
        { ExitCode: null, Updated: { } when } when when >= item.Started && process?.ExitCode == (int)ExitCode.BadInput => new RunStep.End(RunOutcome.Interrupted),
        _ => new RunStep.End(process ?? RunOutcome.Interrupted),
    };
}
