using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Particles;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Particles.Images;

public sealed class NoiseSpectrumTests : IDisposable
{
    private const int Box = 48;
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-noise").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static double White(double shell) => 1;

    private static double Pink(double shell) => 0.4 + 6 / (1 + shell * shell / 16);

    private static double Falling(double shell) => 1.6 - 1.1 * Math.Min(1, shell / (Box / 2));

    [Theory]
    [InlineData(nameof(White), 14)]
    [InlineData(nameof(Pink), 14)]
    [InlineData(nameof(Falling), 14)]
    [InlineData(nameof(Pink), 22)]
    public void The_spectrum_is_that_of_the_noise_whatever_is_in_the_middle(string colour, double radius)
    {
        Func<double, double> truth = colour switch { nameof(White) => White, nameof(Pink) => Pink, _ => Falling };
        var spectra = new NoiseSpectra([SmallWorld.Optics()], [600], Box, radius);
        NoiseSpectra.Scratch scratch = spectra.CreateScratch();
        double[] sums = new double[spectra.MostSums];
        for (int i = 0; i < 600; i++)
        {
            float[] image = Coloured(i, truth);
            for (int p = 0; p < image.Length; p++)
            {
                double dx = p % Box - Box / 2, dy = p / Box - Box / 2;
                image[p] += 7 + (dx * dx + dy * dy <= 0.9 * radius * radius ? (float)(10 * Math.Cos(0.7 * dx + i)) : 0);
            }
            spectra.Measure(0, image, 1, scratch, sums);
            spectra.Add(0, sums);
        }
        NoiseSpectrum measured = spectra.Spectra()[0]!;
        measured.Images.ShouldBe(600);
        double[] expected = ShellMeans(truth);
        for (int shell = 1; shell <= Box / 2; shell++)
        {
            // Four standard errors: half of a shell's components are independent, and those of the background alone.
            double outside = 1 - Math.PI * radius * radius / (Box * Box);
            double allowed = 4 / Math.Sqrt(600 * Math.PI * shell * outside) + 0.02;
            measured.Variance[shell].ShouldBe(expected[shell], allowed * expected[shell], $"shell {shell}");
        }
    }

    [Fact]
    public void Few_images_of_white_noise_have_nearly_one_variance()
    {
        NoiseSpectrum measured = Measure(12, White);
        Enumerable.Range(0, measured.Variance.Count).ShouldAllBe(shell => Math.Abs(measured.Variance[shell] - 1) < 0.2);
    }

    [Fact]
    public void Frequencies_without_noise_have_no_data()
    {
        NoiseSpectrum measured = Measure(300, shell => shell < 12 ? 1 : 0);
        double extent = Box * SmallWorld.Pixel;
        measured.InverseVariance(5 / extent).ShouldBe(1 / measured.Variance[5], 1e-9);
        measured.InverseVariance(18 / extent).ShouldBe(0);
        measured.InverseVariance(5.5 / extent).ShouldBe(2 / (measured.Variance[5] + measured.Variance[6]), 1e-9);
    }

    [Fact]
    public void Correlated_pixels_count_for_fewer()
    {
        new NoiseSpectrum(8, 1, 1, [1, 1, 1, 1, 1, 1, 1]).IndependentPixels(100).ShouldBe(100);
        new NoiseSpectrum(8, 1, 1, [1, 30, 1, 1, 1, 1, 1]).IndependentPixels(100).ShouldBeLessThan(50);
    }

    [Fact]
    public void Small_groups_share_a_spectrum_and_others_have_their_own()
    {
        OpticsGroup plain = SmallWorld.Optics(), multiplied = plain with { CtfPremultiplied = true }, fine = plain with { PixelSizeAngstrom = 0.5 };
        IReadOnlyList<NoiseSpectrum?> spectra = Spectra([plain, plain, plain, plain, multiplied, fine, fine], [700, 800, 300, 400, 900, 600, 20]);
        spectra[0].ShouldNotBeSameAs(spectra[1]);
        spectra[2].ShouldBeSameAs(spectra[3]);
        spectra[2].ShouldNotBeSameAs(spectra[0]);
        spectra[4].ShouldBeNull();
        spectra[6].ShouldBeSameAs(spectra[5]);
        spectra[5]!.PixelSizeAngstrom.ShouldBe(0.5);
        IReadOnlyList<NoiseSpectrum?> few = Spectra([plain, plain], [20, 30]);
        few[0].ShouldNotBeNull();
        few[0].ShouldBeSameAs(few[1]);
    }

    [Fact]
    public void The_file_gives_back_what_was_measured()
    {
        string path = Path.Combine(_folder, "noise.star");
        var first = new NoiseSpectrum(48, 1.37, 640, [1.25, 1.25, 0.75, 1.0 / 3]);
        var second = new NoiseSpectrum(64, 2, 12, [1, 1]);
        NoiseSpectrumFile.Write(path, [.. Enumerable.Range(1, 4).Select(n => SmallWorld.Optics() with { Number = 7 * n })], [first, null, second, first]);
        IReadOnlyList<NoiseSpectrum?> read = NoiseSpectrumFile.Read(path);
        read.Count.ShouldBe(4);
        read[1].ShouldBeNull();
        read[3].ShouldBeSameAs(read[0]);
        (read[0]!.Box, read[0]!.PixelSizeAngstrom, read[0]!.Images).ShouldBe((48, 1.37, 640));
        read[0]!.Variance.ShouldBe(first.Variance);
        read[2]!.Variance.ShouldBe(second.Variance);
        File.ReadAllText(path).ShouldContain("_rlnSigma2Noise");
        File.WriteAllText(path, File.ReadAllText(path).Replace("noise_spectrum_2", "other"));
        Should.Throw<Faults.InputException>(() => NoiseSpectrumFile.Read(path)).Message.ShouldContain("spectrum 2");
    }

    private static IReadOnlyList<NoiseSpectrum?> Spectra(OpticsGroup[] optics, int[] counts)
    {
        var spectra = new NoiseSpectra(optics, counts, 16, 5);
        NoiseSpectra.Scratch scratch = spectra.CreateScratch();
        double[] sums = new double[spectra.MostSums];
        for (int i = 0; i < optics.Length; i++)
        {
            spectra.Samples(1, i).ShouldBe(!optics[i].CtfPremultiplied);
            if (!optics[i].CtfPremultiplied)
            {
                spectra.Measure(i, TestStacks.Noise(16, i), 1, scratch, sums);
                spectra.Add(i, sums);
            }
        }
        return spectra.Spectra();
    }

    private static NoiseSpectrum Measure(int images, Func<double, double> variance)
    {
        var spectra = new NoiseSpectra([SmallWorld.Optics()], [images], Box, 14);
        NoiseSpectra.Scratch scratch = spectra.CreateScratch();
        double[] sums = new double[spectra.MostSums];
        for (int i = 0; i < images; i++)
        {
            spectra.Measure(0, Coloured(i, variance), 1, scratch, sums);
            spectra.Add(0, sums);
        }
        return spectra.Spectra()[0]!;
    }

    private static float[] Coloured(int seed, Func<double, double> variance)
    {
        var fft = new RealFft2(Box);
        float[] image = TestStacks.Noise(Box, seed), re = new float[fft.SpectrumLength], im = new float[fft.SpectrumLength], scratch = new float[fft.ScratchLength];
        fft.Forward(image, re, im, scratch);
        for (int y = 0; y < Box; y++)
        {
            for (int x = 0; x <= Box / 2; x++)
            {
                float factor = (float)Math.Sqrt(variance(double.Hypot(x, y < Box / 2 ? y : y - Box)));
                re[y * (Box / 2 + 1) + x] *= factor;
                im[y * (Box / 2 + 1) + x] *= factor;
            }
        }
        fft.Inverse(re, im, image, scratch);
        return image;
    }

    private static double[] ShellMeans(Func<double, double> variance) =>
        [.. from y in Enumerable.Range(-Box / 2, Box)
            from x in Enumerable.Range(-Box / 2, Box)
            let k = double.Hypot(x, y)
            group variance(k) by (int)Math.Round(k) into shell
            orderby shell.Key
            select shell.Average()];
}
