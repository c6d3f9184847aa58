using System.Runtime.InteropServices;

namespace Flex3D.Pipeline.Machine;

/// <summary>The heap of the C library, on which the runtime compiles methods. Its free memory stays with the process until it is trimmed.</summary>
/// <remarks>A run of hours recompiles more methods than one of seconds, some at once on many threads: without trimming, some 10 MB more are resident at the end.</remarks>
internal static class NativeHeap
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly MallocTrim? Function = Find();
    private static long s_last = Environment.TickCount64;

    private delegate int MallocTrim(nuint pad);

    /// <summary>Gives free memory back to the system, which takes some milliseconds. Does nothing if the library cannot.</summary>
    public static void Trim()
    {
        Interlocked.Exchange(ref s_last, Environment.TickCount64);
        Function?.Invoke(0);
    }

    /// <summary>Calls <see cref="Trim"/> if the last call was at least ten seconds ago.</summary>
    public static void TrimNowAndThen()
    {
        if (Environment.TickCount64 - Interlocked.Read(ref s_last) >= Between.TotalMilliseconds)
        {
            Trim();
        }
    }

    // Only glibc has it.
    private static MallocTrim? Find() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out nint library) && NativeLibrary.TryGetExport(library, "malloc_trim", out nint function)
            ? Marshal.GetDelegateForFunctionPointer<MallocTrim>(function)
            : null;
}
