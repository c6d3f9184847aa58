using System.Globalization;
using Flex3D.Pipeline.Cluster.Dealing;
using Flex3D.Pipeline.Cluster.Seats;

namespace Flex3D.Bench.Cluster;

/// <summary>A simulation of a step on many one-core workers, by the real <see cref="DealingRule"/>, from times and sizes that were measured: where the head or its network becomes the limit.</summary>
internal static class ScaleBench
{
    private const int ShardParticles = 16;

    /// <summary>Bytes of a value of a sum, as <c>cluster-packing</c> measures it.</summary>
    private const double PackedSum = 5;

    /// <param name="Wire">Seconds of the head's processor for a byte that it receives.</param>
    /// <param name="Shard">Seconds of the head's processor for a shard, however small.</param>
    /// <param name="Network">Bytes a second of the head's network.</param>
    /// <param name="Threads">Threads of the head that take in results at once; adding up is done by one.</param>
    /// <param name="Sum">Seconds to add a value of a gradient to the sums.</param>
    private sealed record Head(double Wire, double Shard, double Network, int Threads, double Sum);

    /// <param name="Name">What it is.</param>
    /// <param name="Shards">Shards of a step.</param>
    /// <param name="Seconds">Seconds of a worker for a shard.</param>
    /// <param name="Result">Values of a shard's gradient.</param>
    /// <param name="Model">Bytes of a model that changes with each step.</param>
    /// <param name="Commit">Seconds of the commit.</param>
    /// <param name="Sums">Whether workers add up the gradients of several shards.</param>
    private sealed record Work(string Name, int Shards, double Seconds, long Result, long Model, double Commit, bool Sums = false);

    /// <summary>Simulates, and tells.</summary>
    /// <param name="perVoxel">Seconds of one core for a voxel of one image, forward and adjoint: <c>flex3d-bench operators</c> measures it.</param>
    public static async Task RunAsync(double perVoxel)
    {
        WireBench.Costs wire = await WireBench.RunAsync();
        var head = new Head(wire.PerMegabyte / 2e6, wire.PerResult / 2, 1.25e9, 2, 1e-9);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"head: {head.Wire * 1e9:0.00} ns a byte received and {head.Shard * 1e6:0} µs a shard on {head.Threads} threads, 10 Gb/s, {head.Sum * 1e9:0.0} ns a value added; {perVoxel * 1e9:0} ns a voxel and image"));
        Console.WriteLine($"{"",-62} {"8",8} {"32",8} {"128",8}   efficiency: time of one worker / (N × time of N)");
        foreach (Work work in Works(perVoxel))
        {
            double one = Step(work, head, 1);
            Console.WriteLine($"{work.Name,-62} {string.Join(' ', new[] { 8, 32, 128 }.Select(n => (one / (n * Step(work, head, n))).ToString("0.00", CultureInfo.InvariantCulture).PadLeft(8)))}");
        }
    }

    // A mask fills a tenth of the box. A training shard searches each latent with some 30 projections and adjoints, a pass of a reconstruction makes one of each for two maps.
    private static IEnumerable<Work> Works(double perVoxel)
    {
        foreach (int box in new[] { 128, 256 })
        {
            long voxels = (long)box * box * box / 10;
            double image = voxels * perVoxel;
            foreach (int particles in new[] { 100_000, 10_000_000 })
            {
                yield return new($"box {box}, {particles:N0} particles: a pass", (particles + ShardParticles - 1) / ShardParticles, 2 * ShardParticles * image, 2 * voxels, 8 * voxels, voxels * 50e-9, Sums: true);
                yield return new($"box {box}, {particles:N0} particles: a pass, sums one by one", (particles + ShardParticles - 1) / ShardParticles, 2 * ShardParticles * image, 2 * voxels, 8 * voxels, voxels * 50e-9);
            }
            yield return new($"box {box}: a minibatch of 500, flow", (500 + ShardParticles - 1) / ShardParticles, 30 * ShardParticles * image, 60_000, 240_000, 0.01);
            yield return new($"box {box}: a minibatch of 500, map", (500 + ShardParticles - 1) / ShardParticles, 30 * ShardParticles * image, 2 * voxels, 8 * voxels, voxels * 50e-9);
        }
    }

    // The workers compute; the head's network takes one result after the other; some threads read them, and one adds them up.
    private static double Step(Work work, Head head, int workers)
    {
        var ends = new PriorityQueue<(int Worker, int Shards), double>();
        GroupRule rule = work.Sums ? new SeatRules().Groups : new(1, 1, 1);
        int[] has = new int[workers];
        double[] free = new double[workers];
        double network = 0, sum = 0;
        double[] reads = new double[head.Threads];
        int left = work.Shards;
        double sent = 0;
        for (int i = 0; i < workers; i++)
        {
            free[i] = sent += work.Model / head.Network;
        }
        double last = 0;
        void DealAll(double now)
        {
            while (left > 0 && DealingRule.Next([.. has.Select(count => new WorkerLoad(1, count, work.Seconds))], left) is >= 0 and var next)
            {
                int together = DealingRule.Together(rule, work.Seconds, left, workers);
                free[next] = Math.Max(now, free[next]) + together * work.Seconds;
                has[next]++;
                left -= together;
                ends.Enqueue((next, together), free[next]);
            }
        }
        DealAll(0);
        while (ends.TryDequeue(out (int Worker, int Shards) done, out double end))
        {
            double bytes = (done.Shards > 1 ? PackedSum : sizeof(float)) * work.Result;
            network = Math.Max(end, network) + bytes / head.Network;
            int reader = Array.IndexOf(reads, reads.Min());
            reads[reader] = Math.Max(network, reads[reader]) + head.Shard + bytes * head.Wire;
            sum = Math.Max(reads[reader], sum) + work.Result * head.Sum;
            last = Math.Max(last, sum);
            has[done.Worker]--;
            DealAll(reads[reader]);
        }
        return last + work.Commit;
    }
}
