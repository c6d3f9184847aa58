using System.Numerics;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Numerics.Fourier;
using MathNet.Numerics.IntegralTransforms;

namespace Flex3D.Tests.Engine.Fourier;

public class RealFft2Tests
{
    public static TheoryData<int, int> SizesAndWidths()
    {
        var data = new TheoryData<int, int>();
        for (int n = 4; n <= 200; n++)
        {
            if (BoxSizes.IsFast(n))
            {
                foreach (int width in (int[])[1, 4, 8, 16])
                {
                    // All widths at small boxes; at large ones only the widest that the machine would take.
                    if (width <= n / 2 + 1 && (n <= 64 || width == RealFft2.WidestLanes(n / 2 + 1)))
                    {
                        data.Add(n, width);
                    }
                }
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(SizesAndWidths))]
    public void The_spectrum_is_that_of_an_independent_transform_and_comes_back(int n, int width)
    {
        var plan = new RealFft2(n, width);
        float[] image = Noise(n * n, (ulong)n);
        float[] re = new float[plan.SpectrumLength], im = new float[plan.SpectrumLength], scratch = new float[plan.ScratchLength];
        plan.Forward(image, re, im, scratch);

        Complex[] expected = Reference(image, n);
        double error = 0, norm = 0;
        for (int ky = 0; ky < n; ky++)
        {
            for (int kx = 0; kx <= n / 2; kx++)
            {
                Complex f = expected[ky * n + kx];
                int i = ky * plan.SpectrumWidth + kx;
                error = Math.Max(error, (new Complex(re[i], im[i]) - f).Magnitude);
                norm += f.Magnitude * f.Magnitude;
            }
        }
        (error / Math.Sqrt(norm / re.Length)).ShouldBeLessThan(1e-6);

        float[] keptRe = (float[])re.Clone(), keptIm = (float[])im.Clone(), back = new float[n * n];
        plan.Inverse(re, im, back, scratch);
        re.ShouldBe(keptRe);
        im.ShouldBe(keptIm);
        for (int i = 0; i < back.Length; i++)
        {
            back[i].ShouldBe(image[i], 2e-6);
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    [InlineData(128)]
    public void Power_is_kept_by_Parseval(int n)
    {
        var plan = new RealFft2(n);
        float[] image = Noise(n * n, 5), re = new float[plan.SpectrumLength], im = new float[plan.SpectrumLength];
        plan.Forward(image, re, im, new float[plan.ScratchLength]);
        double power = 0;
        for (int i = 0; i < re.Length; i++)
        {
            int kx = i % plan.SpectrumWidth;
            power += (kx == 0 || kx == n / 2 ? 1 : 2) * ((double)re[i] * re[i] + (double)im[i] * im[i]);
        }
        double expected = image.Sum(v => (double)v * v) * n * n;
        (power / expected).ShouldBe(1, 1e-6);
    }

    [Fact]
    public void What_a_real_image_cannot_hold_is_dropped_by_the_inverse()
    {
        const int n = 8;
        var plan = new RealFft2(n);
        float[] re = new float[plan.SpectrumLength], im = new float[plan.SpectrumLength], image = new float[n * n];
        im[0] = 3; // the imaginary part of the mean
        re[0] = n * n;
        plan.Inverse(re, im, image, new float[plan.ScratchLength]);
        image.ShouldAllBe(v => Math.Abs(v - 1) < 1e-6);
    }

    [Fact]
    public void Every_even_box_is_transformed_and_comes_back()
    {
        // All small boxes, and of the others those that leave another rest each time.
        for (int n = 4; n <= 400; n += n < 130 ? 2 : 6)
        {
            // Products of lines: their spectra are products of the lines' spectra, by the sum that defines them.
            const int Terms = 3;
            float[][] across = [.. Enumerable.Range(0, Terms).Select(t => Noise(n, (ulong)(10 * n + t)))], down = [.. Enumerable.Range(0, Terms).Select(t => Noise(n, (ulong)(10 * n + 5 + t)))];
            Complex[][] acrossSpectra = [.. across.Select(Line)], downSpectra = [.. down.Select(Line)];
            float[] image = new float[n * n];
            for (int i = 0; i < image.Length; i++)
            {
                double sum = 0;
                for (int t = 0; t < Terms; t++)
                {
                    sum += (double)down[t][i / n] * across[t][i % n];
                }
                image[i] = (float)sum;
            }
            var plan = new RealFft2(n);
            float[] re = new float[plan.SpectrumLength], im = new float[plan.SpectrumLength], back = new float[n * n], scratch = new float[plan.ScratchLength + 64];
            scratch.AsSpan(plan.ScratchLength).Fill(-77);
            plan.Forward(image, re, im, scratch.AsSpan(0, plan.ScratchLength));
            double error = 0, norm = 0;
            for (int k = 0; k < re.Length; k++)
            {
                Complex expected = Complex.Zero;
                for (int t = 0; t < Terms; t++)
                {
                    expected += downSpectra[t][k / plan.SpectrumWidth] * acrossSpectra[t][k % plan.SpectrumWidth];
                }
                error = Math.Max(error, (new Complex(re[k], im[k]) - expected).Magnitude);
                norm += expected.Magnitude * expected.Magnitude;
            }
            (error / Math.Sqrt(norm / re.Length)).ShouldBeLessThan(3e-6, $"box {n}"); // a few strong frequencies of each line, with their own errors
            plan.Inverse(re, im, back, scratch.AsSpan(0, plan.ScratchLength));
            double distance = 0, largest = 0;
            for (int i = 0; i < image.Length; i++)
            {
                (distance, largest) = (Math.Max(distance, Math.Abs(back[i] - (double)image[i])), Math.Max(largest, Math.Abs(image[i])));
            }
            (distance / largest).ShouldBeLessThan(1e-6, $"box {n}");
            scratch.AsSpan(plan.ScratchLength).IndexOfAnyExcept(-77).ShouldBe(-1, $"box {n}");
        }
    }

    [Fact]
    public void Fast_boxes_keep_their_bits()
    {
        uint sum = 0;
        foreach (int n in (int[])[4, 6, 10, 16, 24, 50, 54, 64, 90, 100, 128, 360, 384])
        {
            var plan = new RealFft2(n);
            float[] image = [.. Enumerable.Range(0, n * n).Select(i => i * 7919 % 1009 / 1009f - 0.5f)], re = new float[plan.SpectrumLength], im = new float[plan.SpectrumLength], scratch = new float[plan.ScratchLength];
            plan.Forward(image, re, im, scratch);
            plan.Inverse(re, im, image, scratch);
            foreach (float value in re.Concat(im).Concat(image))
            {
                sum = BitOperations.RotateLeft(sum, 5) * 9 + BitConverter.SingleToUInt32Bits(value);
            }
        }
        sum.ShouldBe(2728964482u);
    }

    [Theory]
    [InlineData(27, "a box of 27", "26 and 28")]
    [InlineData(2, "a box of 2", "at least 4")]
    [InlineData(-6, "a box of -6", "at least 4")]
    public void A_box_without_a_transform_is_refused(int n, string found, string expected)
    {
        InputException refusal = Should.Throw<InputException>(() => new RealFft2(n));
        refusal.Message.ShouldContain(found);
        refusal.Message.ShouldContain(expected);
    }

    [Fact]
    public void Fast_boxes_have_small_primes()
    {
        BoxSizes.FastAtMost(7).ShouldBe(6);
        BoxSizes.FastAtMost(382).ShouldBe(360);
        BoxSizes.FastAtMost(1).ShouldBe(4);
        BoxSizes.IsFast(380).ShouldBeFalse();
        BoxSizes.IsSupported(380).ShouldBeTrue();
        BoxSizes.IsSupported(381).ShouldBeFalse();
    }

    [Fact]
    public void A_buffer_of_the_wrong_length_is_refused()
    {
        var plan = new RealFft2(16);
        float[] spectrum = new float[plan.SpectrumLength], scratch = new float[plan.ScratchLength];
        Should.Throw<ArgumentOutOfRangeException>(() => plan.Forward(new float[255], spectrum, spectrum, scratch));
        Should.Throw<ArgumentOutOfRangeException>(() => plan.Forward(new float[256], spectrum, spectrum, scratch.AsSpan(1)));
    }

    private static float[] Noise(int count, ulong seed)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (float)CounterRandom.Normal(seed, 0, 0, 0, (ulong)i);
        }
        return values;
    }

    private static Complex[] Line(float[] values)
    {
        int n = values.Length;
        Complex[] roots = [.. Enumerable.Range(0, n).Select(k => Complex.FromPolarCoordinates(1, -2 * Math.PI * k / n))];
        return [.. Enumerable.Range(0, n).Select(k => values.Select((value, j) => value * roots[j * k % n]).Aggregate(Complex.Zero, Complex.Add))];
    }

    private static Complex[] Reference(float[] image, int n)
    {
        var values = new Complex[n * n];
        var line = new Complex[n];
        for (int y = 0; y < n; y++)
        {
            for (int x = 0; x < n; x++)
            {
                line[x] = image[y * n + x];
            }
            MathNet.Numerics.IntegralTransforms.Fourier.Forward(line, FourierOptions.NoScaling);
            line.CopyTo(values, y * n);
        }
        for (int x = 0; x < n; x++)
        {
            for (int y = 0; y < n; y++)
            {
                line[y] = values[y * n + x];
            }
            MathNet.Numerics.IntegralTransforms.Fourier.Forward(line, FourierOptions.NoScaling);
            for (int y = 0; y < n; y++)
            {
                values[y * n + x] = line[y];
            }
        }
        return values;
    }
}
