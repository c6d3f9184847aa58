using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Tests.Queue;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Faults;
using Serilog.Core;

namespace Flex3D.Pipeline.Tests.Runs;

/// <summary>A standby goes on with a run whose head is lost, and with no other.</summary>
public sealed class StandbyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-standby-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static RunStatus Status(int? exit = null, int second = 0) =>
        new(StepStatus.Running, [], ExitCode: exit, Now: new RunActivity(7, "node", new(2026, 3, 1, 0, 0, second, TimeSpan.Zero)));

    [Fact]
    public void The_head_is_lost_when_its_lock_is_free_and_its_status_rests()
    {
        var clock = new ManualClock();
        var rule = new StandbyRule(clock, TimeSpan.FromSeconds(60));
        rule.Look(held: false, Status()).ShouldBe(StandbyAct.Wait);
        clock.Pass(59);
        rule.Look(held: false, Status(second: 1)).ShouldBe(StandbyAct.Wait, "it writes still, from where its lock is not seen");
        clock.Pass(59);
        rule.Look(held: false, Status(second: 1)).ShouldBe(StandbyAct.Wait);
        rule.Look(held: true, Status(second: 1)).ShouldBe(StandbyAct.Wait);
        clock.Pass(59);
        rule.Look(held: false, Status(second: 1)).ShouldBe(StandbyAct.Wait);
        clock.Pass(2);
        rule.Look(held: false, Status(second: 1)).ShouldBe(StandbyAct.TakeOver);
        rule.Look(held: false, Status(exit: 130, second: 1)).ShouldBe(StandbyAct.End, "it was stopped");
        rule.Look(held: true, Status(exit: 130, second: 1)).ShouldBe(StandbyAct.Wait, "and goes on");
    }

    [Fact]
    public async Task A_standby_waits_for_the_lock_and_goes_on_and_ends_with_a_run_that_is_done()
    {
        string run = Path.Combine(_folder, "run");
        int taken = 0;
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        Task<ExitCode> StandBy() => Standby.RunAsync(run, TimeSpan.Zero, TimeProvider.System, Logger.None, () => Task.FromResult(++taken > 0 ? ExitCode.Stopped : ExitCode.Done), stop.Token);
        Task<ExitCode> standby = StandBy();
        using (RunLock.Take(run))
        {
            RunFolder.Create(run, new PipelineOptions { Name = "test", Prep = new() }, ["prep"]);
            await Task.Delay(1_500, stop.Token);
            (taken, standby.IsCompleted).ShouldBe((0, false));
        }
        (await standby).ShouldBe(ExitCode.Stopped);
        taken.ShouldBe(1);
        RunFolder.At(run).Save(RunFolder.At(run).Status() with { State = StepStatus.Done, ExitCode = 0 });
        (await StandBy()).ShouldBe(ExitCode.Done);
        taken.ShouldBe(1);
    }

    [Fact]
    public Task A_standby_without_a_cluster_is_refused() => Flex.RefusedAsync(["resume", Path.Combine(_folder, "run"), "--standby"], "--standby without --cluster");
}
