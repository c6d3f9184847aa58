using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Tests;

/// <summary>The transform's kernels by themselves.</summary>
internal static class DeviceTransform
{
    /// <summary>Forward where there are images, and back.</summary>
    /// <param name="columnsAtOnce">Columns a group.</param>
    /// <param name="images">[row][y][x]; null begins with the spectra.</param>
    /// <param name="re">[row][ky][kx], overwritten where there are images.</param>
    /// <param name="back">[row][y][x], overwritten.</param>
    public static void Run(Accelerator accelerator, int n, int columnsAtOnce, float[]? images, float[] re, float[] im, float[] back)
    {
        using var arrays = new DeviceArrays(accelerator);
        var kernels = new KernelSet(accelerator);
        FourierViews fft = ProblemOnDevice.FourierViewsOf(arrays, n);
        AcceleratorStream stream = accelerator.DefaultStream;
        ArrayView<float> image = arrays.Copy<float>(images ?? new float[back.Length]), real = arrays.Copy<float>(re), imaginary = arrays.Copy<float>(im);
        int rows = back.Length / (n * n), groups = rows * ((n / 2 + columnsAtOnce) / columnsAtOnce);
        KernelConfig lines = Config(rows * n / 2, 1), columns = Config(groups, columnsAtOnce);
        if (images is not null)
        {
            kernels.ForwardRows(stream, lines, fft, image, real, imaginary);
            kernels.Columns(stream, columns, fft, columnsAtOnce, 0, real, imaginary);
            real.CopyToCPU(stream, re.AsSpan());
            imaginary.CopyToCPU(stream, im.AsSpan());
        }
        kernels.Columns(stream, columns, fft, columnsAtOnce, 1, real, imaginary);
        kernels.InverseRows(stream, lines, fft, real, imaginary, image);
        image.CopyToCPU(stream, back.AsSpan());
        stream.Synchronize();

        KernelConfig Config(int grid, int many) => new(grid, kernels.GroupSize, SharedMemoryConfig.RequestDynamic<float>(LineTransform.SharedFloats(n, many)));
    }
}
