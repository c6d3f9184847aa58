using System.Diagnostics;
using System.Numerics;

namespace Flex3D.Bench;

internal static class Stopwatches
{
    /// <summary>Least seconds of one call in <paramref name="seconds"/> of calls (100 at least), after a pause for the compiler's last tier.</summary>
    public static double Least(Action action, double seconds = 0.6)
    {
        for (int call = 0; call < 40; call++)
        {
            action();
        }
        Thread.Sleep(200);
        double least = double.PositiveInfinity;
        long began = Stopwatch.GetTimestamp();
        for (int call = 0; call < 100 || Stopwatch.GetElapsedTime(began).TotalSeconds < seconds; call++)
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
        double seconds = Least(() =>
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
        double seconds = Least(() =>
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
