using Flex3D.Crash.Cluster;

namespace Flex3D.Pipeline.Tests.Cluster;

/// <summary>Real heads and workers that come, hang, are killed and are cut off from each other: the bytes of a run without workers.</summary>
[Trait("Category", "Long")]
public sealed class ClusterKillTests
{
    [Theory]
    [InlineData(5, 2ul)]
    [InlineData(200, 1ul)]
    public async Task Workers_killed_stopped_cut_off_and_joined_at_random_and_kills_of_the_head_change_no_byte(int runs, ulong seed)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1" && OperatingSystem.IsLinux(), "a long check: set FLEX3D_LONG=1 to run it");
        var output = TextWriter.Synchronized(new StringWriter());
        IReadOnlyList<string> failures = await ClusterCampaign.RunAsync(seed, 0, runs, TimeSpan.FromMinutes(10), output);
        TestContext.Current.SendDiagnosticMessage("{0}", output);
        failures.ShouldBeEmpty(output.ToString());
    }
}
