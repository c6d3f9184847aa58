using System.Globalization;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Validation;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>pipelines/igg1d.yaml against its truth: an antibody whose one Fab bends by ±30°. A minute or two; runs where FLEX3D_LONG is 1.</summary>
[Trait("Category", "Long")]
public sealed class AntibodyTests
{
    private static readonly double[] Angles = [-30, -20, -10, 0, 10, 20, 30];

    [Fact]
    public async Task The_bending_Fab_is_followed_and_its_map_restored()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        string data = SharedData.Require("igg1d");
        string folder = Directory.CreateTempSubdirectory("flex3d-igg1d-").FullName;
        try
        {
            string run = Path.Combine(folder, "run");
            await Flex.DoneAsync(
                "run", Path.Combine(SharedData.RepositoryRoot, "pipelines", "igg1d.yaml"), "--out", run, "--set",
                $"inputs.particles={data}/particles.star", $"inputs.map={data}/consensus.mrc", $"inputs.mask={data}/mask.mrc");
            double[] truth = [.. Rows(Path.Combine(data, "truth", "particles.csv")).Select(row => row[1])];
            await CheckMotion(run, folder, data, truth);
            await CheckMaps(run, folder, data, truth);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Displacements of true atoms, about their own means, through the deform command.
    private static async Task CheckMotion(string run, string folder, string data, double[] truth)
    {
        double[][] atoms = [.. Rows(Path.Combine(data, "truth", "atoms.csv"))];
        string points = Path.Combine(folder, "p.csv"), moved = Path.Combine(folder, "m.csv");
        File.WriteAllLines(points, atoms.Select(a => string.Create(CultureInfo.InvariantCulture, $"{a[0] + a[12]},{a[1] + a[13]},{a[2] + a[14]}")).Prepend("x,y,z"));
        int[] particles = [.. Enumerable.Range(0, 250).Select(i => 20 * i)];
        await Flex.DoneAsync("deform", run, "--points", points, "--particles", string.Join(',', particles), "--out", moved);
        double[][] rows = [.. Rows(moved)];
        double movingSquare = 0, stillSquare = 0;
        int moving = 0, still = 0;
        for (int a = 0; a < atoms.Length; a++)
        {
            double far = Math.Sqrt(Enumerable.Range(0, 3).Sum(c => Math.Pow(atoms[a][21 + c] - atoms[a][3 + c], 2)));
            double square = 0;
            for (int c = 0; c < 3; c++)
            {
                double[] error = [.. particles.Select((p, i) => rows[i * atoms.Length + a][2 + c] - Interpolate(atoms[a], c, truth[p]))];
                square += error.Sum(e => Math.Pow(e - error.Average(), 2)) / error.Length;
            }
            (movingSquare, moving) = far > 1 ? (movingSquare + square, moving + 1) : (movingSquare, moving);
            (stillSquare, still) = far > 1 ? (stillSquare, still) : (stillSquare + square, still + 1);
        }
        Math.Sqrt(movingSquare / moving).ShouldBeLessThan(2.0);
        Math.Sqrt(stillSquare / still).ShouldBeLessThan(0.6);
    }

    // The flex map carried to the latents of each angle, against the true map there, through the generate command.
    private static async Task CheckMaps(string run, string folder, string data, double[] truth)
    {
        double[][] latents = [.. Rows(Path.Combine(run, "latents.csv")).Select(row => row[1..3])];
        IEnumerable<string> means = Angles.Select(angle =>
        {
            double[][] near = [.. latents.Where((_, p) => Math.Abs(truth[p] - angle) < 1.5)];
            return string.Join(',', Enumerable.Range(0, near[0].Length).Select(k => near.Average(z => z[k]).ToString("R", CultureInfo.InvariantCulture)));
        });
        string csv = Path.Combine(folder, "z.csv"), maps = Path.Combine(folder, "maps");
        File.WriteAllLines(csv, means.Prepend("z0,z1"));
        await Flex.DoneAsync("generate", run, "--latents", csv, "--out", maps);
        DensityMap moving = MrcMap.Read(Path.Combine(data, "truth", "mask_moving.mrc")), whole = MrcMap.Read(Path.Combine(data, "mask.mrc"));
        double[] inMoving = [.. Angles.Select((angle, i) => MeanFsc(maps, data, i, angle, moving))];
        inMoving[3].ShouldBeGreaterThan(0.92);
        inMoving.Average().ShouldBeGreaterThan(0.89);
        MeanFsc(maps, data, 3, 0, whole).ShouldBeGreaterThan(0.935);
    }

    private static double MeanFsc(string maps, string data, int frame, double angle, DensityMap mask)
    {
        DensityMap found = Masked(MrcMap.Read(Path.Combine(maps, $"frame_{frame:000}.mrc")), mask);
        DensityMap expected = Masked(MrcMap.Read(Path.Combine(data, "truth", string.Create(CultureInfo.InvariantCulture, $"map_t{(angle < 0 ? "" : "+")}{angle}.mrc"))), mask);
        return FourierShells.Fsc(found, expected)[1..32].Average();
    }

    private static DensityMap Masked(DensityMap map, DensityMap mask) =>
        new(map.Box, map.PixelSizeAngstrom, [.. map.Values.Zip(mask.Values, (value, factor) => value * factor)]);

    // Displacement of an atom at an angle, from the seven of the table.
    private static double Interpolate(double[] atom, int axis, double angle)
    {
        int low = Math.Clamp((int)Math.Floor((angle + 30) / 10), 0, 5);
        double part = (angle + 30) / 10 - low;
        return (1 - part) * atom[3 + 3 * low + axis] + part * atom[6 + 3 * low + axis];
    }

    private static IEnumerable<double[]> Rows(string path) =>
        File.ReadLines(path).Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',').Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray());
}
