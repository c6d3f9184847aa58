using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Queue.Children;

/// <summary>What a run folder says of its run, without waiting for it.</summary>
/// <param name="InProgress">Whether a process works in the folder.</param>
/// <param name="CanContinue">Whether there is a run that <c>flex3d resume</c> can continue.</param>
/// <param name="Done">Whether the run is done.</param>
/// <param name="ExitCode">The exit code with which its last process ended; null if it was killed, or works still.</param>
/// <param name="Message">Why it failed or stopped; null where it did not.</param>
/// <param name="Updated">When this was written, UTC; null if it was not.</param>
/// <param name="Process">The process that works in the folder, if it is one of this machine; null if that is not known.</param>
internal sealed record RunLook(bool InProgress, bool CanContinue, bool Done, int? ExitCode, string? Message, DateTimeOffset? Updated, int? Process)
{
    /// <summary>Looks at a folder, which need not exist.</summary>
    /// <remarks>To see whether a process works in the folder, its lock is taken and released at once.</remarks>
    /// <exception cref="Flex3D.Stages.Faults.InputException">The folder's <c>status.json</c> is damaged.</exception>
    public static RunLook At(string folder)
    {
        if (!Storage.Current.FolderExists(folder))
        {
            return new(false, false, false, null, null, null, null);
        }
        bool locked = RunLock.IsHeld(folder);
        if (!Storage.Current.FileExists(RunFolder.At(folder).SettingsFile))
        {
            return new(locked, false, false, null, null, null, null);
        }
        RunStatus status = RunFolder.At(folder).Status();
        return new(locked, RunFolder.CanContinue(folder), !locked && status.State == StepStatus.Done, locked ? null : status.ExitCode, status.Message, status.Now?.Updated,
            locked && status.Now?.Machine == Environment.MachineName ? status.Now.Process : null);
    }
}
