namespace Flex3D.Stages.Images;

/// <summary>The variance σ²(|k|) of the noise of scaled images at each shell of one Fourier pixel; white noise of variance 1 a pixel has 1 at every shell.</summary>
/// <param name="Box">n, pixels of the images it was measured on.</param>
/// <param name="PixelSizeAngstrom">Their pixel size, Å: shell j is the frequency j/(n·pixel size).</param>
/// <param name="Images">The number of images it was measured on.</param>
/// <param name="Variance">σ² of the shells 0 to the corner of the spectrum; that of shell 0, which no loss uses, is shell 1's.</param>
public sealed record NoiseSpectrum(int Box, double PixelSizeAngstrom, int Images, IReadOnlyList<double> Variance)
{
    /// <summary>Below this variance a shell has no data: the images were filtered, and with their noise their signal is gone, which no model predicts.</summary>
    public const double LeastVariance = 0.01;

    // Independent Fourier components of a mean of powers, for a standard error of 5 %.
    private const double Enough = 400;

    /// <summary>Smooths measured variances where few images were measured: each is the mean over as few neighbouring shells as have a standard error of 5 %.</summary>
    /// <param name="share">The share of an image's pixels that were measured.</param>
    internal static NoiseSpectrum Of(int box, double pixelSizeAngstrom, int images, double share, ReadOnlySpan<double> measured)
    {
        double[] modes = Modes(box), smooth = new double[measured.Length];
        for (int shell = 1; shell < smooth.Length; shell++)
        {
            for (int reach = 0; ; reach++)
            {
                double sum = 0, count = 0;
                int first = Math.Max(1, shell - reach), last = Math.Min(smooth.Length - 1, shell + reach);
                for (int i = first; i <= last; i++)
                {
                    (sum, count) = (sum + modes[i] * measured[i], count + modes[i]);
                }
                if (0.5 * count * images * share >= Enough || (first == 1 && last == smooth.Length - 1))
                {
                    smooth[shell] = Math.Max(0, sum / count);
                    break;
                }
            }
        }
        smooth[0] = smooth[1];
        return new(box, pixelSizeAngstrom, images, smooth);
    }

    /// <summary>Returns 1/σ² at a frequency, interpolated between shells; 0 where there are no data.</summary>
    /// <param name="frequency">|k|, 1/Å.</param>
    public double InverseVariance(double frequency)
    {
        double at = Math.Clamp(frequency * Box * PixelSizeAngstrom, 0, Variance.Count - 1);
        int shell = Math.Min((int)at, Variance.Count - 2);
        double variance = Variance[shell] + (at - shell) * (Variance[shell + 1] - Variance[shell]);
        return variance >= LeastVariance ? 1 / variance : 0;
    }

    /// <summary>Returns the number of pixels of white noise that tell the standard deviation as well as some pixels of this noise, which are correlated: fewer by the factor ⟨σ⁴⟩/⟨σ²⟩².</summary>
    public int IndependentPixels(int pixels)
    {
        double[] modes = Modes(Box);
        double sum = 0, square = 0, count = 0;
        for (int i = 0; i < modes.Length; i++)
        {
            (sum, square, count) = (sum + modes[i] * Variance[i], square + modes[i] * Variance[i] * Variance[i], count + modes[i]);
        }
        return sum > 0 ? Math.Max(1, (int)Math.Round(pixels * sum * sum / (square * count))) : pixels;
    }

    /// <summary>Returns the number of Fourier components of each shell of the full spectrum.</summary>
    internal static double[] Modes(int box)
    {
        double[] modes = new double[(int)Math.Round(Math.Sqrt(0.5) * box) + 1];
        ForEach(box, (_, shell, weight) => modes[shell] += weight);
        return modes;
    }

    /// <summary>Calls an action for each element of the half spectrum, with its shell and the number of components of the full spectrum that it stands for.</summary>
    internal static void ForEach(int box, Action<int, int, int> action)
    {
        int columns = box / 2 + 1;
        for (int y = 0; y < box; y++)
        {
            int ky = y <= box / 2 ? y : y - box;
            for (int x = 0; x < columns; x++)
            {
                action(y * columns + x, (int)Math.Round(Math.Sqrt(x * x + ky * ky)), x == 0 || x == columns - 1 ? 1 : 2);
            }
        }
    }
}
