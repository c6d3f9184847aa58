using System.Diagnostics;
using Flex3D.Pipeline.Baselines;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary><c>flex3d baseline</c> on an antibody whose one Fab bends, which blurs it in the rigid map. Some minutes; runs where FLEX3D_LONG is 1.</summary>
[Trait("Category", "Long")]
public sealed class BaselineAntibodyTests
{
    private const int Particles = 1500;

    [Fact]
    public async Task Masked_local_refinement_sharpens_the_bending_Fab_and_RELION_takes_the_jobs()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        string data = SharedData.Require("igg1d"), folder = Directory.CreateTempSubdirectory("flex3d-baseline-igg1d-").FullName;
        try
        {
            string run = Path.Combine(folder, "run"), output = Path.Combine(folder, "baseline"), rows = Path.Combine(folder, "rows.txt");
            File.WriteAllText(rows, $"0-{Particles - 1}\n");
            await Flex.DoneAsync(
                "run", Path.Combine(SharedData.RepositoryRoot, "pipelines", "igg1d.yaml"), "--out", run, "--set",
                $"inputs.particles={data}/particles.star", $"inputs.map={data}/consensus.mrc", $"inputs.mask={data}/mask.mrc", $"inputs.select={rows}", "train.epochs=4", "train.warmUpEpochs=2");
            await Flex.DoneAsync("baseline", run, "--out", output, "--angle", "30", "--shift", "20");
            DensityMap truth = MrcMap.Read(Path.Combine(data, "truth", "map_t+0.mrc")), moving = MrcMap.Read(Path.Combine(data, "truth", "mask_moving.mrc"));
            double rigid = Statistics.Correlation(MrcMap.Read(Path.Combine(run, "maps", "rigid.mrc")), truth, moving), local = Statistics.Correlation(MrcMap.Read(Path.Combine(output, "maps", "moving_region_local.mrc")), truth, moving);
            TestContext.Current.TestOutputHelper?.WriteLine($"correlation with the true arm: rigid {rigid:f3}, masked local refinement {local:f3}; {BaselineReport.Read(output).Regions[0].Rounds[^1]}");
            local.ShouldBeGreaterThan(rigid + 0.08);
            RelionsRigidMap(output, run);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The script's first job makes rigid half-maps from the same particles: they resemble those of the run.
    private static void RelionsRigidMap(string output, string run)
    {
        bool installed = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "relion_reconstruct")));
        Assert.SkipUnless(installed, "relion_reconstruct is not installed: the figures of the local refinement have been checked");
        using Process process = Process.Start(new ProcessStartInfo("/bin/bash", [Path.Combine(output, "relion", "moving_region.sh"), "rigid"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        Task<string> said = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        Task.WaitAll(said, errors);
        foreach (int half in (int[])[1, 2])
        {
            DensityMap theirs = MrcMap.Read(Path.Combine(output, "relion", "moving_region", $"rigid_half{half}_unfil.mrc")), ours = MrcMap.Read(Path.Combine(run, "maps", $"rigid_half{half}.mrc"));
            DensityMap mask = MrcMap.Read(Path.Combine(run, "prep", "mask.mrc"));
            Statistics.Correlation(RadialFilter.LowPassAngstrom(theirs, 15), RadialFilter.LowPassAngstrom(ours, 15), mask).ShouldBeGreaterThan(0.9);
        }
    }
}
