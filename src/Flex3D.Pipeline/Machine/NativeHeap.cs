using System.Runtime.InteropServices;

namespace Flex3D.Pipeline.Machine;

/// <summary>The heap of the C library, on which the runtime compiles methods: what is free in it stays with the process until somebody asks.</summary>
/// <remarks>A run of hours has more methods compiled anew than one of seconds, some at once on many threads: without this some 10 MB more are resident in the end.</remarks>
internal static class NativeHeap
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly MallocTrim? Function = Find();
    private static long s_last = Environment.TickCount64;

    private delegate int MallocTrim(nuint pad);

    /// <summary>Gives free memory back to the system, which takes some milliseconds. Nothing where the library cannot.</summary>
    public static void Trim()
    {
        Interlocked.Exchange(ref s_last, Environment.TickCount64);
        Function?.Invoke(0);
    }

    /// <summary><see cref="Trim"/>, if the last time is a while ago.</summary>
    public static void TrimNowAndThen()
    {
        if (Environment.TickCount64 - Interlocked.Read(ref s_last) >= Between.TotalMilliseconds)
        {
            Trim();
        }
    }

    // Of glibc alone; other C libraries do not have it.
    private static MallocTrim? Find() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out nint library) && NativeLibrary.TryGetExport(library, "malloc_trim", out nint function)
            ? Marshal.GetDelegateForFunctionPointer<MallocTrim>(function)
            : null;
}
