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
            if (GoodSizes.IsGood(n))
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
    public void A_bad_box_is_refused_with_its_good_neighbours()
    {
        InputException refusal = Should.Throw<InputException>(() => new RealFft2(98));
        refusal.Message.ShouldContain("96");
        refusal.Message.ShouldContain("100");
        Should.Throw<InputException>(() => new RealFft2(27)).Message.ShouldContain("24 and 30");
        Should.Throw<InputException>(() => new RealFft2(2));
        GoodSizes.AtMost(7).ShouldBe(6);
        GoodSizes.AtLeast(7).ShouldBe(8);
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
