namespace Flex3D.Simulator;

/// <summary>Runs many seeds on all cores.</summary>
internal static class Sweep
{
    private const int Shown = 10;

    /// <summary>Runs <paramref name="count"/> seeds from <paramref name="first"/> on.</summary>
    /// <param name="enough">Stops after this many violations.</param>
    public static SweepResult Run(ulong first, long count, Defect defect = Defect.None, int enough = int.MaxValue)
    {
        var all = new Statistics();
        SortedDictionary<ulong, string> violations = [];
        var both = new Lock();
        Parallel.For(0L, count, () => new Statistics(), (i, state, mine) =>
        {
            ulong seed = first + (ulong)i;
            if (Simulation.Run(Scenario.Of(seed), out Statistics happened, defect) is { } wrong)
            {
                lock (both)
                {
                    violations[seed] = wrong;
                    if (violations.Count >= enough)
                    {
                        state.Stop();
                    }
                }
            }
            mine.Add(happened);
            return mine;
        }, mine =>
        {
            lock (both)
            {
                all.Add(mine);
            }
        });
        return new SweepResult(violations.Count, [.. violations.Take(Shown).Select(entry => (entry.Key, entry.Value))], all);
    }

    /// <summary>What repeats a seed.</summary>
    public static string CommandLine(ulong seed, Defect defect) =>
        $"dotnet run -c Release --project tests/Flex3D.Simulator -- --seed {seed}{(defect == Defect.None ? "" : $" --defect {defect}")} --trace";
}
