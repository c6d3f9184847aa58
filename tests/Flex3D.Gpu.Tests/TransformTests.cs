using Flex3D.Stages.Numerics;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Tests.Devices;

namespace Flex3D.Gpu.Tests;

public sealed class TransformTests(SimulatedDevice device) : IClassFixture<SimulatedDevice>
{
    [Theory]
    [InlineData(4, 1), InlineData(6, 2), InlineData(8, 3), InlineData(10, 4), InlineData(12, 8), InlineData(16, 8), InlineData(18, 5), InlineData(20, 8), InlineData(30, 2), InlineData(50, 1)]
    [InlineData(14, 3), InlineData(22, 2), InlineData(26, 1), InlineData(28, 8), InlineData(38, 4), InlineData(42, 2), InlineData(46, 3), InlineData(98, 2), InlineData(154, 1)]
    public void Half_spectra_and_images_are_those_of_the_processor(int n, int columnsAtOnce)
    {
        const int Rows = 3;
        int length = n * (n / 2 + 1);
        float[] images = [.. Enumerable.Range(0, Rows * n * n).Select(i => (float)CounterRandom.Normal(1, 201, 0, 0, (ulong)i))];
        float[] re = new float[Rows * length], im = new float[Rows * length], back = new float[images.Length];
        DeviceTransform.Run(device.Accelerator, n, columnsAtOnce, images, re, im, back);

        var fft = new RealFft2(n);
        float[] expectedRe = new float[length], expectedIm = new float[length], scratch = new float[fft.ScratchLength];
        for (int row = 0; row < Rows; row++)
        {
            fft.Forward(images.AsSpan(row * n * n, n * n), expectedRe, expectedIm, scratch);
            for (int k = 0; k < length; k++)
            {
                re[row * length + k].ShouldBe(expectedRe[k], 4e-6f * n, $"re of {k}, image {row}");
                im[row * length + k].ShouldBe(expectedIm[k], 4e-6f * n, $"im of {k}, image {row}");
            }
        }
        for (int i = 0; i < images.Length; i++)
        {
            back[i].ShouldBe(images[i], 4e-6f, $"pixel {i}");
        }
    }

    [Theory]
    [InlineData(8), InlineData(18), InlineData(20), InlineData(22), InlineData(28)]
    public void What_a_real_image_cannot_hold_is_dropped_as_the_processor_drops_it(int n)
    {
        int length = n * (n / 2 + 1);
        float[] re = [.. Enumerable.Range(0, length).Select(i => (float)CounterRandom.Normal(2, 202, 0, 0, (ulong)i))];
        float[] im = [.. Enumerable.Range(0, length).Select(i => (float)CounterRandom.Normal(3, 203, 0, 0, (ulong)i))];
        float[] found = new float[n * n], expected = new float[n * n];
        var fft = new RealFft2(n);
        fft.Inverse([.. re], [.. im], expected, new float[fft.ScratchLength]);
        DeviceTransform.Run(device.Accelerator, n, 4, null, re, im, found);
        for (int i = 0; i < expected.Length; i++)
        {
            found[i].ShouldBe(expected[i], 4e-6f, $"pixel {i}");
        }
    }
}
