using Flex3D.Stages.Formats;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Boxes with larger prime factors, for the images and for training.</summary>
public sealed class EvenBoxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-box-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(38, 28)] // 2 × 19 and 4 × 7
    [InlineData(34, 26)] // 2 × 17 and 2 × 13
    public Task Every_step_takes_them_and_the_map_is_that_of_the_molecule(int box, int trainingBox)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        return RunsAsync(box, trainingBox);
    }

    private async Task RunsAsync(int box, int trainingBox)
    {
        File.WriteAllText(In("box.yaml"), $"""
            simulate:
              structures: [{string.Join(", ", TinyParticles.Structures)}]
              distribution: none
              particles: 150
              box: {box}
              pixelSize: 3
              snr: 0.5
            prep: {"{"}trainingBox: {trainingBox}{"}"}
            mesh:
            train: {"{epochs: 2, warmUpEpochs: 1, layers: 2, width: 32}"}
            reconstruct: {"{iterations: 3}"}
            """);
        await Flex.DoneAsync("run", In("box.yaml"), "--out", In("run"));
        MrcMap.Read(In("run/maps/canonical.mrc")).Box.ShouldBe(trainingBox);
        MrcMap.Read(In("run/maps/flex.mrc")).Box.ShouldBe(box);
        foreach (string map in (string[])["flex", "rigid"])
        {
            Statistics.Correlation(MrcMap.Read(In($"run/maps/{map}.mrc")), MrcMap.Read(In("run/simulate/consensus.mrc")), MrcMap.Read(In("run/simulate/mask.mrc"))).ShouldBeGreaterThan(0.9, map);
        }
    }
}
