using Flex3D.Simulator;
using Flex3D.Simulator.Network;

namespace Flex3D.Pipeline.Tests.ControlPlane;

/// <summary>Head, workers and the network between them under simulated faults: see <c>docs/cluster.md</c>.</summary>
[Collection(nameof(SimulatorTests))]
public sealed class NetworkSimulatorTests
{
    public static IEnumerable<TheoryDataRow<string>> Defects => Enum.GetNames<NetworkDefect>().Where(name => name != nameof(NetworkDefect.None)).Select(name => new TheoryDataRow<string>(name));

    [Fact]
    public void Thousands_of_clusters_under_faults_end_with_the_result_of_an_undisturbed_run() => Sweeps(20_000);

    [Fact]
    [Trait("Category", "Long")]
    public void So_do_a_million()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        Sweeps(1_000_000);
    }

    private static void Sweeps(int runs)
    {
        SweepResult<NetworkHappened> result = Sweep.Run(0, runs, NetworkDefect.None);
        result.Violations.Select(violation => $"{violation.Wrong}\n  {Sweep.CommandLine(violation.Seed, NetworkDefect.None)}").ShouldBeEmpty();
        result.Failed.ShouldBe(0);
        result.Statistics[NetworkHappened.Runs].ShouldBe(runs);
        Enum.GetValues<NetworkHappened>().ShouldAllBe(what => result.Statistics[what] > runs / 1000, $"a fault hardly happened: {result.Statistics}");
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public void A_mistake_made_on_purpose_is_found(string name) => Sweep.Run(0, 100_000, Enum.Parse<NetworkDefect>(name), enough: 1).Failed.ShouldBeGreaterThan(0);

    [Fact]
    public void A_seed_gives_the_same_run_every_time()
    {
        static List<string> Trace()
        {
            List<string> lines = [];
            NetworkSimulation.Run(NetworkScenario.Of(59410), out _, trace: lines.Add);
            return lines;
        }
        Trace().Count.ShouldBeGreaterThan(50);
        Trace().ShouldBe(Trace());
    }
}
