using System.Diagnostics;
using System.Globalization;
using Flex3D.Tests;

namespace Flex3D.Bench.Cluster;

/// <summary>What a cluster costs and gives: a training and a reconstruction alone on one core, with a head that leaves all to one worker of one core, and with two such workers.</summary>
/// <remarks>Processor time may be read on a busy machine; wall clock needs a core for each worker, and one for the head, which waits most of the time.</remarks>
internal static class ClusterBench
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private sealed record Cost(double Seconds, double Head, double Workers);

    /// <summary>Measures, and tells.</summary>
    /// <param name="particles">Particles of 64 pixels.</param>
    /// <param name="epochs">Epochs of training.</param>
    public static async Task RunAsync(int particles, int epochs)
    {
        string folder = Directory.CreateTempSubdirectory("flex3d-cluster-bench-").FullName, structures = Path.Combine(Repository.Root, "pipelines", "structures");
        try
        {
            string simulated = Path.Combine(folder, "simulated"), prepared = Path.Combine(folder, "prepared");
            FlexProgram.Run("simulate", "--out", simulated, "--structures", Path.Combine(structures, "adk_open.pdb.gz"), Path.Combine(structures, "adk_closed.pdb.gz"),
                "--particles", particles.ToString(CultureInfo.InvariantCulture), "--box", "64", "--pixel-size", "2", "--snr", "0.2");
            FlexProgram.Run("run", Write(folder, "prepared", $"seed: 3\nfrom: {simulated}\nprep:\nmesh:\n"), "--out", prepared);
            string trained = Path.Combine(folder, "train0");
            Console.WriteLine($"{particles} particles of 64 pixels, {epochs} epochs; {Environment.ProcessorCount} cores");
            foreach ((string what, Func<string> pipeline) in new (string, Func<string>)[]
            {
                ("train", () => $"seed: 3\nthreads: 1\nfrom: {prepared}\ntrain: {{epochs: {epochs}, warmUpEpochs: {epochs / 3}}}\n"),
                ("reconstruct", () => $"seed: 3\nthreads: 1\nfrom: {trained}\nreconstruct: {{iterations: 20}}\n"),
            })
            {
                string file = Write(folder, what, pipeline());
                Cost[] costs = [await RunAsync(file, Path.Combine(folder, what + "0"), 0), await RunAsync(file, Path.Combine(folder, what + "1"), 1), await RunAsync(file, Path.Combine(folder, what + "2"), 2)];
                Tell($"{what}, alone", costs[0]);
                Tell($"{what}, one worker", costs[1]);
                Tell($"{what}, two workers", costs[2]);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  one worker costs {100 * (costs[1].Seconds / costs[0].Seconds - 1):0.0} % of wall clock and {100 * ((costs[1].Head + costs[1].Workers) / costs[0].Head - 1):0.0} % of processor time; two are {costs[1].Seconds / costs[2].Seconds:0.00} times as fast as one"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Write(string folder, string name, string pipeline)
    {
        string path = Path.Combine(folder, name + ".yaml");
        File.WriteAllText(path, pipeline);
        return path;
    }

    private static async Task<Cost> RunAsync(string pipeline, string run, int workers)
    {
        long began = Stopwatch.GetTimestamp();
        using Process head = FlexProgram.Start(["run", pipeline, "--out", run, .. workers > 0 ? ["--cluster", "127.0.0.1", "--leave-to-workers"] : Array.Empty<string>()]);
        Process[] helpers = [.. Enumerable.Range(0, workers).Select(_ => FlexProgram.Start("worker", "--join", run, "--threads", "1"))];
        Task<string>[] said = [.. helpers.Append(head).SelectMany(process => new[] { process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync() })];
        double[] spent = new double[workers + 1];
        Process[] all = [head, .. helpers];
        while (all.Any(process => !process.HasExited))
        {
            for (int i = 0; i < all.Length; i++)
            {
                spent[i] = Spent(all[i], spent[i]);
            }
            await Task.Delay(Tick);
        }
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await Task.WhenAll(said);
        return all.All(process => process.ExitCode == 0)
            ? new Cost(seconds, spent[0], spent[1..].Sum())
            : throw new InvalidOperationException(string.Join('\n', said.Select(text => text.Result)));
    }

    private static double Spent(Process process, double before)
    {
        try
        {
            process.Refresh();
            return process.HasExited ? before : process.TotalProcessorTime.TotalSeconds;
        }
        catch (InvalidOperationException)
        {
            return before; // it ended between the two lines
        }
    }

    private static void Tell(string what, Cost cost) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-24} {cost.Seconds,7:0.0} s; processor time {cost.Head,7:0.0} s of the head, {cost.Workers,7:0.0} s of workers"));
}
