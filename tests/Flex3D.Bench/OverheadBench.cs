using System.Globalization;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runner;
using Flex3D.Stages.Faults;
using Flex3D.Tests;

namespace Flex3D.Bench;

/// <summary>What actors, dataflow, ledger, checkpoints and status cost training: the program against a bare loop over the same work, epoch by epoch in turns.</summary>
internal static class OverheadBench
{
    private const int Box = 64, WarmUp = 4;

    private static readonly (string Name, string Settings)[] Ways =
    [
        ("as set by default (a checkpoint an epoch, and each 10 minutes)", ""),
        ("a checkpoint every 10 steps, too", "safety: {checkpointSteps: 10}"),
    ];

    /// <param name="pairs">Pairs of turns, with and without, for each way of setting checkpoints; a turn is a map and a flow epoch.</param>
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
        await RunAsync(folder, "prepared", $$"""
            simulate: {structures: ["{{structures}}/adk_open.pdb.gz", "{{structures}}/adk_closed.pdb.gz"], particles: {{particles}}, box: {{Box}}, pixelSize: 1.5, snr: 0.1}
            prep:
            mesh:
            """);
        Console.WriteLine($"{particles} particles of {Box} pixels, {Environment.ProcessorCount} threads; a turn is a map and a flow epoch");
        foreach ((string name, string settings) in Ways)
        {
            List<TimedTraining.Turn> turns = await RunAsync(folder, "run", $"from: {prepared}\ntrain: {{epochs: {WarmUp + 4 * pairs}, warmUpEpochs: {WarmUp}, halves: shared}}\n{settings}\n");
            (TimedTraining.Turn With, TimedTraining.Turn Without)[] all = [.. turns.Chunk(2).Select(pair => pair[0].Bare ? (pair[1], pair[0]) : (pair[0], pair[1]))];
            Console.WriteLine(name);
            Tell("wall clock", turn => turn.Seconds);
            Tell("processor time", turn => turn.Work);

            void Tell(string what, Func<TimedTraining.Turn, double> of)
            {
                double[] ratios = [.. all.Select(pair => of(pair.With) / of(pair.Without)).Order()];
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what}: median ratio {Median(ratios):0.000} (quartiles {ratios[ratios.Length / 4]:0.000} and {ratios[^(1 + ratios.Length / 4)]:0.000}) of {pairs} pairs; of all turns {all.Sum(pair => of(pair.With)) / all.Sum(pair => of(pair.Without)):0.000}; a bare turn takes {Median([.. all.Select(pair => of(pair.Without)).Order()]):0.00} s"));
            }
        }
    }

    private static async Task<List<TimedTraining.Turn>> RunAsync(string folder, string name, string pipeline)
    {
        string path = Path.Combine(folder, name + ".yaml"), run = Path.Combine(folder, name);
        File.WriteAllText(path, pipeline);
        if (Directory.Exists(run))
        {
            Directory.Delete(run, recursive: true);
        }
        var steps = new TimedTraining();
        using var console = new StringWriter();
        ExitCode code = await new PipelineRunner(steps.Catalogue, TextWriter.Synchronized(console), new PlainProgress(TextWriter.Null)).RunAsync(PipelineFile.Load(path, null), run, CancellationToken.None);
        return code == ExitCode.Done ? steps.Turns : throw new InvalidOperationException($"a run ended with {code}:\n{console}");
    }

    private static double Median(double[] sorted) =>
        sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : 0.5 * (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]);
}
