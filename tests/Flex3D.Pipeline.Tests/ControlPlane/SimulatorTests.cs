using Flex3D.Simulator;

namespace Flex3D.Pipeline.Tests.ControlPlane;

/// <summary>All cores are busy: what waits for an actor's answer must not run beside it.</summary>
[CollectionDefinition(nameof(SimulatorTests), DisableParallelization = true)]
public sealed class SimulatorCollection;

/// <summary>Ledger, settler, supervision and checkpoints under simulated faults: see <c>docs/fault-tolerance.md</c>.</summary>
[Collection(nameof(SimulatorTests))]
public sealed class SimulatorTests
{
    public static IEnumerable<TheoryDataRow<string>> Defects => Enum.GetNames<Defect>().Where(name => name != nameof(Defect.None)).Select(name => new TheoryDataRow<string>(name));

    [Fact]
    public void Thousands_of_runs_under_faults_end_with_the_result_of_an_undisturbed_one() => Sweeps(6_000);

    [Fact]
    [Trait("Category", "Long")]
    public void So_do_hundreds_of_thousands()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        Sweeps(300_000);
    }

    private static void Sweeps(int runs)
    {
        SweepResult<Happened> result = Sweep.Run(0, runs);
        result.Violations.Select(violation => $"{violation.Wrong}\n  {Sweep.CommandLine(violation.Seed, Defect.None)}").ShouldBeEmpty();
        result.Failed.ShouldBe(0);
        result.Statistics[Happened.Runs].ShouldBe(runs);
        Enum.GetValues<Happened>().ShouldAllBe(what => result.Statistics[what] > runs / 100, $"a fault hardly happened: {result.Statistics}");
    }

    [Fact]
    public void A_crash_at_each_file_operation_leaves_what_leads_to_the_same_result()
    {
        for (ulong seed = 0; seed < 12; seed++)
        {
            Scenario scenario = Scenario.Of(seed) with { Crashes = 0, FileFaults = 0, Rots = false, Shards = 2 };
            Simulation.Run(scenario, out Statistics undisturbed).ShouldBeNull();
            long operations = undisturbed[Happened.FileOperations];
            for (long operation = 1; operation <= operations; operation++)
            {
                foreach (CrashMode mode in Enum.GetValues<CrashMode>())
                {
                    // A second crash, before anything else is flushed, takes what the first one only seemed to leave.
                    Simulation.Run(scenario, out Statistics happened, crashes: [(operation, mode), (operations - operation + 1, CrashMode.DropUnsynced)])
                        .ShouldBeNull($"seed {seed}, a crash at operation {operation}, {mode}");
                    (happened[Happened.ProcessesKilled] + happened[Happened.PowerCuts] + happened[Happened.TornWrites]).ShouldBeGreaterThan(0);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public void A_mistake_made_on_purpose_is_found(string name) => Sweep.Run(0, 100_000, Enum.Parse<Defect>(name), enough: 1).Failed.ShouldBeGreaterThan(0);

    [Fact]
    public void A_seed_gives_the_same_run_every_time()
    {
        static List<string> Trace()
        {
            List<string> lines = [];
            Simulation.Run(Scenario.Of(9068), out _, trace: lines.Add);
            return lines;
        }
        Trace().Count.ShouldBeGreaterThan(20);
        Trace().ShouldBe(Trace());
    }
}
