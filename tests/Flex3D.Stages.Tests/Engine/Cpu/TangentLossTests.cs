using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Tests.Engine.Cpu;

public sealed class TangentLossTests
{
    [Theory]
    [InlineData(22, 1)]
    [InlineData(36, 4)]
    [InlineData(40, 9)]
    public void Gradient_and_hessian_are_sums_over_whole_spectra(int n, int count)
    {
        int columns = n / 2 + 1, length = n * columns;
        const float Contrast = 0.8f;
        float[] tangents = Numbers(2 * count * length, 0), re = Numbers(length, 1), im = Numbers(length, 2), targetRe = Numbers(length, 3), targetIm = Numbers(length, 4);
        float[] weight = [.. Numbers(length, 5).Select(Math.Abs)], residual = new float[2 * length], power = new float[length];
        double[] gradient = [.. Enumerable.Repeat(7.0, count)], hessian = [.. Enumerable.Repeat(7.0, count * count)];
        TangentLoss.Weigh(n, re, im, targetRe, targetIm, weight, Contrast, residual, power);
        TangentLoss.Fill(tangents, residual, power, gradient, hessian, new float[TangentLoss.FillFloats]);
        for (int a = 0; a < count; a++)
        {
            Inner(a, k => Contrast * (targetRe[k] - Contrast * (double)weight[k] * re[k]), k => Contrast * (targetIm[k] - Contrast * (double)weight[k] * im[k])).ShouldBe(-gradient[a], 1e-5);
            for (int b = 0; b < count; b++)
            {
                hessian[a * count + b].ShouldBe(Inner(a, k => Contrast * Contrast * (double)weight[k] * T(b, k), k => Contrast * Contrast * (double)weight[k] * T(b, length + k)), 1e-5);
            }
        }

        double T(int column, int k) => tangents[2 * column * length + k];
        // Over all N² frequencies: those of inner columns have a mate that the half spectrum leaves out.
        double Inner(int a, Func<int, double> real, Func<int, double> imaginary) =>
            Enumerable.Range(0, length).Sum(k => (k % columns is 0 || k % columns == n / 2 ? 1 : 2) * (T(a, k) * real(k) + T(a, length + k) * imaginary(k))) / (n * n);
    }

    [Fact]
    public void A_shift_multiplies_each_frequency_by_its_own()
    {
        const int N = 36, Columns = N / 2 + 1;
        float[] re = Numbers(N * Columns, 1), im = Numbers(N * Columns, 2), x = new float[2 * N * Columns], y = new float[2 * N * Columns];
        TangentLoss.Shift(N, re, im, x, y);
        for (int k = 0; k < N * Columns; k++)
        {
            int ky = k / Columns < N / 2 ? k / Columns : k / Columns - N;
            var whole = new System.Numerics.Complex(re[k], im[k]);
            Agree(x, k, whole * new System.Numerics.Complex(0, -2 * Math.PI * (k % Columns) / N));
            Agree(y, k, whole * new System.Numerics.Complex(0, -2 * Math.PI * ky / N));
        }

        static void Agree(float[] found, int k, System.Numerics.Complex expected)
        {
            ((double)found[k]).ShouldBe(expected.Real, 1e-5);
            ((double)found[N * Columns + k]).ShouldBe(expected.Imaginary, 1e-5);
        }
    }

    private static float[] Numbers(int count, ulong stream) => [.. Enumerable.Range(0, count).Select(i => (float)CounterRandom.Normal(5, 3, 0, stream, (ulong)i))];
}
