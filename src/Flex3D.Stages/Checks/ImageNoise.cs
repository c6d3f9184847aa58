namespace Flex3D.Stages.Checks;

/// <summary>The noise of a sample of images: its mean and standard deviation in each image's background, and its power at each shell.</summary>
internal sealed class ImageNoise
{
    private readonly int _box;
    private readonly double[] _power;
    private readonly int[] _counts;
    private readonly List<double> _means = [], _deviations = [];

    /// <param name="box">N of the spectra.</param>
    /// <param name="pixelSizeAngstrom">Pixel size at that box, Å.</param>
    public ImageNoise(int box, double pixelSizeAngstrom)
    {
        (_box, PixelSizeAngstrom) = (box, pixelSizeAngstrom);
        _power = new double[box];
        _counts = new int[box];
    }

    /// <summary>Pixel size of the spectra, Å.</summary>
    public double PixelSizeAngstrom { get; }

    /// <summary>Mean of each image's background.</summary>
    public IReadOnlyList<double> Means => _means;

    /// <summary>Standard deviation of each image's background.</summary>
    public IReadOnlyList<double> Deviations => _deviations;

    /// <summary>Mean power |F|²/N² of a shell, of signal and noise; white noise of variance 1 a pixel has 1.</summary>
    public double Power(int shell) => _counts[shell] == 0 ? 0 : _power[shell] / _counts[shell] / ((double)_box * _box);

    /// <summary>The noise's power at a tenth to a fifth of Nyquist over that of the outer third: 1 for white noise.</summary>
    /// <param name="signal">The agreement of the images with the map, whose signal is taken out.</param>
    public double Colour(Agreement signal)
    {
        int half = _box / 2;
        double low = Mean(Math.Max(2, half / 10), Math.Max(3, half / 5), signal), high = Mean(2 * half / 3, half - 1, signal);
        return high > 0 ? low / high : 0;
    }

    /// <summary>Adds an image.</summary>
    public void Add(double mean, double deviation, ReadOnlySpan<float> re, ReadOnlySpan<float> im)
    {
        _means.Add(mean);
        _deviations.Add(deviation);
        // Images of different grey scales count alike.
        double scale = 1 / (deviation * deviation);
        for (int i = 0; i < re.Length; i++)
        {
            int shell = Shell(i);
            _power[shell] += scale * ((double)re[i] * re[i] + (double)im[i] * im[i]);
            _counts[shell]++;
        }
    }

    /// <summary>Divides spectra by the standard deviation of their image's background and of each shell, times N: a prediction of unit energy then has unit variance.</summary>
    public void Whiten(Span<float> spectra, int images)
    {
        int length = _box * (_box / 2 + 1);
        float[] factor = new float[length];
        for (int i = 0; i < length; i++)
        {
            double power = Power(Shell(i));
            factor[i] = power > 0 ? (float)(1 / (_box * Math.Sqrt(power))) : 0;
        }
        for (int image = 0; image < images; image++)
        {
            float scale = (float)(1 / _deviations[image]);
            Span<float> re = spectra.Slice(2 * image * length, length), im = spectra.Slice((2 * image + 1) * length, length);
            for (int i = 0; i < length; i++)
            {
                re[i] *= scale * factor[i];
                im[i] *= scale * factor[i];
            }
        }
    }

    /// <summary>1/standard deviation of a shell's noise, in the unit in which white noise of variance 1 a pixel has 1.</summary>
    public double Precision(int shell) => Power(shell) is > 0 and var power ? 1 / Math.Sqrt(power) : 0;

    private double Mean(int from, int to, Agreement signal)
    {
        double sum = 0;
        for (int shell = from; shell <= to; shell++)
        {
            // Whitened, a shell of the full spectrum has the power of its elements: half of them are in the sums.
            double elements = (double)_counts[shell] / _means.Count * 2 * signal.Images;
            sum += Power(shell) * Math.Max(0, 1 - signal.Explained(shell) / elements);
        }
        return sum / (to - from + 1);
    }

    private int Shell(int element)
    {
        int width = _box / 2 + 1, row = element / width, kx = element % width, ky = row < _box / 2 ? row : row - _box;
        return (int)Math.Round(Math.Sqrt(kx * kx + ky * ky));
    }
}
