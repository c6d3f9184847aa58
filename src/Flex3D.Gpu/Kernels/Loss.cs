using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>The data term on half spectra and its gradient, for a batch: E = c − s⟨B,S⟩ + ½s²⟨WS,S⟩, dE/dS = s²WS − sB.</summary>
/// <remarks>Row r is a candidate of image images[r] of those on the device. Inner columns stand for two Friedel mates.</remarks>
internal static class Loss
{
    /// <summary>Computes ⟨B, S⟩ and ⟨W S, S⟩ by Parseval, in double; <see cref="Groups.Parts"/> groups a row. NaN for a row in which a vertex has no position.</summary>
    /// <param name="apart">Spectra from one row's to the next row's: 1, or more where derivatives stand behind each.</param>
    /// <param name="energies">[row][part][cross, power], overwritten.</param>
    public static void Inner(
        int n, int apart, ArrayView<float> re, ArrayView<float> im, ArrayView<float> targetRe, ArrayView<float> targetIm, ArrayView<float> weight, ArrayView<int> lost,
        ArrayView<int> images, ArrayView<double> energies)
    {
        int columns = n / 2 + 1, length = n * columns, row = Grid.IdxX / Groups.Parts, part = Grid.IdxX - row * Groups.Parts;
        int from = row * apart * length, data = images[row] * length;
        int begin = part * Group.DimX + Group.IdxX, step = Groups.Parts * Group.DimX, column = begin % columns, on = step % columns;
        double cross = 0, power = 0;
        for (int k = begin; k < length; k += step)
        {
            float mates = column == 0 || column == columns - 1 ? 1 : 2, a = re[from + k], b = im[from + k];
            cross += mates * (a * targetRe[data + k] + b * targetIm[data + k]);
            power += mates * ((a * a + b * b) * weight[data + k]);
            column += on;
            column -= column < columns ? 0 : columns;
        }
        double allCross = Sums.OfGroup(cross);
        Group.Barrier();
        double allPower = Sums.OfGroup(power);
        if (Group.IdxX == 0)
        {
            double unit = lost[row] != 0 ? double.NaN : 1.0 / ((double)n * n);
            energies[2 * Grid.IdxX] = allCross * unit;
            energies[2 * Grid.IdxX + 1] = allPower * unit;
        }
    }

    /// <summary>Replaces S by dE/dS; one thread an element of a row.</summary>
    public static void Gradient(
        Index1D index, int length, ArrayView<float> re, ArrayView<float> im, ArrayView<float> targetRe, ArrayView<float> targetIm, ArrayView<float> weight, ArrayView<float> contrast,
        ArrayView<int> images)
    {
        int row = index / length, image = images[row], data = image * length + (index - row * length);
        float s = contrast[image], w = s * s * weight[data];
        re[index] = w * re[index] - s * targetRe[data];
        im[index] = w * im[index] - s * targetIm[data];
    }
}
