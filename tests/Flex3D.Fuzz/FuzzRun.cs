using System.Collections.Concurrent;
using System.Diagnostics;
using Flex3D.Fuzz.Measuring;
using Flex3D.Fuzz.Mutation;
using Flex3D.Fuzz.Targets;

namespace Flex3D.Fuzz;

/// <summary>Many inputs of one format, each judged.</summary>
public static class FuzzRun
{
    private const int HangSeconds = 20;
    private const int Named = 25;

    /// <summary>Reads inputs <paramref name="from"/> … <paramref name="from"/> + <paramref name="count"/> − 1 and returns what they showed.</summary>
    /// <param name="found">Told of the first input of each defect.</param>
    public static FuzzFigures Run(IFuzzTarget target, MemoryStorage storage, ulong from, long count, int threads, Action<ulong, byte[], Finding> found)
    {
        long start = Stopwatch.GetTimestamp();
        var oracles = new Oracle[threads];
        var seen = new ConcurrentDictionary<string, ulong>();
        long findings = 0, next = -1;
        ulong[] current = new ulong[threads];
        long[] began = new long[threads];
        using var watch = new Timer(_ => StopIfHung(target, current, began), null, 1000, 1000);
        void Work(int thread)
        {
            Oracle oracle = oracles[thread] = new Oracle(storage);
            string path = $"/fuzz/{thread}/{target.FileName}";
            for (long i; (i = Interlocked.Increment(ref next)) < count;)
            {
                ulong number = current[thread] = from + (ulong)i;
                byte[] input = target.Mutate(new FuzzRandom(number));
                Volatile.Write(ref began[thread], Stopwatch.GetTimestamp());
                Finding? finding = oracle.Judge(target.Readers, path, input);
                Volatile.Write(ref began[thread], 0);
                if (finding is not null)
                {
                    Interlocked.Increment(ref findings);
                    if (seen.Count < Named && seen.TryAdd(finding.Where, number))
                    {
                        found(number, input, finding);
                    }
                }
            }
        }
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(thread => new Thread(() => Work(thread)))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        return new FuzzFigures(
            target.Name, count, Stopwatch.GetElapsedTime(start).TotalSeconds, oracles.Sum(o => o.Accepted), findings, seen.Count, oracles.Max(o => o.WorstMilliseconds), oracles.Max(o => o.WorstBytes));
    }

    // A reader that never returns cannot be stopped from inside: say which input it was, and end.
    private static void StopIfHung(IFuzzTarget target, ulong[] current, long[] began)
    {
        for (int i = 0; i < began.Length; i++)
        {
            if (Volatile.Read(ref began[i]) is not 0 and var since && Stopwatch.GetElapsedTime(since).TotalSeconds > HangSeconds)
            {
                Console.Error.WriteLine($"{target.Name} --seed {current[i]}: no answer for {HangSeconds} s");
                Environment.Exit(1);
            }
        }
    }
}
