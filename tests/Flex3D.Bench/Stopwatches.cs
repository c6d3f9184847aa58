using System.Diagnostics;
using System.Numerics;

namespace Flex3D.Bench;

internal static class Stopwatches
{
    private const int Rounds = 3, MostRounds = 40;

    /// <summary>Rounds of one measurement may differ by so much.</summary>
    private const double Tolerance = 0.05;

    /// <summary>Measurements of this process that never came to rest.</summary>
    public static int Unstable { get; private set; }

    /// <summary>The middle value; of an even number of values, the upper one of the middle two.</summary>
    public static double Median(IReadOnlyCollection<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Least seconds of one call, once three rounds of calls in a row agree; the rounds before them, in which methods are still being compiled, do not count.</summary>
    /// <param name="seconds">Length of the three rounds together; each has 30 calls at least.</param>
    /// <returns>The time, and whether it came to rest within forty rounds.</returns>
    public static (double Seconds, bool Stable) Least(Action action, double seconds = 0.6)
    {
        var rounds = new Queue<double>();
        for (int round = 0; round < MostRounds; round++)
        {
            if (rounds.Count == Rounds)
            {
                rounds.Dequeue();
            }
            rounds.Enqueue(Round(action, seconds / Rounds));
            if (rounds.Count == Rounds && rounds.Max() <= (1 + Tolerance) * rounds.Min())
            {
                return (rounds.Min(), true);
            }
            Thread.Sleep(50); // the compiler's turn
        }
        Unstable++;
        return (rounds.Min(), false);
    }

    private static double Round(Action action, double seconds)
    {
        double least = double.PositiveInfinity;
        long began = Stopwatch.GetTimestamp();
        for (int call = 0; call < 30 || Stopwatch.GetElapsedTime(began).TotalSeconds < seconds; call++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return least;
    }

    /// <summary>Clock in GHz: a chain of dependent additions takes one cycle each.</summary>
    public static double ClockGigahertz()
    {
        const int Steps = 4_000_000;
        long sum = 1;
        (double seconds, _) = Least(() =>
        {
            long x = sum;
            for (int i = 0; i < Steps; i += 8)
            {
                x += x >> 63; x ^= i; x += x >> 63; x ^= i;
            }
            sum = x;
        }, 0.3);
        // Each half step is shift, add, xor: three dependent cycles; two half steps in a turn.
        return Steps / 8 * 6 / seconds * 1e-9;
    }

    /// <summary>Bytes a nanosecond that one core reads in order from an array of that many floats, read again and again.</summary>
    public static double ReadBytesPerNanosecond(int floats)
    {
        float[] data = new float[floats];
        float kept = 0;
        (double seconds, _) = Least(() =>
        {
            Vector<float> a = default, b = default;
            ReadOnlySpan<Vector<float>> all = System.Runtime.InteropServices.MemoryMarshal.Cast<float, Vector<float>>(data);
            for (int i = 0; i + 1 < all.Length; i += 2)
            {
                a += all[i];
                b += all[i + 1];
            }
            kept += Vector.Sum(a + b);
        }, 0.3);
        GC.KeepAlive(kept);
        return 4.0 * floats / seconds * 1e-9;
    }
}
