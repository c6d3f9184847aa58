using System.Diagnostics;
using System.Globalization;

namespace Flex3D.Pipeline.Machine;

/// <summary>The memory of this process.</summary>
internal static class ProcessMemory
{
    private const string Label = "VmHWM:";

    /// <summary>Gives the memory of what is garbage back to the system, which the collector does only by and by; some milliseconds.</summary>
    public static void Release()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
    }

    /// <summary>Collects what a step, or a stretch of prep, has left: by the step, not by what has been allocated, memory does not depend on how many there are.</summary>
    public static void Tidy()
    {
        GC.Collect(1);
        NativeHeap.TrimNowAndThen();
    }

    /// <summary>The most memory that was resident at once so far, in bytes: Linux's VmHWM, elsewhere the peak working set.</summary>
    public static long PeakResidentBytes()
    {
        if (OperatingSystem.IsLinux())
        {
            string? line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Label, StringComparison.Ordinal));
            if (line is not null && long.TryParse(line[Label.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.Integer, CultureInfo.InvariantCulture, out long kibibytes))
            {
                return kibibytes << 10;
            }
        }
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
