using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>The 2-D transform of real images to half spectra and back, for a batch; conventions of <see cref="Flex3D.Stages.Numerics.Fourier.RealFft2"/>.</summary>
/// <remarks>
/// Two image lines are transformed as one complex line. Spectra are [row][ky][kx = 0 … N/2], re and im in separate arrays. Each of the two passes
/// reads and writes the batch once: 8 bytes a pixel and pass.
/// </remarks>
internal static class Fourier
{
    /// <summary>Transforms lines along x and writes rows of the half spectrum; one group for two lines of an image.</summary>
    public static void ForwardRows(FourierViews fft, ArrayView<float> images, ArrayView<float> re, ArrayView<float> im)
    {
        ArrayView<float> shared = SharedMemory.GetDynamic<float>();
        int n = fft.N, columns = n / 2 + 1, line = 2 * Grid.IdxX;
        for (int x = Group.IdxX; x < n; x += Group.DimX)
        {
            shared[x] = images[line * n + x];
            shared[n + x] = images[(line + 1) * n + x];
        }
        Group.Barrier();
        int z = LineTransform.Run(fft, shared, 1);
        for (int k = Group.IdxX; k < columns; k += Group.DimX)
        {
            // Z = A + iB with A and B Hermitian.
            int mate = k == 0 ? 0 : n - k;
            float zr = shared[z + k], zi = shared[z + n + k], mr = shared[z + mate], mi = shared[z + n + mate];
            re[line * columns + k] = 0.5f * (zr + mr);
            im[line * columns + k] = 0.5f * (zi - mi);
            re[(line + 1) * columns + k] = 0.5f * (zi + mi);
            im[(line + 1) * columns + k] = 0.5f * (mr - zr);
        }
    }

    /// <summary>Transforms lines along y, in place; one group for some neighbouring columns of a spectrum.</summary>
    /// <param name="lines">Columns of a group.</param>
    /// <param name="inverse">1 for the inverse transform (not normalised), 0 for the forward one.</param>
    public static void Columns(FourierViews fft, int lines, int inverse, ArrayView<float> re, ArrayView<float> im)
    {
        ArrayView<float> shared = SharedMemory.GetDynamic<float>();
        int n = fft.N, columns = n / 2 + 1, groups = (columns + lines - 1) / lines, row = Grid.IdxX / groups, first = (Grid.IdxX - row * groups) * lines;
        int spectrum = row * n * columns;
        for (int work = Group.IdxX; work < n * lines; work += Group.DimX)
        {
            int y = work / lines, line = work - y * lines, column = first + line, at = spectrum + y * columns + column;
            float r = column < columns ? re[at] : 0, i = column < columns ? im[at] : 0;
            shared[2 * n * line + y] = inverse != 0 ? i : r;
            shared[2 * n * line + n + y] = inverse != 0 ? r : i;
        }
        Group.Barrier();
        int z = LineTransform.Run(fft, shared, lines);
        for (int work = Group.IdxX; work < n * lines; work += Group.DimX)
        {
            int y = work / lines, line = work - y * lines, column = first + line, at = spectrum + y * columns + column;
            if (column < columns)
            {
                float r = shared[z + 2 * n * line + y], i = shared[z + 2 * n * line + n + y];
                re[at] = inverse != 0 ? i : r;
                im[at] = inverse != 0 ? r : i;
            }
        }
    }

    /// <summary>Transforms rows of half spectra back to image lines and divides by N²; one group for two lines. Drops components that a real image cannot have.</summary>
    public static void InverseRows(FourierViews fft, ArrayView<float> re, ArrayView<float> im, ArrayView<float> images)
    {
        ArrayView<float> shared = SharedMemory.GetDynamic<float>();
        int n = fft.N, columns = n / 2 + 1, line = 2 * Grid.IdxX;
        for (int k = Group.IdxX; k < columns; k += Group.DimX)
        {
            bool alone = k == 0 || 2 * k == n;
            float ar = re[line * columns + k], ai = alone ? 0 : im[line * columns + k];
            float br = re[(line + 1) * columns + k], bi = alone ? 0 : im[(line + 1) * columns + k];
            // Z = A + iB, with re and im exchanged for the way back.
            shared[n + k] = ar - bi;
            shared[k] = ai + br;
            if (!alone)
            {
                shared[n + n - k] = ar + bi;
                shared[n - k] = br - ai;
            }
        }
        Group.Barrier();
        int z = LineTransform.Run(fft, shared, 1);
        float unit = 1f / (n * n);
        for (int x = Group.IdxX; x < n; x += Group.DimX)
        {
            images[line * n + x] = unit * shared[z + n + x];
            images[(line + 1) * n + x] = unit * shared[z + x];
        }
    }
}
