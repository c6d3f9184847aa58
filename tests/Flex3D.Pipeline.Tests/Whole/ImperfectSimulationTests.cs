using Flex3D.Stages.Simulation;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Particles with everything that real data have, from the command line.</summary>
public sealed class ImperfectSimulationTests : IDisposable
{
    private static readonly string s_structure = Path.Combine(SharedData.RepositoryRoot, "pipelines", "structures", "adk_open.pdb.gz");

    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-imperfect-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task Every_setting_reaches_the_simulator()
    {
        File.WriteAllText(In("noise.txt"), "0 3\n0.1 1\n");
        await Flex.DoneAsync(
            "simulate", "--out", In("run"), "--structures", s_structure, "--hinges", "{chain: A, residues: 120-160, point: [0, 0, 0], axis: [0, 0, 1], from: 0, to: 25}",
            "--particles", "8", "--box", "40", "--distribution", "states", "--minority-fraction", "0.3", "--noise-spectrum", In("noise.txt"), "--contrast-spread", "0.2",
            "--pose-error", "2", "--shift-error", "1", "--defocus-error", "100", "--optics-groups", "2", "--magnification-error", "0.01", "--junk", "0.2", "--neighbours", "0.5",
            "--micelle", "{radius: 30, thickness: 12, height: 20, disorder: 0.2}", "--missing", "{chain: A, residues: 30-60, fraction: 0.4}");
        SimulationOptions options = SimulatedParticles.Open(In("run/simulate/truth")).Options;
        (options.ContrastSpread, options.PoseErrorDegrees, options.ShiftErrorAngstrom, options.DefocusErrorAngstrom).ShouldBe((0.2, 2.0, 1.0, 100.0));
        (options.OpticsGroups, options.MagnificationError, options.JunkFraction, options.Neighbours).ShouldBe((2, 0.01, 0.2, 0.5));
        options.Noise!.Powers.ShouldBe([3, 1]);
        options.Missing.Single().Fraction.ShouldBe(0.4);
        (options.Micelles.Single().RadiusAngstrom, options.Micelles.Single().Disorder).ShouldBe((30.0, 0.2));
        options.Coordinates.Single().ShouldBe(new CoordinateDistribution.States(2.5, 22.5, 1.25, 0.3));
        File.ReadLines(In("run/simulate/truth/particles.csv")).First().ShouldBe("particle,t0,rot,tilt,psi,originX,originY,defocusU,defocusV,contrast,group,junk,neighbours,present0");
        File.ReadAllText(In("run/inputs.json")).ShouldContain("noise.txt");
    }

    [Fact]
    public Task A_part_that_is_not_there_is_refused() => Flex.RefusedAsync(
        ["simulate", "--out", In("bad"), "--structures", s_structure, "--particles", "4", "--box", "40", "--missing", "{chain: Z}"], "missing part 1", "its chains: A");
}
