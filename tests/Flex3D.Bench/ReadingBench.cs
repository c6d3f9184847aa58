using System.Diagnostics;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Priors;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Bench;

/// <summary>What reading costs: flow steps from the files that prep left against the same from memory, and the rate of the order of reading.</summary>
/// <remarks>One thread, nothing overlapped, the files in the page cache: the graph, which reads ahead, hides more. The two take turns, step by step.</remarks>
internal static class ReadingBench
{
    private const int Count = 1000, Box = 64, WarmUp = 4;

    public static int Run()
    {
        using var particles = new BenchParticles(Count, Box, 2.5);
        string pipeline = particles["reading.yaml"], run = particles["run"];
        File.WriteAllLines(pipeline, [$"inputs: {{ particles: {particles.Star}, map: {particles.Map}, mask: {particles.Mask} }}", "prep: {}", "mesh: {}"]);
        FlexProgram.Run("run", pipeline, "--out", run);
        string prep = Path.Combine(run, "prep");
        using ParticleTable table = ParticleTableReader.OpenRows(Path.Combine(prep, "particles.bin"));
        using WhiteNoise noise = WhiteNoise.Open(Path.Combine(prep, "normalisation.bin"), table.Count);
        using var disk = PreparedParticles.Open(table, Path.Combine(prep, "particles.mrcs"), noise, Box);
        var options = new TrainingOptions { BatchSize = 50, HeldOut = 0, FlowPriors = PriorStrengths.None.With(RigidityPrior.Name, 0.2) };
        Rates(disk, options);
        var problem = Problem(run, particles.Map, out DensityMap map);
        (double wall, double processor) = Steps(problem, options, map, disk, new MemorySource(table, Prepared(disk, table.Count)), particles["swap"]);
        Console.WriteLine($"a step from disk takes {wall:f3} times the time of one from memory, and {processor:f3} times its processor time");
        return processor < 1.1 ? 0 : 1; // which other programs on the machine do not change
    }

    private static void Rates(PreparedParticles disk, TrainingOptions options)
    {
        var images = new ImageBatch(disk.Box, 16);
        var permutation = new CounterPermutation(Count, 1, 99, 0);
        int[] table = [.. Enumerable.Range(0, Count)], shuffled = Array.ConvertAll(table, i => permutation[i]);
        foreach ((string name, int[] order) in new[] { ("table", table), ("epoch", [.. EpochPlan.Create(Count, options, 0).SelectMany(step => step.Particles)]), ("shuffled", shuffled) })
        {
            (double seconds, _) = Stopwatches.Least(() =>
            {
                for (int i = 0; i + 16 <= order.Length; i += 16)
                {
                    disk.Read(order.AsSpan(i, 16), images);
                }
            });
            double rate = order.Length / 16 * 16 / seconds;
            Console.WriteLine($"read in the order of the {name,-9} {rate,10:f0} images/s {rate * disk.Box * disk.Box * 4 / 1e6,8:f0} MB/s");
        }
    }

    private static EngineProblem Problem(string run, string mapPath, out DensityMap map)
    {
        DensityMap mask = MrcMap.Read(Path.Combine(run, "prep", "mask.mrc"));
        map = MrcMap.Read(mapPath);
        TetrahedralMesh mesh = MeshFile.Read(Path.Combine(run, "mesh", "mesh.json"));
        return new EngineProblem(mask.Box, mask.PixelSizeAngstrom, mesh, VoxelBinder.Bind(mesh, mask), new FlowArchitecture(2, 6, 64, mesh.VertexCount, anchored: true));
    }

    // A step from disk over the same from memory: medians of wall and processor time over the steps of an epoch, without the first few.
    private static (double Wall, double Processor) Steps(EngineProblem problem, TrainingOptions options, DensityMap map, ImageSource disk, ImageSource memory, string swap)
    {
        using var engine = new SimdEngine();
        var ratios = new List<(double Wall, double Processor)>();
        using ParticleState first = new(Count, ParticleColumns.OfRun(2), swap + 1, mostInMemory: 0), second = new(Count, ParticleColumns.OfRun(2), swap + 2);
        TrainingSession fromDisk = BenchSession.Create(problem, options, map, disk, first), fromMemory = BenchSession.Create(problem, options, map, memory, second);
        TrainingBuffer buffer = fromDisk.CreateBuffer();
        using TrainingWorker worker = fromDisk.CreateWorker(engine);
        for (int step = 0; step < fromDisk.Steps.Count; step++)
        {
            bool diskFirst = step % 2 == 0;
            (double Wall, double Processor) one = Step(diskFirst ? fromDisk : fromMemory, step, buffer, worker), two = Step(diskFirst ? fromMemory : fromDisk, step, buffer, worker);
            (var a, var b) = diskFirst ? (one, two) : (two, one);
            if (step >= WarmUp)
            {
                ratios.Add((a.Wall / b.Wall, a.Processor / b.Processor));
            }
        }
        return (Median(ratios.Select(ratio => ratio.Wall)), Median(ratios.Select(ratio => ratio.Processor)));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static (double Wall, double Processor) Step(TrainingSession session, int step, TrainingBuffer buffer, TrainingWorker worker)
    {
        long began = Stopwatch.GetTimestamp();
        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        for (int shard = 0; shard < session.Steps[step].ShardCount(session.Options.ShardSize); shard++)
        {
            session.Read(step, shard, buffer);
            session.Transform(buffer);
            session.Infer(buffer, worker);
            session.Accumulate(buffer, worker);
            session.Reduce(buffer.Result());
        }
        session.Commit(step);
        double wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
        self.Refresh();
        return (wall, (self.TotalProcessorTime - before).TotalSeconds);
    }

    // The prepared images at unit noise.
    private static float[][] Prepared(PreparedParticles disk, int count)
    {
        var batch = new ImageBatch(disk.Box, 1);
        return [.. Enumerable.Range(0, count).Select(particle =>
        {
            disk.Read([particle], batch);
            batch.Scalings[0].Apply(batch.Pixels);
            return batch.Pixels.ToArray();
        })];
    }
}
