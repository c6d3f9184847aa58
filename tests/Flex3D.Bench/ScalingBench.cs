using Flex3D.Stages.Engine.Convection;

namespace Flex3D.Bench;

/// <summary>Forward and adjoint with one image a thread: what a second core adds.</summary>
internal static class ScalingBench
{
    public static void Run()
    {
        Console.WriteLine($"{"case",-27} {"threads",7} {"ns/voxel/image",14} {"speed-up",8}");
        foreach (Case c in OperatorBench.Cases())
        {
            double alone = 0;
            foreach (int threads in new[] { 1, 2 })
            {
                double seconds = OnThreads(c, threads);
                alone = threads == 1 ? seconds : alone;
                Console.WriteLine($"{c.Name,-27} {threads,7} {seconds * 1e9 / c.Values.Length,14:f2} {alone / seconds,8:f2}");
            }
        }
    }

    /// <summary>Seconds per image, all threads together: the least of five rounds.</summary>
    private static double OnThreads(Case c, int threads)
    {
        int images = Math.Max(4, 12_000_000 / c.Values.Length);
        double least = double.PositiveInfinity;
        for (int round = 0; round < 6; round++)
        {
            using var start = new Barrier(threads + 1);
            Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() => Work(c, images, start)))];
            Array.ForEach(workers, w => w.Start());
            start.SignalAndWait();
            long began = System.Diagnostics.Stopwatch.GetTimestamp();
            Array.ForEach(workers, w => w.Join());
            least = Math.Min(least, System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds / (images * threads));
        }
        return least;
    }

    private static void Work(Case c, int images, Barrier start)
    {
        int n = c.Box;
        var scratch = new SplatScratch();
        float[] image = new float[n * n], map = new float[c.Values.Length], x = new float[c.Px.Length], y = new float[c.Px.Length];
        ConvectionProjection.Project(c.Plan, c.Values, c.Px, c.Py, n, image, scratch);
        start.SignalAndWait();
        for (int i = 0; i < images; i++)
        {
            ConvectionProjection.Project(c.Plan, c.Values, c.Px, c.Py, n, image, scratch);
            ConvectionProjection.AdjointBoth(c.Plan, c.Values, c.Px, c.Py, image, n, map, x, y, scratch);
        }
    }
}
