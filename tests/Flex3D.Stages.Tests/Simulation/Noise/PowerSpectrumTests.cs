using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Simulation.Noise;

namespace Flex3D.Stages.Tests.Simulation.Noise;

public sealed class PowerSpectrumTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("flex3d-noise-").FullName, "noise.csv");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Fact]
    public void Powers_whose_sums_are_no_numbers_are_refused() =>
        Should.Throw<InputException>(() => new PowerSpectrum([0, 0.1], [1e300, 1e308])).Message.ShouldContain("on any scale");

    [Fact]
    public void Power_is_linear_between_points_and_constant_beyond_them()
    {
        var spectrum = new PowerSpectrum([0.1, 0.2, 0.4], [4, 2, 0]);
        spectrum.At(0).ShouldBe(4);
        spectrum.At(0.1).ShouldBe(4);
        spectrum.At(0.15).ShouldBe(3, 1e-12);
        spectrum.At(0.35).ShouldBe(0.5, 1e-12);
        spectrum.At(9).ShouldBe(0);
    }

    [Theory]
    [InlineData(0, 4.0)] // 1 + 3, and nothing of the ring
    [InlineData(0.02, 2.4960)] // (1 + 3/2) exp(−0.0016)
    [InlineData(0.27027, 1.1323)] // the ring: (1 + 3/183.6 + 0.5) exp(−0.29218)
    [InlineData(0.5, 0.3696)] // (1 + 3/626) exp(−1)
    public void Ice_has_a_rise_a_ring_and_a_fall(double frequency, double power) => PowerSpectrum.Ice.At(frequency).ShouldBe(power, 0.004 * power);

    [Theory]
    [InlineData(0, 13.0)]
    [InlineData(0.04, 6.9554)] // (1 + 12/2) exp(−0.0064)
    [InlineData(0.5, 0.3960)] // (1 + 12/157.25) exp(−1)
    public void Carbon_rises_more(double frequency, double power) => PowerSpectrum.Carbon.At(frequency).ShouldBe(power, 0.004 * power);

    [Theory]
    [InlineData("0,4\n0.25,1\n")]
    [InlineData("# measured\nfrequency;power;count\r\n0;4;10\r\n0.25;1;20\r\n")]
    [InlineData("\ufeff  0\t4\n\n 2.5e-1   1.0\n")]
    public void A_file_of_two_columns_is_read(string text)
    {
        File.WriteAllText(_file, text);
        PowerSpectrum spectrum = PowerSpectrumFile.Read(_file);
        spectrum.Frequencies.ShouldBe([0, 0.25]);
        spectrum.Powers.ShouldBe([4, 1]);
    }

    [Theory]
    [InlineData("0 1\n0.1 x\n", "line 2")]
    [InlineData("0 1\n0.1\n", "line 2")]
    [InlineData("f p\nfrequency power\n0 1\n", "line 2")]
    [InlineData("", "two points")]
    [InlineData("0 1\n", "two points")]
    [InlineData("0.2 1\n0.1 1\n", "0.1")]
    [InlineData("0 1\n0.1 -2\n", "-2")]
    [InlineData("0 nan\n0.1 2\n", "NaN")]
    [InlineData("0 0\n0.1 0\n", "0 everywhere")]
    public void What_is_no_spectrum_is_refused(string text, string said)
    {
        File.WriteAllText(_file, text);
        InputException refused = Should.Throw<InputException>(() => PowerSpectrumFile.Read(_file));
        refused.InputSource.ShouldBe(_file);
        refused.Message.ShouldContain(said);
    }

    [Fact]
    public void Coloured_noise_has_variance_1_and_its_power_at_each_frequency()
    {
        const int N = 16, Images = 600;
        const double Pixel = 2;
        var spectrum = new PowerSpectrum([0, 0.05, 0.25], [9, 4, 1]);
        double Power(int kx, int ky) // piecewise by hand
        {
            double f = Math.Sqrt(kx * kx + ky * ky) / (N * Pixel);
            return f <= 0.05 ? 9 - 100 * f : f <= 0.25 ? 4 - 15 * (f - 0.05) : 1;
        }
        double mean = 0;
        for (int k = 0; k < N * N; k++)
        {
            mean += Power(k % N - N / 2, k / N - N / 2) / (N * N);
        }
        var noise = new ColouredNoise(spectrum, N, Pixel);
        var fft = new RealFft2(N);
        float[] image = new float[N * N], re = new float[fft.SpectrumLength], im = new float[fft.SpectrumLength], scratch = new float[fft.ScratchLength];
        (int X, int Y)[] waves = [(0, 0), (1, 0), (2, 1), (-3, 2), (5, 5), (8, 0), (3, -7)];
        double variance = 0;
        double[] power = new double[waves.Length];
        for (int i = 0; i < Images; i++)
        {
            for (int p = 0; p < image.Length; p++)
            {
                image[p] = (float)CounterRandom.Normal(5, 0, 0, (ulong)i, (ulong)p);
            }
            noise.Apply(fft, image, re, im, scratch);
            variance += image.Average(v => (double)v * v) / Images;
            for (int w = 0; w < waves.Length; w++)
            {
                double c = 0, s = 0;
                for (int p = 0; p < image.Length; p++)
                {
                    double phase = 2 * Math.PI * (waves[w].X * (p % N) + waves[w].Y * (p / N)) / N;
                    (c, s) = (c + image[p] * Math.Cos(phase), s + image[p] * Math.Sin(phase));
                }
                power[w] += (c * c + s * s) / (N * N) / Images;
            }
        }
        variance.ShouldBe(1, 0.03);
        for (int w = 0; w < waves.Length; w++)
        {
            double expected = Power(waves[w].X, waves[w].Y) / mean;
            power[w].ShouldBe(expected, 0.25 * expected, waves[w].ToString()); // four sd of 600 exponential values or, at real waves, three of χ²
        }
    }

    [Fact]
    public void Noise_without_power_in_the_image_is_refused() =>
        Should.Throw<InputException>(() => new ColouredNoise(new PowerSpectrum([0, 0.9, 1], [0, 0, 1]), 16, 2)).Message.ShouldContain("power of 0");
}
