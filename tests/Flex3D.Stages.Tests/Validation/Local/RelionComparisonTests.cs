using System.Diagnostics;
using System.Globalization;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Validation;
using Flex3D.Stages.Validation.Local;

namespace Flex3D.Tests.Validation.Local;

/// <summary>Global and local resolution beside those of RELION's postprocess, on half-maps of an antibody with a bending arm. Runs where FLEX3D_LONG is 1.</summary>
[Trait("Category", "Long")]
public sealed class RelionComparisonTests : IDisposable
{
    private const string Program = "relion_postprocess";
    private const int Step = 6, Flat = 3, Outer = 9; // RELION's windows in voxels of 4 Å: sampled every 25 Å, flat to 12.5 Å, with an edge of 25 Å
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-relion-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_global_curve_is_that_of_RELION()
    {
        (DensityMap half1, DensityMap half2, DensityMap mask, string data) = Maps();
        Relion(data, "--mask", Path.Combine(data, "mask.mrc"), "--o", Path.Combine(_folder, "pp"));
        double[] theirs = [.. Rows(Path.Combine(_folder, "pp.star")).Select(row => double.Parse(row[3], CultureInfo.InvariantCulture))];
        FscReport report = FscReport.Compute(half1, half2, null, mask, 1, 2);
        for (int k = 1; k < theirs.Length; k++)
        {
            report.Corrected[k].ShouldBe(theirs[k], 0.05, $"shell {k}");
        }
        double ours = Crossing(report.Corrected), expected = Crossing(theirs);
        ours.ShouldBe(expected, 1, "shells");

        static double Crossing(double[] curve) => FscCrossing.Find(curve, 0.143, curve.Length * 2 - 2, 4) is var found ? (curve.Length * 2 - 2) * 4 / found.Angstrom : 0;
    }

    [Fact]
    public void Local_resolution_averaged_as_RELION_averages_it_correlates_with_that_of_RELION()
    {
        (DensityMap half1, DensityMap half2, DensityMap mask, string data) = Maps();
        Relion(data, "--locres", "--adhoc_bfac", "0", "--o", Path.Combine(_folder, "pp"));
        DensityMap theirs = MrcMap.Read(Path.Combine(_folder, "pp_locres.mrc"));
        DensityMap everywhere = new(half1.Box, half1.PixelSizeAngstrom, [.. Enumerable.Repeat(1f, half1.Values.Length)]);
        DensityMap ours = Averaged(LocalResolution.Compute(half1, half2, everywhere, new LocalResolutionOptions(4 * Flat * half1.PixelSizeAngstrom), 2).Angstrom);
        int[] inside = [.. Enumerable.Range(0, mask.Values.Length).Where(i => mask.Values[i] > 0.5f && theirs.Values[i] > 0)];
        Correlation([.. inside.Select(i => (double)ours.Values[i])], [.. inside.Select(i => (double)theirs.Values[i])]).ShouldBeGreaterThan(0.95);
        inside.Average(i => ours.Values[i]).ShouldBe(inside.Average(i => theirs.Values[i]), 0.7);
    }

    private static (DensityMap Half1, DensityMap Half2, DensityMap Mask, string Data) Maps()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program))), $"{Program} is not installed");
        string data = SharedData.Require("igg1d");
        return (MrcMap.Read(Path.Combine(data, "half1.mrc")), MrcMap.Read(Path.Combine(data, "half2.mrc")), MrcMap.Read(Path.Combine(data, "mask.mrc")), data);
    }

    // RELION fails at its end where Ghostscript is missing, after all that is compared has been written.
    private static void Relion(string data, params string[] more)
    {
        var start = new ProcessStartInfo(Program, ["--i", Path.Combine(data, "half1.mrc"), "--i2", Path.Combine(data, "half2.mrc"), "--angpix", "4", .. more]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        Task.WaitAll(output, errors);
    }

    private static IEnumerable<string[]> Rows(string star) =>
        File.ReadLines(star).SkipWhile(line => line != "data_fsc").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).SkipWhile(fields => fields.Length < 7).TakeWhile(fields => fields.Length >= 7);

    // The mean of 1/resolution over the windows of RELION's lattice that hold a voxel, weighted with the windows; at most 50 Å.
    private static DensityMap Averaged(DensityMap angstrom)
    {
        int n = angstrom.Box, half = n / 2;
        double[] sum = new double[angstrom.Values.Length], weights = new double[sum.Length];
        for (int lattice = 0; lattice < n * n * n; lattice++)
        {
            int x = lattice % n, y = lattice / n % n, z = lattice / n / n;
            if (x % Step != 0 || y % Step != 0 || z % Step != 0 || Distance(x - half, y - half, z - half) >= half - Flat)
            {
                continue;
            }
            for (int i = 0; i < 8 * Outer * Outer * Outer; i++)
            {
                int u = i % (2 * Outer) - Outer, v = i / (2 * Outer) % (2 * Outer) - Outer, w = i / (4 * Outer * Outer) - Outer;
                if (x + u >= 0 && x + u < n && y + v >= 0 && y + v < n && z + w >= 0 && z + w < n)
                {
                    double weight = RadialFilter.LowPassGain(Distance(u, v, w), (Flat + Outer) / 2.0, Outer - Flat);
                    int at = ((z + w) * n + y + v) * n + x + u;
                    sum[at] += weight / Math.Min(50, angstrom[z, y, x]);
                    weights[at] += weight;
                }
            }
        }
        return new DensityMap(n, angstrom.PixelSizeAngstrom, [.. sum.Select((value, i) => value > 0 ? (float)(weights[i] / value) : 0)]);
    }

    private static double Distance(double x, double y, double z) => Math.Sqrt(x * x + y * y + z * z);

    private static double Correlation(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        return a.Zip(b, (u, v) => (u - meanA) * (v - meanB)).Sum() / Math.Sqrt(a.Sum(u => (u - meanA) * (u - meanA)) * b.Sum(v => (v - meanB) * (v - meanB)));
    }
}
