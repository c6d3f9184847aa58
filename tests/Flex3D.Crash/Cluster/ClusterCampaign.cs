using System.Diagnostics;

namespace Flex3D.Crash.Cluster;

/// <summary>Runs with workers that are killed, stopped and cut off at random, compared with one that no worker helped.</summary>
public static class ClusterCampaign
{
    private const int ToldEvery = 10;

    /// <summary>Runs schedules.</summary>
    /// <param name="count">How many, from <paramref name="first"/> on.</param>
    /// <returns>For each run that ended otherwise: what is wrong, and the command that repeats it.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(ulong seed, int first, int count, TimeSpan limit, TextWriter output)
    {
        long began = Stopwatch.GetTimestamp();
        string folder = Directory.CreateTempSubdirectory("flex3d-cluster-").FullName;
        ClusterWorld world = await ClusterWorld.CreateAsync(folder, limit);
        await output.WriteLineAsync($"{world.Expected.Count} result files, an undisturbed run in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s with its data; {(world.Cuts ? "the network is cut, too" : "the network cannot be cut here")}");
        List<ClusterOutcome> outcomes = [];
        List<string> failures = [];
        int streams = 0;
        for (int number = first; number < first + count; number++)
        {
            string run = Path.Combine(folder, $"run{number}");
            ClusterOutcome outcome;
            var schedule = ClusterSchedule.Of(seed, number, world.Cuts);
            streams += schedule.Streams.Count(does => does);
            using (var attempt = new ClusterRun(world, schedule, run, limit))
            {
                outcome = await attempt.RunAsync();
            }
            outcomes.Add(outcome); // its processes are gone: one may still have written into the folder
            if (outcome.Faults.Count == 0)
            {
                Directory.Delete(run, recursive: true);
            }
            else
            {
                failures.Add($"schedule {number}, kept in {run}: {string.Join("; ", outcome.Faults)}\n  dotnet run -c Release --project tests/Flex3D.Crash -- --cluster 1 --seed {seed} --schedule {number}");
                await output.WriteLineAsync(failures[^1]);
            }
            if (outcomes.Count % ToldEvery == 0 || outcomes.Count == count)
            {
                await output.WriteLineAsync(Summary(outcomes, streams, began));
            }
        }
        if (failures.Count == 0)
        {
            File.Delete(world.Secret);
            Directory.Delete(folder, recursive: true);
        }
        return failures;
    }

    private static string Summary(List<ClusterOutcome> outcomes, int streams, long began)
    {
        string workers = string.Join(", ", outcomes.CountBy(outcome => outcome.Workers).OrderBy(entry => entry.Key).Select(entry => $"{entry.Value} with {entry.Key}"));
        string blows = string.Join(", ", Enum.GetValues<Blow>().Select(blow => $"{outcomes.Sum(outcome => outcome.Blows.GetValueOrDefault(blow))} {blow}"));
        return $"{outcomes.Count} runs ({workers} workers, of which {streams} without the files), {blows}, {outcomes.Sum(outcome => outcome.HeadKills)} kills of the head ({outcomes.Sum(outcome => outcome.TakenOver)} taken over), {outcomes.Sum(outcome => outcome.Elsewhere)} shards of workers counted, "
            + $"{outcomes.Count(outcome => outcome.Faults.Count > 0)} ended otherwise, {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s";
    }
}
