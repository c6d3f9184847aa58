using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>Draws a scatter plot in which each point is coloured by the number of points around it.</summary>
internal static class DensityScatter
{
    /// <param name="reach">The picture spans −reach … reach in both directions.</param>
    /// <param name="size">Pixels along an edge.</param>
    public static SKBitmap Paint(double[] x, double[] y, double reach, int size)
    {
        int[] counts = new int[size * size];
        for (int i = 0; i < x.Length; i++)
        {
            int column = (int)((x[i] / reach + 1) / 2 * size), row = (int)((1 - y[i] / reach) / 2 * size);
            if (column >= 0 && column < size && row >= 0 && row < size)
            {
                counts[row * size + column]++;
            }
        }
        double[] density = Smooth(counts, size, Math.Max(2, size / 60));
        double most = density.Max();
        var pixels = new SKColor[size * size];
        Array.Fill(pixels, SKColors.White);
        int dot = x.Length > 20_000 ? 0 : 1;
        // Sparse points are drawn first, so that a dot never hides a denser place.
        foreach (int at in Enumerable.Range(0, counts.Length).Where(i => counts[i] > 0).OrderBy(i => density[i]))
        {
            SKColor color = FigureColors.Viridis(Math.Pow(density[at] / most, 0.7));
            for (int dy = -dot; dy <= dot; dy++)
            {
                for (int dx = -dot; dx <= dot; dx++)
                {
                    int row = at / size + dy, column = at % size + dx;
                    if (row >= 0 && row < size && column >= 0 && column < size)
                    {
                        pixels[row * size + column] = color;
                    }
                }
            }
        }
        return new SKBitmap(size, size, SKColorType.Rgba8888, SKAlphaType.Opaque) { Pixels = pixels };
    }

    // Two passes of a running mean each way: close enough to a Gaussian for a colour.
    private static double[] Smooth(int[] counts, int size, int radius)
    {
        double[] a = Array.ConvertAll(counts, c => (double)c), b = new double[a.Length];
        for (int pass = 0; pass < 2; pass++)
        {
            Blur(a, b, size, radius, 1, size);
            Blur(b, a, size, radius, size, 1);
        }
        return a;
    }

    private static void Blur(double[] from, double[] to, int size, int radius, int step, int line)
    {
        for (int i = 0; i < size; i++)
        {
            double sum = 0;
            for (int j = -radius; j < size; j++)
            {
                sum += j + radius < size ? from[i * line + (j + radius) * step] : 0;
                sum -= j - radius - 1 >= 0 ? from[i * line + (j - radius - 1) * step] : 0;
                if (j >= 0)
                {
                    to[i * line + j * step] = sum / (2 * radius + 1);
                }
            }
        }
    }
}
