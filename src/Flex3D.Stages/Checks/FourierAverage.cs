using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Checks;

/// <summary>A weighted average of images in Fourier space, in a volume or in a plane, and the same average of their predictions from the map.</summary>
/// <remarks>
/// An image F with transfer T is added as T* F with weight |T|², in noise of variance 1; the average is Σ T* F / (Σ |T|² + τ), with τ a tenth of the mean weight at its
/// shell. Values are spread over the neighbouring grid points by linear interpolation. The prediction of an image goes the same way, so that both averages have the same
/// missing views, weights and blur, and differ only where the images differ from the map.
/// </remarks>
internal sealed class FourierAverage
{
    private const double Regularisation = 0.1;
    private const int CoarsestShell = 8;
    private readonly int _box, _width, _planes;
    private readonly float[] _images, _predictions, _weights;
    private readonly double[] _noise;

    private FourierAverage(int box, int planes)
    {
        (_box, _width, _planes) = (box, box / 2 + 1, planes);
        (_images, _predictions, _weights) = (new float[2 * planes * box * _width], new float[2 * planes * box * _width], new float[planes * box * _width]);
        _noise = new double[box / 2];
    }

    /// <summary>Creates an empty average in a volume of N³.</summary>
    public static FourierAverage OfVolume(int box) => new(box, box);

    /// <summary>Creates an empty average in a plane of N².</summary>
    public static FourierAverage OfPlane(int box) => new(box, 1);

    /// <summary>Adds an element of an image and of its prediction.</summary>
    /// <param name="x">Frequency, cycles a box.</param>
    /// <param name="y">Along y.</param>
    /// <param name="z">Along z; 0 for a plane.</param>
    /// <param name="e">The prediction.</param>
    /// <param name="re">Re of the image.</param>
    /// <param name="im">Im of the image.</param>
    public void Add(double x, double y, double z, in PredictedElement e, float re, float im)
    {
        double shell = Math.Sqrt(x * x + y * y + z * z);
        if (shell >= _box / 2 - 1)
        {
            return;
        }
        int sign = x < 0 ? -1 : 1;
        (x, y, z) = (sign * x, sign * y, sign * z);
        int x0 = (int)x, y0 = (int)Math.Floor(y), z0 = (int)Math.Floor(z);
        float fx = (float)(x - x0), fy = (float)(y - y0), fz = (float)(z - z0), weight = e.TransferRe * e.TransferRe + e.TransferIm * e.TransferIm;
        (float imageRe, float imageIm) = (e.TransferRe * re + e.TransferIm * im, sign * (e.TransferRe * im - e.TransferIm * re));
        (float predictionRe, float predictionIm) = (e.TransferRe * e.Re + e.TransferIm * e.Im, sign * (e.TransferRe * e.Im - e.TransferIm * e.Re));
        double squares = 0;
        for (int corner = 0; corner < (_planes == 1 ? 4 : 8); corner++)
        {
            int dx = corner & 1, dy = corner >> 1 & 1, dz = corner >> 2;
            float part = (dx == 0 ? 1 - fx : fx) * (dy == 0 ? 1 - fy : fy) * (dz == 0 ? 1 - fz : fz);
            int at = (Wrapped(z0 + dz, _planes) * _box + Wrapped(y0 + dy, _box)) * _width + x0 + dx;
            _images[2 * at] += part * imageRe;
            _images[2 * at + 1] += part * imageIm;
            _predictions[2 * at] += part * predictionRe;
            _predictions[2 * at + 1] += part * predictionIm;
            _weights[at] += part * weight;
            squares += part * part;
        }
        _noise[(int)Math.Round(shell)] += squares * weight;
    }

    /// <summary>The finest shell to which the averages are more signal than noise, with all coarser ones but single shells; 8 where even those are noise.</summary>
    public static int FinestShell(IReadOnlyList<FourierAverage> averages)
    {
        int half = averages[0]._box / 2, finest = 1, misses = 0;
        double[] power = new double[half], noise = new double[half];
        foreach (FourierAverage average in averages)
        {
            for (int i = 0; i < average._weights.Length; i++)
            {
                int shell = average.Shell(i);
                power[Math.Min(shell, half - 1)] += (double)average._images[2 * i] * average._images[2 * i] + (double)average._images[2 * i + 1] * average._images[2 * i + 1];
            }
            for (int k = 0; k < half; k++)
            {
                noise[k] += average._noise[k];
            }
        }
        for (int k = 1; k < half - 2 && misses < 2; k++)
        {
            bool signal = power[k] > 2 * noise[k];
            misses = signal ? 0 : misses + 1;
            finest = signal ? k : finest;
        }
        return Math.Clamp(finest, Math.Min(CoarsestShell, half - 2), half - 2);
    }

    /// <summary>Computes both averages, low-passed at a shell, with mean 0 and variance 1: [z][y][x] or [y][x], centre at N/2.</summary>
    /// <param name="finest">The shell.</param>
    public (float[] Images, float[] Predictions) Values(int finest) => (Values(_images, finest), Values(_predictions, finest));

    /// <summary>Pearson's correlation of two averages.</summary>
    public static double Correlation((float[] Images, float[] Predictions) averages) =>
        averages.Images.Zip(averages.Predictions, (a, b) => (double)a * b).Sum() / averages.Images.Length;

    private float[] Values(float[] sums, int finest)
    {
        double[] mean = new double[_box], count = new double[_box];
        for (int i = 0; i < _weights.Length; i++)
        {
            int shell = Math.Min(Shell(i), _box - 1);
            (mean[shell], count[shell]) = (mean[shell] + _weights[i], count[shell] + 1);
        }
        float[] re = new float[_weights.Length], im = new float[_weights.Length];
        for (int z = 0; z < _planes; z++)
        {
            for (int y = 0; y < _box; y++)
            {
                for (int x = 0; x < _width; x++)
                {
                    int at = (z * _box + y) * _width + x, shell = Math.Min(Shell(at), _box - 1);
                    double gain = RadialFilter.LowPassGain(shell, finest, 2);
                    if (gain == 0 || shell == 0 || mean[shell] == 0)
                    {
                        continue;
                    }
                    // Elements at kx = 0 come in pairs, of which each has a part of the sum.
                    int mate = x > 0 ? at : (Wrapped(-z, _planes) * _box + Wrapped(-y, _box)) * _width;
                    double weight = x > 0 ? _weights[at] : _weights[at] + _weights[mate], least = Regularisation * mean[shell] / count[shell];
                    double sumRe = x > 0 ? sums[2 * at] : sums[2 * at] + sums[2 * mate], sumIm = x > 0 ? sums[2 * at + 1] : sums[2 * at + 1] - sums[2 * mate + 1];
                    // The origin is voxel N/2: a factor (−1)^(kx+ky+kz).
                    double factor = gain / (weight + least) * (((x + y + z) & 1) == 0 ? 1 : -1);
                    (re[at], im[at]) = ((float)(sumRe * factor), (float)(sumIm * factor));
                }
            }
        }
        return Normalised(Inverse(re, im));
    }

    private float[] Inverse(float[] re, float[] im)
    {
        float[] values = new float[_planes * _box * _box];
        if (_planes == 1)
        {
            var plane = new RealFft2(_box);
            plane.Inverse(re, im, values, new float[plane.ScratchLength]);
        }
        else
        {
            new RealFft3(_box).InverseOverwriting(re, im, values);
        }
        return values;
    }

    private static float[] Normalised(float[] values)
    {
        double mean = values.Average(v => (double)v), deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        return deviation > 0 ? Array.ConvertAll(values, v => (float)((v - mean) / deviation)) : values;
    }

    private int Shell(int element)
    {
        int x = element % _width, y = element / _width % _box, z = element / _width / _box;
        y = y < _box / 2 ? y : y - _box;
        z = z < (_planes + 1) / 2 ? z : z - _planes;
        return (int)Math.Round(Math.Sqrt(x * x + y * y + z * z));
    }

    private static int Wrapped(int k, int n) => k < 0 ? k + n : k;
}
