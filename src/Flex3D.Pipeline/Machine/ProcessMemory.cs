using System.Diagnostics;
using System.Globalization;

namespace Flex3D.Pipeline.Machine;

/// <summary>Measures the memory of this process and gives unused memory back to the system.</summary>
internal static class ProcessMemory
{
    private const string Label = "VmHWM:";

    /// <summary>Collects all garbage and gives its memory back to the system at once, which the collector alone does only gradually. Takes some milliseconds.</summary>
    public static void Release()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
    }

    /// <summary>Collects the garbage of a step, or of a part of prep. As it is called at fixed points of the work, and not by the amount allocated, memory does not grow with the number of steps.</summary>
    public static void Tidy()
    {
        GC.Collect(1);
        NativeHeap.TrimNowAndThen();
    }

    /// <summary>Returns the peak resident memory so far, in bytes: Linux's VmHWM, elsewhere the peak working set.</summary>
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
