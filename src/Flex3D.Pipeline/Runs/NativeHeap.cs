using System.Runtime.InteropServices;

namespace Flex3D.Pipeline.Runs;

/// <summary>The heap of the C library, on which the runtime compiles methods: what is free in it stays with the process until somebody asks.</summary>
/// <remarks>A run of hours has more methods compiled anew than one of seconds, some at once on many threads: without this some 10 MB more are resident in the end.</remarks>
internal static class NativeHeap
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private static readonly MallocTrim? Function = Find();
    private static long s_last = Environment.TickCount64;

    private delegate int MallocTrim(nuint pad);

    /// <summary>Gives free memory back to the system; at most once a second, as it takes about a millisecond. Nothing where the library cannot.</summary>
    public static void Trim()
    {
        long now = Environment.TickCount64;
        if (Function is not null && now - Interlocked.Read(ref s_last) >= Between.TotalMilliseconds)
        {
            Interlocked.Exchange(ref s_last, now);
            Function(0);
        }
    }

    // Of glibc alone; other C libraries do not have it.
    private static MallocTrim? Find() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out nint library) && NativeLibrary.TryGetExport(library, "malloc_trim", out nint function)
            ? Marshal.GetDelegateForFunctionPointer<MallocTrim>(function)
            : null;
}
