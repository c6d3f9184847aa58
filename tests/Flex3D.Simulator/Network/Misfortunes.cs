namespace Flex3D.Simulator.Network;

/// <summary>What befalls machines and links of a simulated cluster until the time when it is calm.</summary>
internal sealed class Misfortunes(NetworkWorld world)
{
    private const int Unreachable = 10_000, Removed = 15_000;

    private readonly Draw _draw = new(world.Scenario.Seed, Streams.Crashes);

    /// <summary>Lets the first come.</summary>
    public void Begin()
    {
        if (world.Scenario.Misfortunes > 0)
        {
            world.Agenda.After(_draw.Between(1, 2 * world.Scenario.Misfortunes), Next);
        }
    }

    private void Next()
    {
        if (world.IsCalm || world.Done)
        {
            return;
        }
        Machine machine = world.Machines[_draw.Between(1, world.Scenario.Workers)];
        switch (_draw.Below(16))
        {
            case 0 or 1: Kill(machine); break;
            case 2 or 3: Stop(machine, NetworkHappened.WorkersStopped); break;
            case 4 or 5 or 6: CutOff(machine); break;
            case 7: world.Machines.Skip(1).ToList().ForEach(CutOff); break;
            case 8 or 9: Suspect(machine); break;
            case 10: Jump(world.Machines[_draw.Below(world.Machines.Count)]); break;
            case 11 or 12: KillHead(); break;
            case 13: Stop(world.Machines[0], NetworkHappened.HeadsStopped); break;
            case 14: Note(NetworkHappened.GraphsFailed); world.Head?.FailGraph(); break;
            default: Note(NetworkHappened.DealersRestarted); world.Head?.RestartDealer(); break;
        }
        world.Agenda.After(_draw.Between(1, 2 * world.Scenario.Misfortunes), Next);
    }

    private void Note(NetworkHappened what, Machine? machine = null)
    {
        world.Statistics.Count(what);
        world.Trace?.Invoke($"{world.Agenda.Now} {what}{(machine is null ? "" : $": machine {machine.Number}")}");
    }

    private void Kill(Machine machine)
    {
        if (world.Worker(machine) is not { } worker)
        {
            return;
        }
        Note(NetworkHappened.WorkersKilled, machine);
        worker.Die();
        if (_draw.Chance(0.5) && world.Head is { Alive: true } head)
        {
            machine.To(head.Machine).Send(() => head.Lose(worker, "its process has ended"));
        }
        world.Agenda.After(_draw.Between(300, 15_000), () => world.StartWorker(machine));
    }

    private void Stop(Machine machine, NetworkHappened what)
    {
        Note(what, machine);
        machine.Stop(Until(_draw.Between(200, 40_000)));
    }

    private void CutOff(Machine machine)
    {
        Note(NetworkHappened.LinksCut, machine);
        long until = Until(_draw.Between(300, 40_000));
        int ways = _draw.Between(1, 3); // one way, the other, or both
        bool keeps = _draw.Chance(0.5);
        if ((ways & 1) != 0)
        {
            machine.To(world.Machines[0]).Cut(until, keeps);
        }
        if ((ways & 2) != 0)
        {
            world.Machines[0].To(machine).Cut(until, keeps);
        }
        if (world.Worker(machine) is not { } worker || world.Head is not { } head || until - world.Agenda.Now < Unreachable)
        {
            return;
        }
        world.Agenda.After(Unreachable, () => head.Lose(worker, "it cannot be reached"));
        if (until - world.Agenda.Now > Removed)
        {
            world.Agenda.After(Removed, worker.Remove);
        }
    }

    private void Suspect(Machine machine)
    {
        if (world.Worker(machine) is { } worker)
        {
            Note(NetworkHappened.WorkersSuspected, machine);
            world.Head?.Lose(worker, "it cannot be reached");
        }
    }

    private void Jump(Machine machine)
    {
        Note(NetworkHappened.ClocksJumped, machine);
        machine.Clock.Jump(_draw.Between(-5_000, 60_000));
    }

    private void KillHead()
    {
        if (world.Head is not { Alive: true } head)
        {
            return;
        }
        Note(NetworkHappened.HeadsKilled);
        head.Die();
        world.Agenda.After(_draw.Between(300, 5_000), world.StartHead);
    }

    private long Until(long duration) => Math.Min(world.Agenda.Now + duration, NetworkScenario.Calm);
}
