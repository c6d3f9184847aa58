using System.ComponentModel;
using System.Diagnostics;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Serving.Listing;

/// <summary>Whether the process of a run that says "running" works still.</summary>
internal static class RunPulse
{
    // The clock of a process's start is coarser than that of the status.
    private static readonly TimeSpan s_tolerance = TimeSpan.FromSeconds(2);

    /// <summary>Looks for the process by its number and, where it is none of this machine, at the lock of the folder.</summary>
    /// <remarks>
    /// A lock that is held is not disturbed by the look. One that is free is held for a moment, in which a run that starts would be refused: the caller therefore
    /// looks once for each status that a run has written, and not again.
    /// </remarks>
    public static bool Beats(RunFolder run, RunActivity? now)
    {
        bool here = now is not null && now.Machine == Environment.MachineName && IsAlive(now.Process, now.Updated);
        return here || RunLock.IsHeld(run.Path);
    }

    /// <summary>Whether a process works that was at work at a time: a younger one only has its number.</summary>
    public static bool IsAlive(int id, DateTimeOffset knownAt)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return process.StartTime.ToUniversalTime() <= knownAt.UtcDateTime + s_tolerance;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }
}
