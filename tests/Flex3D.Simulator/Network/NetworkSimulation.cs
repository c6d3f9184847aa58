namespace Flex3D.Simulator.Network;

/// <summary>One seed: a run whose shards a cluster computes, with everything that happens to machines and network.</summary>
/// <remarks>
/// What must hold: each shard is counted once a step, with the sums that the model of that step gives; counted + quarantined = planned; the result is that of a run without any of this; and a run
/// ends some minutes after everything works again, also where the head computes nothing itself, so that no worker is left out for good. Dealer, memberships, messages and their bytes, pieces, deck,
/// table, settler and ledger are the program's own; simulated are the clocks, the network, what Akka.Cluster says of the members, the computing, and the checkpoint.
/// </remarks>
internal static class NetworkSimulation
{
    private const long Patience = 15 * 60_000;
    private const int MostEvents = 2_000_000;

    /// <summary>Runs a scenario. Returns what did not hold, null where all did.</summary>
    public static string? Run(NetworkScenario scenario, out NetworkStatistics statistics, NetworkDefect defect = NetworkDefect.None, Action<string>? trace = null)
    {
        var world = new NetworkWorld(scenario, defect, trace);
        statistics = world.Statistics;
        statistics.Count(NetworkHappened.Runs);
        trace?.Invoke(scenario.ToString());
        try
        {
            world.StartHead();
            for (int worker = 1; worker <= scenario.Workers; worker++)
            {
                Machine machine = world.Machines[worker];
                world.Agenda.After(world.Work.Chance(0.7) ? 0 : world.Work.Between(1, 20_000), () => world.StartWorker(machine));
            }
            new Misfortunes(world).Begin();
            for (int events = 0; !world.Done && world.Violation is null; events++)
            {
                if (events > MostEvents || world.Agenda.Now > NetworkScenario.Calm + Patience || !world.Agenda.Next())
                {
                    return $"no end after {world.Agenda.Now / 1000} s, phase {world.Saved.Phase} saved at step {world.Saved.Step}";
                }
            }
            return world.Violation;
        }
        catch (Exception broken)
        {
            return world.Violation ?? (broken is ViolationException ? broken.Message : broken.ToString());
        }
    }
}
