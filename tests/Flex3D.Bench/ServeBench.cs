using System.Diagnostics;
using System.Globalization;
using Flex3D.Tests;

namespace Flex3D.Bench;

/// <summary>What <c>flex3d serve</c> costs a training beside it that is asked 200 times a second, and how long it takes to list 50 runs.</summary>
internal static class ServeBench
{
    private const int Runs = 50, Rate = 200, Together = 10;

    /// <param name="pairs">Trainings with and without requests, in turns.</param>
    public static async Task RunAsync(int pairs)
    {
        string folder = Directory.CreateTempSubdirectory("flex3d-serve-bench-").FullName, root = Directory.CreateDirectory(Path.Combine(folder, "runs")).FullName;
        string structures = Path.Combine(Repository.Root, "pipelines", "structures"), prepared = Path.Combine(folder, "prepared"), training = Path.Combine(folder, "training.yaml");
        try
        {
            File.WriteAllText(Path.Combine(folder, "prepared.yaml"), $$"""
                simulate: {structures: ["{{structures}}/adk_open.pdb.gz", "{{structures}}/adk_closed.pdb.gz"], particles: 2000, box: 48, pixelSize: 2.5, snr: 0.1}
                prep:
                mesh:
                """);
            FlexProgram.Run("run", Path.Combine(folder, "prepared.yaml"), "--out", prepared);
            File.WriteAllText(training, $"from: {prepared}\ntrain: {{epochs: 6, halves: shared}}\n");
            FlexProgram.Run("run", training, "--out", Path.Combine(root, "run-00"));
            for (int run = 1; run < Runs; run++)
            {
                FlexProgram.CopyRun(Path.Combine(root, "run-00"), Path.Combine(root, $"run-{run:00}"), _ => true);
            }
            using Process server = FlexProgram.Start("serve", "--root", root, "--port", "0");
            try
            {
                await MeasureAsync(server, training, root, pairs);
            }
            finally
            {
                server.Kill();
                await server.WaitForExitAsync();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(Process server, string training, string root, int pairs)
    {
        string? line = null;
        while (line?.StartsWith("open ", StringComparison.Ordinal) != true)
        {
            line = await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("flex3d serve ended");
        }
        using var client = new HttpClient { BaseAddress = new Uri(line[5..]) };
        double first = await AskAsync(client, "api/runs");
        double[] lists = new double[20];
        for (int i = 0; i < lists.Length; i++)
        {
            await Task.Delay(1000); // the list is looked at again
            lists[i] = await AskAsync(client, "api/runs");
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Runs} runs listed in {first:0} ms by a server that has just started, then in {Stopwatches.Median(lists):0.0} ms (at most {lists.Max():0})"));
        double[] ratios = new double[pairs];
        List<double> latencies = [];
        double asked = 0, served = 0, here = 0, bare = 0;
        Train(training, root); // warms the files up
        for (int pair = 0; pair < pairs; pair++)
        {
            double without = pair % 2 == 0 ? Train(training, root) : 0;
            using var stop = new CancellationTokenSource();
            TimeSpan before = Used(server), mine = Process.GetCurrentProcess().TotalProcessorTime;
            Task<List<double>> load = Task.Run(() => LoadAsync(client, stop.Token));
            double with = Train(training, root);
            await stop.CancelAsync();
            List<double> answers = await load;
            latencies.AddRange(answers);
            asked += with;
            served += (Used(server) - before).TotalMilliseconds / answers.Count;
            here += (Process.GetCurrentProcess().TotalProcessorTime - mine).TotalMilliseconds / answers.Count;
            without = pair % 2 == 0 ? without : Train(training, root);
            ratios[pair] = with / without;
            bare += without;
        }
        double[] sorted = [.. ratios.Order()], answered = [.. latencies.Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{answered.Length / asked:0} requests/s, {served / pairs:0.000} ms of processor time each in the server and {here / pairs:0.000} in the client; answered in {answered[answered.Length / 2]:0.0} ms, one in a hundred in {answered[answered.Length * 99 / 100]:0.0} ms or more"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a training beside it, on {Environment.ProcessorCount} cores, client included: median ratio {sorted[sorted.Length / 2]:0.000} (quartiles {sorted[sorted.Length / 4]:0.000} and {sorted[^(1 + sorted.Length / 4)]:0.000}) of {pairs} pairs, of all {asked / bare:0.000}; one takes {bare / pairs:0.0} s"));
    }

    // Asks Rate times a second, Together at once, as the pages do: mostly for the list, also for what one run shows.
    private static async Task<List<double>> LoadAsync(HttpClient client, CancellationToken stop)
    {
        string[] addresses = ["api/runs", "api/runs/run-07", "api/runs", "api/runs/run-11/training", "api/runs", "api/runs/run-13/log", "api/runs", "api/machine", "api/runs", "api/runs/run-17"];
        List<double> answers = [];
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds((double)Together / Rate));
        while (!stop.IsCancellationRequested)
        {
            answers.AddRange(await Task.WhenAll(addresses.Take(Together).Select(address => AskAsync(client, address))));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
        return answers;
    }

    // Returns the milliseconds until the whole answer was there.
    private static async Task<double> AskAsync(HttpClient client, string address)
    {
        long began = Stopwatch.GetTimestamp();
        using HttpResponseMessage answer = await client.GetAsync(new Uri(address, UriKind.Relative));
        await answer.EnsureSuccessStatusCode().Content.CopyToAsync(Stream.Null);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double Train(string training, string root)
    {
        string run = Path.Combine(root, "..", "trained");
        if (Directory.Exists(run))
        {
            Directory.Delete(run, recursive: true);
        }
        return FlexProgram.Run("run", training, "--out", run).Seconds;
    }

    private static TimeSpan Used(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }
}
