using System.Numerics;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Numerics.Fourier;
using MathNet.Numerics.IntegralTransforms;

namespace Flex3D.Tests.Engine.Fourier;

public class RealFft3Tests
{
    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(10)]
    [InlineData(16)]
    [InlineData(30)]
    [InlineData(36)]
    [InlineData(14)]
    [InlineData(22)]
    [InlineData(26)]
    [InlineData(38)]
    [InlineData(46)]
    [InlineData(62)]
    public void The_spectrum_is_that_of_an_independent_transform_and_comes_back(int n)
    {
        var plan = new RealFft3(n);
        float[] map = Noise(n * n * n), re = new float[plan.SpectrumLength], im = new float[plan.SpectrumLength];
        plan.Forward(map, re, im);
        Complex[] expected = Reference(map, n);
        double error = 0, norm = 0;
        for (int row = 0; row < n * n; row++)
        {
            for (int kx = 0; kx <= n / 2; kx++)
            {
                int i = row * plan.SpectrumWidth + kx;
                error = Math.Max(error, (new Complex(re[i], im[i]) - expected[row * n + kx]).Magnitude);
                norm += Math.Pow(expected[row * n + kx].Magnitude, 2);
            }
        }
        (error / Math.Sqrt(norm / re.Length)).ShouldBeLessThan(1e-6);

        var back = new float[map.Length];
        plan.InverseOverwriting(re, im, back);
        for (int i = 0; i < back.Length; i++)
        {
            back[i].ShouldBe(map[i], 2e-6);
        }
    }

    [Theory]
    [InlineData(30)]
    [InlineData(38)]
    public void Threads_do_not_change_a_bit(int n)
    {
        var plan = new RealFft3(n);
        float[] map = Noise(n * n * n), one = new float[map.Length], three = new float[map.Length];
        foreach ((float[] result, int threads) in new[] { (one, 1), (three, 3) })
        {
            float[] re = new float[plan.SpectrumLength], im = new float[plan.SpectrumLength];
            plan.Forward(map, re, im, threads);
            re[5] += 1; // so that the way back is not the identity
            plan.InverseOverwriting(re, im, result, threads);
        }
        three.ShouldBe(one);
    }

    private static float[] Noise(int count)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (float)CounterRandom.Normal(9, 0, 0, 0, (ulong)i);
        }
        return values;
    }

    private static Complex[] Reference(float[] map, int n)
    {
        Complex[] values = [.. map.Select(v => new Complex(v, 0))];
        var line = new Complex[n];
        foreach (int stride in (int[])[1, n, n * n])
        {
            for (int start = 0; start < values.Length; start++)
            {
                if (start / stride % n != 0)
                {
                    continue;
                }
                for (int k = 0; k < n; k++)
                {
                    line[k] = values[start + k * stride];
                }
                MathNet.Numerics.IntegralTransforms.Fourier.Forward(line, FourierOptions.NoScaling);
                for (int k = 0; k < n; k++)
                {
                    values[start + k * stride] = line[k];
                }
            }
        }
        return values;
    }
}
