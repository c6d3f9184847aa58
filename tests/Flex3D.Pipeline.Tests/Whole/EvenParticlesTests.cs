using System.Globalization;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Particles that lie evenly along their motion are found to: no gap that a reader would take for two states. Two minutes; runs where FLEX3D_LONG is 1.</summary>
[Trait("Category", "Long")]
public sealed class EvenParticlesTests
{
    private const int Bins = 30;

    [Fact]
    public async Task The_particles_of_the_quickstart_leave_no_gap()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        string folder = Directory.CreateTempSubdirectory("flex3d-even-").FullName;
        try
        {
            string run = Path.Combine(folder, "run");
            await Flex.DoneAsync("run", Path.Combine(SharedData.RepositoryRoot, "pipelines", "quickstart.yaml"), "--out", run);
            int[] counts = Histogram(Path.Combine(run, "latents.csv"), "motion0");
            int[] inner = [.. counts[3..^3].Order()]; // the ends fade
            inner[0].ShouldBeGreaterThan(inner[inner.Length / 2] / 2, $"particles from one end of the motion to the other: {string.Join(' ', counts)}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int[] Histogram(string table, string column)
    {
        string[][] rows = [.. File.ReadLines(table).Select(line => line.Split(','))];
        int at = Array.IndexOf(rows[0], column);
        double[] values = [.. rows.Skip(1).Select(row => double.Parse(row[at], CultureInfo.InvariantCulture))];
        double least = values.Min(), width = (values.Max() - least) / Bins;
        int[] counts = new int[Bins];
        foreach (double value in values)
        {
            counts[Math.Min(Bins - 1, (int)((value - least) / width))]++;
        }
        return counts;
    }
}
