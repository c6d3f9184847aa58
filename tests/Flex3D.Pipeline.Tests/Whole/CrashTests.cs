using Flex3D.Crash;
using Flex3D.Pipeline.Runs;
using Serilog;
using Serilog.Formatting.Compact;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>The real program, killed at random, ends with the bytes of a run that nothing touched.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-crashes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task Three_SIGKILLs_change_no_byte_and_cost_a_step_each_at_most() => SurviveAsync(new CrashOptions { Kills = 3, AtOnce = 1, Seed = 218 }); // a schedule of four kills

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(200, 3ul)]
    [InlineData(2000, 2ul)]
    public Task So_do_hundreds_and_thousands(int kills, ulong seed)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        return SurviveAsync(new CrashOptions { Kills = kills, Seed = (ulong)seed });
    }

    private static async Task SurviveAsync(CrashOptions options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux's signals");
        var output = TextWriter.Synchronized(new StringWriter());
        CrashReport report = await CrashCampaign.RunAsync(options, output);
        TestContext.Current.SendDiagnosticMessage("{0}", output);
        report.Failures.ShouldBeEmpty(output.ToString());
        report.Kills.ShouldBeGreaterThanOrEqualTo(options.Kills);
    }

    [Fact]
    public void The_killer_sees_a_file_that_differs_one_that_is_missing_and_one_too_many()
    {
        string once = Directory.CreateDirectory(Path.Combine(_folder, "once")).FullName, again = Directory.CreateDirectory(Path.Combine(_folder, "again")).FullName;
        foreach ((string run, string name, string text) in new[]
        {
            (once, "same", "1"), (again, "same", "1"), (once, "status.json", "1"), (again, "status.json", "2"),
            (once, "differs", "1"), (again, "differs", "2"), (once, "lost", "1"), (again, "new", "1"),
        })
        {
            File.WriteAllText(Path.Combine(run, name), text);
        }
        RunHashes.Differences(RunHashes.Of(once), RunHashes.Of(again)).ShouldBe(["lost is missing", "new is too many", "differs has other bytes"]);
    }

    [Fact]
    public void The_killer_counts_the_steps_that_were_done_again()
    {
        using (Serilog.Core.Logger log = new LoggerConfiguration().MinimumLevel.Debug().WriteTo.File(new CompactJsonFormatter(), Path.Combine(_folder, "log.json")).CreateLogger())
        {
            foreach ((string phase, int committed) in new[] { ("epoch 1/2", 1), ("epoch 1/2", 2), ("epoch 2/2", 1), ("epoch 1/2", 2), ("epoch 2/2", 1), ("epoch 2/2", 2), ("pass 1", 1), ("pass 2", 1), ("pass 1", 1) })
            {
                log.Debug(StatusKeeper.CommittedLine, phase, committed, 2);
            }
        }
        File.AppendAllText(Path.Combine(_folder, "log.json"), "{\"@mt\":\"torn");
        RedoneWork redone = RedoneWork.Of(_folder);
        (redone.Steps, redone.Committed).ShouldBe((2, 9));
    }

    [Fact]
    public void A_schedule_follows_from_its_seed_and_number()
    {
        CrashSchedule schedule = CrashSchedule.Of(5, 7);
        CrashSchedule.Of(5, 7).Lives.ShouldBe(schedule.Lives);
        CrashSchedule.Of(5, 8).Lives.ShouldNotBe(schedule.Lives);
        CrashSchedule.Of(6, 7).Lives.ShouldNotBe(schedule.Lives);
    }
}
