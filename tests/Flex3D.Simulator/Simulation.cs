using Flex3D.Stages.Faults;

namespace Flex3D.Simulator;

/// <summary>One seed: a run with everything that happens to it, gone on with until it is done.</summary>
/// <remarks>
/// What must hold: each shard is counted once a step; counted + quarantined = planned; no run goes on from a checkpoint that does
/// not verify, nor from one older than the newest that was promised; no more steps are done again than lie between two
/// checkpoints; every run ends; and it ends with the result of an undisturbed one.
/// </remarks>
internal static class Simulation
{
    private const int MostLives = 120;

    /// <summary>Runs a scenario. Returns what did not hold, null where all did.</summary>
    /// <param name="crashes">Where and how the process dies, life by life; null for what the seed draws.</param>
    public static string? Run(Scenario scenario, out Statistics statistics, Defect defect = Defect.None, Action<string>? trace = null, IEnumerable<(long Operation, CrashMode Mode)>? crashes = null)
    {
        var world = new World(scenario, defect, trace);
        statistics = world.Statistics;
        statistics.Count(Happened.Runs);
        trace?.Invoke(scenario.ToString());
        using IEnumerator<(long Operation, CrashMode Mode)> planned = (crashes ?? Drawn(scenario)).GetEnumerator();
        var rot = new Draw(scenario.Seed, Streams.Crashes + 100);
        for (int life = 1; life <= MostLives; life++)
        {
            (long operation, CrashMode mode) = planned.MoveNext() ? planned.Current : default;
            world.Disk.DiesAt = operation == 0 ? 0 : world.Disk.Operations + operation;
            var process = new SimulatedProcess(world);
            try
            {
                ExitCode code = process.Go();
                world.Disk.DiesAt = 0;
                trace?.Invoke($"life {life} ends with {code}");
                switch (code)
                {
                    case ExitCode.Done:
                        return AtTheEnd(world);
                    case ExitCode.Stopped:
                        statistics.Count(Happened.Stops);
                        break;
                    case ExitCode.InputOutput or ExitCode.DiskFull:
                        statistics.Count(Happened.GivenUp);
                        break;
                    default:
                        return $"life {life} ended with {code}";
                }
            }
            catch (CrashException)
            {
                trace?.Invoke($"life {life} dies: {mode}");
                statistics.Count(mode switch { CrashMode.KeepAll => Happened.ProcessesKilled, CrashMode.DropUnsynced => Happened.PowerCuts, _ => Happened.TornWrites });
                world.Disk.Crash(mode);
                if (mode != CrashMode.KeepAll)
                {
                    world.Book.MayRot(SimulatedProcess.Checkpoints, rot); // what is there now is there for good
                }
            }
            catch (Exception broken)
            {
                return process.Program.Violation ?? (broken is ViolationException ? broken.Message : broken.ToString());
            }
        }
        return $"no end after {MostLives} lives";
    }

    private static string? AtTheEnd(World world)
    {
        world.Disk.Quiet = true;
        world.Disk.Crash(CrashMode.DropUnsynced); // the result is there for good
        string result = Path.GetFullPath(SimulatedProcess.Run + "/result");
        if (!world.Disk.FileExists(result) || !world.Disk.Peek(result).AsSpan().SequenceEqual(BitConverter.GetBytes(world.Reference.Last)))
        {
            return "the result is not that of an undisturbed run";
        }
        int left = world.Disk.List(Path.GetDirectoryName(result)!, "*").Count + world.Disk.List(SimulatedProcess.Checkpoints, ".*").Count;
        return left == 1 ? null : "something half-written is left";
    }

    private static IEnumerable<(long Operation, CrashMode Mode)> Drawn(Scenario scenario)
    {
        var draw = new Draw(scenario.Seed, Streams.Crashes);
        for (int i = 0; i < scenario.Crashes; i++)
        {
            yield return (draw.Between(1, scenario.CrashWithin), (CrashMode)draw.Below(3));
        }
    }
}
