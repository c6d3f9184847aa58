using Flex3D.Stages.Maps;

namespace Flex3D.Tests.Engine.Imaging;

public class RadialFilterTests
{
    private const int N = 24;

    [Fact]
    public void A_wave_is_scaled_by_the_gain_at_its_frequency()
    {
        DensityMap wave = Wave(3, 4, 0); // 5 Fourier pixels
        DensityMap filtered = RadialFilter.Apply(wave, f => 2 * f * N);
        ShouldBeScaled(filtered, wave, 10);
    }

    [Fact]
    public void The_low_pass_is_one_half_at_its_cutoff_and_zero_beyond_its_edge()
    {
        ShouldBeScaled(RadialFilter.LowPass(Wave(3, 4, 0), 5.0 / N, 2.0 / N), Wave(3, 4, 0), 0.5);
        ShouldBeScaled(RadialFilter.LowPass(Wave(0, 4, 0), 5.0 / N, 2.0 / N), Wave(0, 4, 0), 1);
        ShouldBeScaled(RadialFilter.LowPass(Wave(0, 0, 6), 5.0 / N, 2.0 / N), Wave(0, 0, 6), 0);
        ShouldBeScaled(RadialFilter.LowPassAngstrom(Wave(5, 0, 0), N * 1.5 / 5), Wave(5, 0, 0), 0.5);
    }

    [Fact]
    public void Spline_compensation_divides_by_the_fourth_power_of_sinc_on_each_axis()
    {
        static double Sinc4(double k) => k == 0 ? 1 : Math.Pow(Math.Sin(Math.PI * k / N) / (Math.PI * k / N), 4);
        DensityMap wave = Wave(3, 7, 2);
        ShouldBeScaled(SplineCompensation.Divide(wave), wave, 1 / (Sinc4(3) * Sinc4(7) * Sinc4(2)));

        float[] weights = SplineCompensation.Weights(N), whole = SplineCompensation.Weights(N, keepNyquist: true);
        weights[(N - 3) * (N / 2 + 1) + 7].ShouldBe((float)(1 / (Sinc4(3) * Sinc4(7))), 1e-6f);
        weights[N / 2 * (N / 2 + 1) + 1].ShouldBe(0);
        weights[N / 2].ShouldBe(0);
        whole[N / 2].ShouldBe((float)Math.Pow(Math.PI / 2, 4), 1e-5f);
    }

    private static DensityMap Wave(int kx, int ky, int kz)
    {
        var map = new DensityMap(N, 1.5);
        for (int i = 0; i < map.Values.Length; i++)
        {
            map.Values[i] = (float)Math.Cos(2 * Math.PI * (kx * (i % N) + ky * (i / N % N) + kz * (i / (N * N))) / N);
        }
        return map;
    }

    private static void ShouldBeScaled(DensityMap actual, DensityMap wave, double factor)
    {
        for (int i = 0; i < wave.Values.Length; i++)
        {
            actual.Values[i].ShouldBe((float)(factor * wave.Values[i]), (float)(1e-5 * Math.Max(1, factor)));
        }
    }
}
