using System.Globalization;
using Flex3D.Stages.Formats;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Particles that were simulated without motion.</summary>
public sealed class NothingMovesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-still-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task No_motion_is_claimed_and_the_flexed_map_is_the_rigid_one()
    {
        File.WriteAllText(In("still.yaml"), $"""
            seed: 2
            simulate:
              structures: [{string.Join(", ", TinyParticles.Structures)}]
              distribution: none
              particles: 400
              box: 32
              pixelSize: 3
              snr: 0.3
            prep:
            mesh:
            train: {"{epochs: 3, warmUpEpochs: 2, layers: 2, width: 32}"}
            reconstruct: {"{iterations: 4}"}
            """);
        await Flex.DoneAsync("run", In("still.yaml"), "--out", In("run"));
        File.ReadAllText(In("run/summary.txt")).ShouldContain("The data do not support motion");
        foreach (double[] shell in File.ReadLines(In("run/fsc.csv")).Skip(2).Select(line => line.Split(',').Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray()))
        {
            for (int kind = 0; kind < 3; kind++)
            {
                shell[2 + kind].ShouldBe(shell[5 + kind], 0.005, $"shell {shell[0]}");
            }
        }
        Statistics.Correlation(MrcMap.Read(In("run/maps/flex.mrc")), MrcMap.Read(In("run/maps/rigid.mrc")), MrcMap.Read(In("run/prep/mask.mrc"))).ShouldBeGreaterThan(0.999);
        File.WriteAllText(In("p.csv"), "x,y,z\n5,-7,9\n");
        (await Flex.DoneAsync("deform", In("run"), "--points", In("p.csv"), "--particles", "0,7", "--out", In("d.csv"))).ShouldContain("Maps are made without the flow.");
        File.ReadAllLines(In("d.csv")).ShouldBe(["frame,point,x,y,z", "0,0,5,-7,9", "1,0,5,-7,9"]);
    }
}
