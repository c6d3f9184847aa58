using System.Diagnostics;

namespace Flex3D.Crash;

/// <summary>Runs that are killed at random, resumed, and compared with one that nothing touched.</summary>
public static class CrashCampaign
{
    private const int ToldEvery = 100;

    /// <summary>Runs schedules until enough kills have hit.</summary>
    public static async Task<CrashReport> RunAsync(CrashOptions options, TextWriter output)
    {
        long began = Stopwatch.GetTimestamp();
        string folder = Directory.CreateTempSubdirectory("flex3d-crash-").FullName;
        CrashWorld world = await CrashWorld.CreateAsync(folder, options.Limit);
        await output.WriteLineAsync($"{world.Expected.Count} result files, an undisturbed run in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s with its data");
        List<VictimOutcome> outcomes = [];
        List<string> failures = [];
        int next = options.Schedule ?? 0;

        await Task.WhenAll(Enumerable.Range(0, options.Schedule is null ? options.AtOnce : 1).Select(_ => HuntAsync()));
        Summarise(outcomes, began, output);
        if (failures.Count == 0)
        {
            Directory.Delete(folder, recursive: true);
        }
        return new CrashReport(outcomes.Sum(outcome => outcome.Kills), outcomes.Count, failures);

        async Task HuntAsync()
        {
            while (Take() is { } number)
            {
                string run = Path.Combine(folder, $"run{number}");
                VictimOutcome outcome = await new Victim(world, CrashSchedule.Of(options.Seed, number), run, options.Limit).RunAsync();
                string? failure = outcome.Faults.Count == 0 ? null : $"schedule {number}, kept in {run}: {string.Join("; ", outcome.Faults)}\n  {options.CommandOf(number)}";
                int before, after;
                lock (outcomes)
                {
                    before = outcomes.Sum(known => known.Kills);
                    outcomes.Add(outcome);
                    after = before + outcome.Kills;
                    if (failure is not null)
                    {
                        failures.Add(failure);
                    }
                }
                if (before / ToldEvery != after / ToldEvery)
                {
                    await output.WriteLineAsync($"{after} kills after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
                }
                if (failure is null)
                {
                    Directory.Delete(run, recursive: true);
                }
                else
                {
                    await output.WriteLineAsync(failure);
                }
            }
        }

        int? Take()
        {
            lock (outcomes)
            {
                bool more = options.Schedule is null ? outcomes.Sum(outcome => outcome.Kills) < options.Kills : outcomes.Count == 0;
                return more ? next++ : null;
            }
        }
    }

    private static void Summarise(List<VictimOutcome> outcomes, long began, TextWriter output)
    {
        string where = string.Join(", ", outcomes.SelectMany(outcome => outcome.StruckIn).CountBy(step => step).OrderByDescending(step => step.Value).Select(step => $"{step.Value} in {step.Key}"));
        output.WriteLine($"{outcomes.Sum(o => o.Kills)} SIGKILLs ({where}), {outcomes.Sum(o => o.Stops)} stops by SIGTERM, {outcomes.Sum(o => o.Freezes)} freezes, {outcomes.Count} runs, {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        output.WriteLine($"work done twice after one interruption: {outcomes.Max(o => o.Redone.Steps)} steps and {outcomes.Max(o => o.Redone.Time).TotalSeconds:0.00} s at most, of {outcomes.Sum(o => o.Redone.Committed)} steps committed; runs that ended otherwise: {outcomes.Count(o => o.Faults.Count > 0)}");
    }
}
