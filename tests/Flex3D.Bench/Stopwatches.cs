using System.Diagnostics;

namespace Flex3D.Bench;

internal static class Stopwatches
{
    /// <summary>Least seconds of one call in about <paramref name="seconds"/> of calls, after as long a warm-up as the compiler's tiers need.</summary>
    public static double Least(Action action, double seconds = 1.0)
    {
        double least = double.PositiveInfinity;
        long began = Stopwatch.GetTimestamp();
        for (int call = 0; call < 60 || Stopwatch.GetElapsedTime(began).TotalSeconds < seconds; call++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return least;
    }
}
