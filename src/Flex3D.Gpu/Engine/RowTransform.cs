using Flex3D.Gpu.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>Transforms the images of some rows to half spectra and back.</summary>
internal sealed class RowTransform(KernelSet kernels, DeviceStream stream, ProblemOnDevice problem, RowBuffers rows)
{
    private const int MostSharedBytes = 48 << 10;

    private readonly int _box = problem.Splat.Box, _columnsAtOnce = ColumnsAtOnce(problem.Splat.Box);

    /// <summary>Columns of a spectrum that a group transforms together.</summary>
    public static int ColumnsAtOnce(int box) => Math.Clamp(MostSharedBytes / (sizeof(float) * LineTransform.SharedFloats(box, 1)), 1, 8);

    /// <summary>From the first <paramref name="images"/> of <see cref="RowBuffers.Images"/> to <see cref="RowBuffers.Re"/> and <see cref="RowBuffers.Im"/>.</summary>
    public void Forward(int images)
    {
        kernels.ForwardRows(stream, Transforming(images * _box / 2, 1), problem.Fourier, rows.Images, rows.Re, rows.Im);
        Columns(images, inverse: 0);
    }

    /// <summary>From spectra back to images.</summary>
    public void Inverse(int images)
    {
        Columns(images, inverse: 1);
        kernels.InverseRows(stream, Transforming(images * _box / 2, 1), problem.Fourier, rows.Re, rows.Im, rows.Images);
    }

    private void Columns(int images, int inverse)
    {
        int groups = (_box / 2 + _columnsAtOnce) / _columnsAtOnce;
        kernels.Columns(stream, Transforming(images * groups, _columnsAtOnce), problem.Fourier, _columnsAtOnce, inverse, rows.Re, rows.Im);
    }

    private KernelConfig Transforming(int groups, int lines) =>
        new(groups, kernels.GroupSize, SharedMemoryConfig.RequestDynamic<float>(LineTransform.SharedFloats(_box, lines)));
}
