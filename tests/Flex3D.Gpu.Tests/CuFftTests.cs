using Flex3D.Gpu.Engine;
using Flex3D.Stages.Numerics;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Util;

namespace Flex3D.Gpu.Tests;

/// <summary>The engine's own transform against cuFFT, where there is a card and that library: the engine does without, so that its bits do not depend on what is installed.</summary>
public sealed class CuFftTests
{
    [Theory]
    [InlineData(16), InlineData(60), InlineData(128), InlineData(200), InlineData(360), InlineData(440), InlineData(350), InlineData(380), InlineData(382), InlineData(398)]
    public void Spectra_are_those_of_cuFFT(int n)
    {
        using GpuEngine engine = RealDevice.Open("cuda");
        Accelerator accelerator = engine.Accelerators[0];
        CuFFT library = Library();

        const int Rows = 3;
        int length = n * (n / 2 + 1), columns = Math.Clamp(3072 / n, 1, 8); // 48 KiB of shared memory
        float[] images = [.. Enumerable.Range(0, Rows * n * n).Select(i => (float)CounterRandom.Normal(1, 207, 0, 0, (ulong)i))];
        float[] re = new float[Rows * length], im = new float[Rows * length], back = new float[images.Length];
        DeviceTransform.Run(accelerator, n, columns, images, re, im, back);

        CuFFTException.ThrowIfFailed(library.PlanMany(out CuFFTPlan? plan, 2, [n, n], [n, n], 1, n * n, [n, n / 2 + 1], 1, length, CuFFTType.CUFFT_R2C, Rows));
        using (plan)
        using (MemoryBuffer1D<float, Stride1D.Dense> from = accelerator.Allocate1D(images))
        using (MemoryBuffer1D<Float2, Stride1D.Dense> to = accelerator.Allocate1D<Float2>(Rows * length))
        {
            CuFFTException.ThrowIfFailed(plan!.ExecR2C(from.View.BaseView, to.View.BaseView));
            accelerator.Synchronize();
            Float2[] expected = to.GetAsArray1D();
            double norm = Math.Sqrt(expected.Sum(value => (double)value.X * value.X + (double)value.Y * value.Y));
            double distance = Math.Sqrt(expected.Select((value, k) => Math.Pow(value.X - re[k], 2) + Math.Pow(value.Y - im[k], 2)).Sum());
            (distance / norm).ShouldBeLessThan(1e-6);
        }
    }

    private static CuFFT Library()
    {
        try
        {
            return new CuFFT();
        }
        catch (Exception absent) when (absent is DllNotFoundException or NotSupportedException)
        {
            Assert.Skip($"no cuFFT: {absent.Message}");
            throw;
        }
    }
}
