using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Flex3D.Fuzz.Measuring;

/// <summary>Processor time of the calling thread, so that what else the machine does is not blamed on a reader.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID

    /// <summary>Milliseconds since some moment; elapsed time where the system does not count a thread's.</summary>
    public static double Milliseconds() => OperatingSystem.IsLinux() && GetTime(ThreadCpuTime, out TimeSpec time) == 0
        ? time.Seconds * 1e3 + time.Nanoseconds * 1e-6
        : Stopwatch.GetTimestamp() * 1e3 / Stopwatch.Frequency;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
