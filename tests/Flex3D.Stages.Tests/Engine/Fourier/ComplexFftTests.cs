using System.Numerics;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Tests.Engine.Fourier;

public unsafe class ComplexFftTests
{
    private const float Guard = -77;

    [Fact]
    public void Lines_of_every_length_are_those_of_the_sum_that_defines_them()
    {
        for (int length = 2; length <= 400; length++)
        {
            Check<Lane128>(new ComplexFft(length), dense: length % 2 == 0);
        }
    }

    [Theory]
    [InlineData(7), InlineData(11), InlineData(13), InlineData(17), InlineData(49), InlineData(38), InlineData(47), InlineData(14 * 23), InlineData(59), InlineData(191), InlineData(383)]
    public void A_prime_may_be_summed_directly_or_convolved(int length)
    {
        Check<LaneScalar>(new ComplexFft(length, convolve: false), dense: true);
        Check<LaneScalar>(new ComplexFft(length, convolve: true), dense: false);
    }

    [Fact]
    public void Long_lines_of_large_primes_keep_their_accuracy()
    {
        foreach (int length in (int[])[499, 719, 1018, 2 * 1019])
        {
            Check<Lane128>(new ComplexFft(length), dense: true, 2e-6);
        }
    }

    // Transforms lines of noise; in place if dense, else from one stride to another. Nothing beyond the scratch may be written.
    private static void Check<TLane>(ComplexFft fft, bool dense, double tolerance = 1e-6)
        where TLane : unmanaged, ILane<TLane>
    {
        int n = fft.Length, width = TLane.Width, from = dense ? width : width + 3, to = dense ? width : width + 5, scratchLength = fft.ScratchLength(width);
        float[] re = Noise(n * from, 1), im = Noise(n * from, 2), outRe = dense ? re : new float[n * to], outIm = dense ? im : new float[n * to];
        float[] scratch = new float[scratchLength + 64];
        scratch.AsSpan(scratchLength).Fill(Guard);
        Complex[][] expected = [.. Enumerable.Range(0, width).Select(lane => Transform([.. Enumerable.Range(0, n).Select(j => new Complex(re[j * from + lane], im[j * from + lane]))]))];
        fixed (float* r = re, i = im, or = outRe, oi = outIm, s = scratch)
        {
            fft.Run<TLane>(r, i, from, or, oi, to, s);
        }
        scratch.AsSpan(scratchLength).IndexOfAnyExcept(Guard).ShouldBe(-1, $"length {n}");
        for (int lane = 0; lane < width; lane++)
        {
            double rms = Math.Sqrt(expected[lane].Sum(value => value.Magnitude * value.Magnitude) / n);
            double error = Enumerable.Range(0, n).Max(k => (new Complex(outRe[k * to + lane], outIm[k * to + lane]) - expected[lane][k]).Magnitude);
            (error / rms).ShouldBeLessThan(tolerance, $"length {n}");
        }
    }

    private static Complex[] Transform(Complex[] line)
    {
        int n = line.Length;
        Complex[] roots = [.. Enumerable.Range(0, n).Select(k => Complex.FromPolarCoordinates(1, -2 * Math.PI * k / n))];
        return [.. Enumerable.Range(0, n).Select(k => line.Select((value, j) => value * roots[(int)((long)j * k % n)]).Aggregate(Complex.Zero, Complex.Add))];
    }

    private static float[] Noise(int count, ulong seed) => [.. Enumerable.Range(0, count).Select(i => (float)CounterRandom.Normal(seed, 11, 0, 0, (ulong)i))];
}
