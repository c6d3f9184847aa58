using System.Diagnostics;

namespace Flex3D.Bench.Gpu;

/// <summary>Times work that a device does behind the caller's back: many launches between two waits.</summary>
/// <param name="wait">Waits for all that was launched.</param>
/// <param name="repeats">Measurements of which the median is told.</param>
internal sealed class DeviceStopwatch(Action wait, int repeats)
{
    private const double LeastSeconds = 0.004;
    private const int MostLaunches = 4096;

    /// <summary>Seconds of one launch, after one that nobody counts; so many launches at once that waiting and starting do not show.</summary>
    public double Seconds(Action launch)
    {
        Measure(launch, 1);
        int launches = 1;
        double seconds = Measure(launch, launches);
        while (seconds < LeastSeconds && launches < MostLaunches)
        {
            launches *= 2;
            seconds = Measure(launch, launches);
        }
        double[] measured = [.. Enumerable.Range(0, repeats).Select(_ => Measure(launch, launches)).Order()];
        return measured[measured.Length / 2] / launches;
    }

    private double Measure(Action launch, int launches)
    {
        wait();
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < launches; i++)
        {
            launch();
        }
        wait();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
