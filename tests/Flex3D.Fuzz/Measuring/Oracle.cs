using System.Diagnostics;
using Flex3D.Stages.Faults;

namespace Flex3D.Fuzz.Measuring;

/// <summary>Reads an input and says whether the reader kept its word: it reads or refuses, with the documented exception, soon, in little memory.</summary>
public sealed class Oracle(MemoryStorage storage)
{
    /// <summary>Processor time an input may cost, ms.</summary>
    public const double LongestMilliseconds = 100;

    /// <summary>Memory that may be taken beyond the file's own size, in all, bytes.</summary>
    public const long MostBytes = 16 << 20;

    private const int Repeats = 3, MostRepeats = 30; // a machine that is busy or shared takes processor time away for a while

    /// <summary>Inputs that one reader took without complaint.</summary>
    public long Accepted { get; private set; }

    /// <summary>The longest time, ms, the least of several measurements.</summary>
    public double WorstMilliseconds { get; private set; }

    /// <summary>The most memory beyond the file's size, bytes.</summary>
    public long WorstBytes { get; private set; }

    /// <summary>What an input broke; null where it was read or refused as documented.</summary>
    /// <param name="readers">Each is judged by itself.</param>
    /// <param name="path">Where the input is put; each thread has its own.</param>
    public Finding? Judge(IReadOnlyList<Action<string>> readers, string path, byte[] input)
    {
        storage.Put(path, input);
        bool accepted = false;
        Finding? worst = null;
        foreach (Action<string> read in readers)
        {
            worst ??= Judge(read, path, input, ref accepted);
        }
        Accepted += worst is null && accepted ? 1 : 0;
        return worst;
    }

    private Finding? Judge(Action<string> read, string path, byte[] input, ref bool accepted)
    {
        long start = Stopwatch.GetTimestamp();
        Finding? escaped = Read(read, path, out bool taken, out long bytes);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (escaped is not null)
        {
            return escaped;
        }
        accepted |= taken;
        if (milliseconds > WorstMilliseconds || milliseconds > LongestMilliseconds)
        {
            milliseconds = LeastTime(read, path);
        }
        WorstMilliseconds = Math.Max(WorstMilliseconds, milliseconds);
        WorstBytes = Math.Max(WorstBytes, bytes - input.Length);
        return milliseconds > LongestMilliseconds ? new($"{milliseconds:0} ms for {input.Length} bytes", "time")
            : bytes > MostBytes + input.Length ? new($"{bytes} bytes of memory for {input.Length} bytes", "memory")
            : null;
    }

    private static Finding? Read(Action<string> read, string path, out bool accepted, out long bytes)
    {
        accepted = false;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(path);
            accepted = true;
            return null;
        }
        catch (InputException)
        {
            return null;
        }
        catch (Exception e)
        {
            string frame = new StackTrace(e, fNeedFileInfo: true).GetFrames()
                .Select(f => f.GetMethod() is { } m && m.DeclaringType?.FullName?.StartsWith("Flex3D", StringComparison.Ordinal) == true ? $"{m.DeclaringType.Name}.{m.Name}:{f.GetFileLineNumber()}" : null)
                .FirstOrDefault(name => name is not null) ?? "outside Flex3D";
            return new Finding($"{e.GetType().Name}: {e.Message} at {frame}", $"{e.GetType().Name} {frame}");
        }
        finally
        {
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static double LeastTime(Action<string> read, string path)
    {
        double least = double.MaxValue;
        for (int i = 0; i < Repeats || (i < MostRepeats && least > LongestMilliseconds); i++)
        {
            double start = ThreadClock.Milliseconds();
            _ = Read(read, path, out _, out _);
            least = Math.Min(least, ThreadClock.Milliseconds() - start);
        }
        return least;
    }
}
