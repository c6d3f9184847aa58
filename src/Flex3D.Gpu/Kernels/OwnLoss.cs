using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>Gradient and Gauss-Newton Hessian of the data term in an image's own parameters, from half spectra of the projection S and of its derivatives, for a batch.</summary>
/// <remarks>
/// With M = s·C·P and T_a = ∂(sS)/∂p_a: g_a = −⟨B − sWS, T_a⟩, H_ab = ⟨W T_a, T_b⟩. T is s·∂S/∂p for a motion, −2πi·kx/N·sS for a shift by (1, 0) pixels,
/// S for the contrast and ∂ln|C|/∂defocus·sS for the defocus; the last three are made from S where they are needed.
/// </remarks>
internal static class OwnLoss
{
    /// <summary>Which parameter of an image is which: first those that move the molecule; the others by index, −1 for one left out.</summary>
    public readonly record struct Columns(int Count, int Moving, int Shift, int Contrast, int Defocus)
    {
        /// <summary>Inner products of an image: P of the gradient and P·(P + 1)/2 of the Hessian.</summary>
        public int Products => Count * (Count + 3) / 2;
    }

    /// <summary>Computes one inner product by Parseval, in double; one group a product of an image. NaN where a vertex has no position.</summary>
    /// <param name="re">[image][projection, derivatives][ky][kx].</param>
    /// <param name="slope">∂ln|C|/∂defocus, [image][ky][kx]; not read unless the defocus is included.</param>
    /// <param name="contrast">[image].</param>
    /// <param name="lost">[image of the batch].</param>
    /// <param name="first">The batch's first image.</param>
    /// <param name="equations">[image of the batch][gradient P, Hessian P·P], overwritten.</param>
    public static void Products(
        int n, Columns columns, ArrayView<float> re, ArrayView<float> im, ArrayView<float> targetRe, ArrayView<float> targetIm, ArrayView<float> weight, ArrayView<float> slope,
        ArrayView<float> contrast, ArrayView<int> lost, int first, ArrayView<double> equations)
    {
        int image = Grid.IdxX / columns.Products, b = Grid.IdxX - image * columns.Products, a = b;
        bool inner = b >= columns.Count;
        if (inner)
        {
            // Pairs b ≤ a are numbered row by row.
            b -= columns.Count;
            for (a = 0; b > a; a++)
            {
                b -= a + 1;
            }
        }
        int width = n / 2 + 1, length = n * width, from = image * (1 + columns.Moving) * length, data = (first + image) * length;
        float s = contrast[first + image];
        double sum = 0;
        for (int k = Group.IdxX; k < length; k += Group.DimX)
        {
            int y = k / width, x = k - y * width;
            float mates = x == 0 || x == width - 1 ? 1 : 2;
            Complex32 ta = Derivative(columns, a, n, s, x, y, re, im, from + k, length, slope, data + k), other;
            if (inner)
            {
                other = weight[data + k] * Derivative(columns, b, n, s, x, y, re, im, from + k, length, slope, data + k);
            }
            else
            {
                float model = s * weight[data + k];
                other = new(model * re[from + k] - targetRe[data + k], model * im[from + k] - targetIm[data + k]);
            }
            sum += mates * (ta.Re * other.Re + ta.Im * other.Im);
        }
        double total = Sums.OfGroup(sum);
        if (Group.IdxX == 0)
        {
            double product = lost[image] != 0 ? double.NaN : total / ((double)n * n);
            int to = image * columns.Count * (columns.Count + 1);
            if (inner)
            {
                equations[to + columns.Count + a * columns.Count + b] = product;
                equations[to + columns.Count + b * columns.Count + a] = product;
            }
            else
            {
                equations[to + a] = product;
            }
        }
    }

    // T_a at one frequency; at is its place in the projection's spectrum, data that in the image's.
    private static Complex32 Derivative(
        in Columns columns, int a, int n, float s, int x, int y, ArrayView<float> re, ArrayView<float> im, int at, int length, ArrayView<float> slope, int data)
    {
        if (a < columns.Moving)
        {
            int derivative = at + (1 + a) * length;
            return new(s * re[derivative], s * im[derivative]);
        }
        if (a == columns.Contrast)
        {
            return new(re[at], im[at]);
        }
        if (a == columns.Defocus)
        {
            float factor = s * slope[data];
            return new(factor * re[at], factor * im[at]);
        }
        int frequency = a == columns.Shift ? x : y < n - n / 2 ? y : y - n;
        float turn = s * (2 * MathF.PI / n * frequency);
        return new(turn * im[at], -turn * re[at]);
    }
}
