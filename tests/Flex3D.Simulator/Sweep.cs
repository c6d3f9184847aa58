using Flex3D.Simulator.Network;

namespace Flex3D.Simulator;

/// <summary>Runs many seeds on all cores.</summary>
internal static class Sweep
{
    private const int Shown = 10;

    /// <summary>Runs <paramref name="count"/> seeds of one process from <paramref name="first"/> on.</summary>
    /// <param name="enough">Stops after this many violations.</param>
    public static SweepResult<Happened> Run(ulong first, long count, Defect defect = Defect.None, int enough = int.MaxValue) => Run<Happened>(first, count, enough, (seed, all) =>
    {
        string? wrong = Simulation.Run(Scenario.Of(seed), out Statistics happened, defect);
        all.Add(happened);
        return wrong;
    });

    /// <summary>Runs as many seeds of a cluster.</summary>
    public static SweepResult<NetworkHappened> Run(ulong first, long count, NetworkDefect defect, int enough = int.MaxValue) => Run<NetworkHappened>(first, count, enough, (seed, all) =>
    {
        string? wrong = NetworkSimulation.Run(NetworkScenario.Of(seed), out NetworkStatistics happened, defect);
        all.Add(happened);
        return wrong;
    });

    private static SweepResult<T> Run<T>(ulong first, long count, int enough, Func<ulong, Tally<T>, string?> run)
        where T : unmanaged, Enum
    {
        var all = new Tally<T>();
        SortedDictionary<ulong, string> violations = [];
        var both = new Lock();
        Parallel.For(0L, count, () => new Tally<T>(), (i, state, mine) =>
        {
            ulong seed = first + (ulong)i;
            if (run(seed, mine) is { } wrong)
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
            return mine;
        }, mine =>
        {
            lock (both)
            {
                all.Add(mine);
            }
        });
        return new SweepResult<T>(violations.Count, [.. violations.Take(Shown).Select(entry => (entry.Key, entry.Value))], all);
    }

    /// <summary>What repeats a seed.</summary>
    public static string CommandLine<T>(ulong seed, T defect)
        where T : struct, Enum =>
        $"dotnet run -c Release --project tests/Flex3D.Simulator --{(typeof(T) == typeof(NetworkDefect) ? " --network" : "")} --seed {seed}{(defect.Equals(default(T)) ? "" : $" --defect {defect}")} --trace";
}
