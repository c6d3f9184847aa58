using Flex3D.Stages.Faults;

namespace Flex3D.Crash;

/// <summary>One run that is killed and resumed as its schedule says, until it is done.</summary>
internal sealed class Victim(CrashWorld world, CrashSchedule schedule, string run, TimeSpan limit)
{
    /// <summary>Beyond the interval between checkpoints, what a step, its checkpoint and the moment until it is noticed may take.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    private readonly List<string> _struckIn = [];
    private int _kills;
    private int _stops;
    private int _freezes;

    public async Task<VictimOutcome> RunAsync()
    {
        List<string> faults = [];
        try
        {
            foreach (Life life in schedule.Lives)
            {
                if (await LiveAsync(life) == (int)ExitCode.Done)
                {
                    break;
                }
            }
            await LiveOnAsync();
            faults.AddRange(RunHashes.Differences(world.Expected, RunHashes.Of(run)));
        }
        catch (Exception e) when (e is TimeoutException or CrashException)
        {
            faults.Add(e.Message);
        }
        RedoneWork redone = RedoneWork.Of(run);
        if (redone.Steps > schedule.CheckpointSteps)
        {
            faults.Add($"{redone.Steps} steps were done again after one interruption, with a checkpoint every {schedule.CheckpointSteps}");
        }
        if (redone.Time > schedule.CheckpointTime + Slack)
        {
            faults.Add($"{redone.Time.TotalSeconds:0.0} s were done again after one interruption, with a checkpoint every {schedule.CheckpointTime.TotalSeconds:0.0} s");
        }
        return new VictimOutcome(_kills, _stops, _freezes, _struckIn, redone, faults);
    }

    private async Task<int> LiveAsync(Life life)
    {
        using FlexProcess process = FlexProcess.Start(world.Arguments(run, schedule));
        if (await process.LivesAsync(life.Lines, life.Delay))
        {
            if (life.Frozen is { } frozen)
            {
                _freezes++;
                process.Signal(FlexProcess.SigStop);
                await Task.Delay(frozen);
                process.Signal(FlexProcess.SigContinue);
            }
            if (life.Ending != Ending.Kill)
            {
                process.Signal(FlexProcess.SigTerm);
            }
            if (life.Ending == Ending.Kill || (life.Ending == Ending.TerminateThenKill && await process.LivesAsync(0, life.Grace)))
            {
                process.Signal(FlexProcess.SigKill);
            }
        }
        await process.EndAsync(limit);
        switch (process.ExitCode)
        {
            case FlexProcess.Killed:
                _kills++;
                _struckIn.Add(process.Step);
                break;
            case (int)ExitCode.Stopped or FlexProcess.Terminated when life.Ending != Ending.Kill: // before its handler stands, SIGTERM itself ends it
                _stops++;
                break;
            case (int)ExitCode.Done:
                break;
            default:
                throw new CrashException($"a process ended with {process.ExitCode}:\n{string.Join('\n', process.Said)}");
        }
        return process.ExitCode;
    }

    private async Task LiveOnAsync()
    {
        using FlexProcess process = FlexProcess.Start(world.Arguments(run, schedule));
        await process.EndAsync(limit);
        if (process.ExitCode != (int)ExitCode.Done)
        {
            throw new CrashException($"the run could not be ended, with {process.ExitCode}:\n{string.Join('\n', process.Said)}");
        }
    }
}
