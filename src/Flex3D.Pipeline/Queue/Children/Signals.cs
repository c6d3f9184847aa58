using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Flex3D.Pipeline.Queue.Children;

/// <summary>Asks a process to end in order.</summary>
internal static class Signals
{
    private const int Terminate = 15; // SIGTERM

    /// <summary>Sends SIGTERM; on Windows, which has no such signal, ends the process, whose run continues later from its last checkpoint.</summary>
    public static void AskToStop(Process process)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                process.Kill();
            }
            else if (!process.HasExited)
            {
                _ = Kill(process.Id, Terminate); // it may have ended meanwhile
            }
        }
        catch (Exception ended) when (ended is InvalidOperationException or Win32Exception)
        {
            return; // it has ended, or may not be asked: then its lock is waited for
        }
    }

    /// <summary>Sends SIGTERM to a process that another process started; does nothing if the number belongs to a process that is younger than what is known of it.</summary>
    /// <param name="id">Number of the process.</param>
    /// <param name="knownAt">A time at which it was seen at work.</param>
    public static void AskToStop(int id, DateTimeOffset knownAt)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            if (process.StartTime.ToUniversalTime() <= knownAt.UtcDateTime)
            {
                AskToStop(process);
            }
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return; // it has ended
        }
    }

    [DllImport("libc", EntryPoint = "kill", ExactSpelling = true)]
    private static extern int Kill(int process, int signal);
}
