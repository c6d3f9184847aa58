using System.Globalization;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Tests;

namespace Flex3D.Bench;

/// <summary>What actors, dataflow, ledger, checkpoints and status cost a training epoch: the program against a bare loop over the same work, in turns.</summary>
internal static class OverheadBench
{
    private const int Box = 64;
    private const int Epochs = 3;

    private static readonly (string Name, string Settings)[] Ways =
    [
        ("as set by default (a checkpoint an epoch, and each 10 minutes)", ""),
        ("a checkpoint every 10 steps, too", "safety: {checkpointSteps: 10}"),
    ];

    /// <param name="pairs">Pairs of runs, with and without, for each way of setting checkpoints.</param>
    /// <param name="particles">Particles of an epoch.</param>
    public static async Task RunAsync(int pairs, int particles)
    {
        string folder = Directory.CreateTempSubdirectory("flex3d-overhead-").FullName;
        try
        {
            await MeasureAsync(folder, pairs, particles);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string folder, int pairs, int particles)
    {
        string structures = Path.Combine(Repository.Root, "pipelines", "structures"), prepared = Path.Combine(folder, "prepared");
        await RunAsync(folder, "prepared", new TimedTraining(bare: true), $$"""
            simulate: {structures: ["{{structures}}/adk_open.pdb.gz", "{{structures}}/adk_closed.pdb.gz"], particles: {{particles}}, box: {{Box}}, pixelSize: 1.5, snr: 0.1}
            prep:
            mesh:
            """);
        string train = $"from: {prepared}\ntrain: {{epochs: {Epochs}, warmUpEpochs: 2}}\n";
        Console.WriteLine($"{particles} particles of {Box} pixels, {Environment.ProcessorCount} threads, {Epochs} epochs and the closing one");
        foreach (bool bare in new[] { true, false })
        {
            await RunAsync(folder, "warm", new TimedTraining(bare), train); // both compiled, and the stack in the page cache
        }
        List<(double Time, double Work)>[] ratios = [.. Ways.Select(_ => new List<(double, double)>())];
        for (int pair = 0; pair < pairs; pair++)
        {
            for (int way = 0; way < Ways.Length; way++)
            {
                // In turns, and the other way round each time, so that a machine that slows down or warms up favours neither.
                bool[] order = (pair + way) % 2 == 0 ? [true, false] : [false, true];
                var seconds = new Dictionary<bool, TimedTraining>();
                foreach (bool bare in order)
                {
                    seconds[bare] = new TimedTraining(bare);
                    await RunAsync(folder, "run", seconds[bare], train + Ways[way].Settings + "\n");
                }
                ratios[way].Add((seconds[false].Epochs.Sum() / seconds[true].Epochs.Sum(), seconds[false].Work / seconds[true].Work));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  pair {pair + 1}, {Ways[way].Name}: epochs of {Join(seconds[false].Epochs)} s, bare {Join(seconds[true].Epochs)} s, ratio {ratios[way][^1].Time:0.000}, of processor time {ratios[way][^1].Work:0.000}"));
            }
        }
        for (int way = 0; way < Ways.Length; way++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Ways[way].Name}: median ratio {Median(ratios[way].Select(r => r.Time)):0.000}, of processor time {Median(ratios[way].Select(r => r.Work)):0.000}, of {pairs} pairs"));
        }
    }

    private static async Task RunAsync(string folder, string name, TimedTraining steps, string pipeline)
    {
        string path = Path.Combine(folder, name + ".yaml"), run = Path.Combine(folder, name);
        File.WriteAllText(path, pipeline);
        if (Directory.Exists(run))
        {
            Directory.Delete(run, recursive: true);
        }
        using var console = new StringWriter();
        ExitCode code = await new PipelineRunner(steps, TextWriter.Synchronized(console), steps).RunAsync(PipelineFile.Load(path, null), run, CancellationToken.None);
        if (code != ExitCode.Done)
        {
            throw new InvalidOperationException($"a run ended with {code}:\n{console}");
        }
    }

    private static string Join(IEnumerable<double> seconds) => string.Join(' ', seconds.Select(s => s.ToString("0.00", CultureInfo.InvariantCulture)));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : 0.5 * (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]);
    }
}
