using System.Text.Json;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;

namespace Flex3D.Tests.Engine.Imaging;

public class CtfTests
{
    [Fact]
    public void Values_are_the_golden_ones()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(SharedData.Golden("ctf.json")));
        foreach (JsonElement set in golden.RootElement.EnumerateArray())
        {
            double Get(string name) => set.GetProperty(name).GetDouble();
            int n = set.GetProperty("n").GetInt32();
            var particle = new Particle(0, 0, Rotation.Identity, 0, 0, Get("dfu"), Get("dfv"), Get("ang"), Get("phase"), Get("bfac"), 1, 1, 0, 0, 0);
            var ctf = new float[n * (n / 2 + 1)];
            Ctf.Of(particle, Optics() with
            {
                VoltageKilovolt = Get("kv"),
                SphericalAberrationMillimetre = Get("cs"),
                AmplitudeContrast = Get("q0"),
            }).Evaluate(n, Get("px"), ctf);
            double[] expected = [.. set.GetProperty("ctf").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(v => v.GetDouble())];
            for (int i = 0; i < ctf.Length; i++)
            {
                ctf[i].ShouldBe((float)expected[i], 1e-6f);
            }
        }
    }

    [Theory]
    [InlineData(10, 2.0)]
    [InlineData(40, 6.4)]
    [InlineData(128, 0.7)]
    public void Every_term_enters_as_the_definition_says_at_any_box(int n, double pixel)
    {
        OpticsGroup optics = Optics() with { Magnification = (1.02, 0.01, -0.015, 0.99), EvenZernike = [0.3, -4, 5, 6, 20, -30, 40, 50, -60] };
        var particle = new Particle(0, 0, Rotation.Identity, 0, 0, 31000, 18000, 63, 40, 55, 0.8, 1, 0, 0, 0);
        float[] ctf = new float[n * (n / 2 + 1)];
        Ctf.Of(particle, optics).Evaluate(n, pixel, ctf, Aberrations.EvenPhase(optics, n, pixel));

        for (int row = 0; row < n; row++)
        {
            for (int kx = 0; kx <= n / 2; kx++)
            {
                double fx = kx / (n * pixel), fy = (row < n / 2 ? row : row - n) / (n * pixel);
                (fx, fy) = (1.02 * fx + 0.01 * fy, -0.015 * fx + 0.99 * fy);
                double s2 = fx * fx + fy * fy, theta = Math.Atan2(fy, fx), lambda = 12.2643247 / Math.Sqrt(3e5 * (1 + 0.978466e-6 * 3e5));
                double defocus = 0.5 * (31000 + 18000) + 0.5 * (31000 - 18000) * Math.Cos(2 * (theta - 63 * Math.PI / 180));
                double even = 0.3 - 4 * 2 * fx * fy + 5 * (2 * s2 - 1) + 6 * (fx * fx - fy * fy)
                    + 20 * 4 * fx * fy * (fx * fx - fy * fy) - 30 * (4 * s2 - 3) * 2 * fx * fy + 40 * (6 * s2 * s2 - 6 * s2 + 1)
                    + 50 * (4 * s2 - 3) * (fx * fx - fy * fy) - 60 * (Math.Pow(fx, 4) - 6 * fx * fx * fy * fy + Math.Pow(fy, 4));
                double phase = Math.PI * lambda * defocus * s2 - Math.PI / 2 * 2.7e7 * Math.Pow(lambda, 3) * s2 * s2
                    + 40 * Math.PI / 180 + Math.Asin(0.1) - even;
                double expected = 0.8 * Math.Sin(phase) * Math.Exp(-55 * s2 / 4);
                ctf[row * (n / 2 + 1) + kx].ShouldBe((float)expected, 1e-6f);
            }
        }
    }

    internal static OpticsGroup Optics() => new()
    {
        Number = 1,
        Name = "one",
        VoltageKilovolt = 300,
        SphericalAberrationMillimetre = 2.7,
        AmplitudeContrast = 0.1,
        PixelSizeAngstrom = 1,
    };
}
