namespace Flex3D.Stages.Checks;

/// <summary>How well one reading of the table predicts the images of a sample: correlation X and energy E of each image with its prediction, at each shell.</summary>
/// <remarks>
/// The log-likelihood gain of image i over no prediction is Σ_k (μ_k X_ik − ½ μ_k² E_ik), in noise of variance 1. The factor μ_k, which is ≥ 0, is the
/// least-squares one of all images at a shell, so that sharpening, B-factors and grey scale of the map do not matter.
/// </remarks>
internal sealed class Agreement
{
    private readonly double[] _cross, _energy;
    private readonly double[] _factors;

    /// <param name="images">Number of images.</param>
    /// <param name="shells">Number of shells.</param>
    /// <param name="cross">X, [image][shell].</param>
    /// <param name="energy">E, [image][shell].</param>
    public Agreement(int images, int shells, double[] cross, double[] energy)
    {
        (Images, Shells, _cross, _energy) = (images, shells, cross, energy);
        _factors = new double[shells];
        for (int k = 0; k < shells; k++)
        {
            double x = 0, e = 0;
            for (int i = 0; i < images; i++)
            {
                x += cross[i * shells + k];
                e += energy[i * shells + k];
            }
            _factors[k] = e > 0 ? Math.Max(0, x / e) : 0;
        }
        Gains = [.. Enumerable.Range(0, images).Select(i => Gain(i, this, _factors))];
        Total = Gains.Sum();
    }

    /// <summary>Number of images.</summary>
    public int Images { get; }

    /// <summary>Number of shells; shell k is at k cycles a box.</summary>
    public int Shells { get; }

    /// <summary>Log-likelihood gain of each image.</summary>
    public double[] Gains { get; }

    /// <summary>Sum of <see cref="Gains"/>.</summary>
    public double Total { get; }

    /// <summary>The factor μ of a shell.</summary>
    public double Factor(int shell) => _factors[shell];

    /// <summary>The agreement with predictions of opposite contrast.</summary>
    public Agreement Inverted() => new(Images, Shells, Array.ConvertAll(_cross, x => -x), _energy);

    /// <summary>X of an image, at the factors of <paramref name="at"/>: Σ_k μ_k X_ik.</summary>
    public double Cross(int image, Agreement at)
    {
        double sum = 0;
        for (int k = 0; k < Shells; k++)
        {
            sum += at._factors[k] * _cross[image * Shells + k];
        }
        return sum;
    }

    /// <summary>Energy of an image's prediction, at the factors of <paramref name="at"/>: Σ_k μ_k² E_ik.</summary>
    public double Energy(int image, Agreement at)
    {
        double sum = 0;
        for (int k = 0; k < Shells; k++)
        {
            sum += at._factors[k] * at._factors[k] * _energy[image * Shells + k];
        }
        return sum;
    }

    /// <summary>Gain of each image at the factors of another reading: for small changes of a reading, whose factors are the same.</summary>
    public double[] GainsAt(Agreement at) => [.. Enumerable.Range(0, Images).Select(i => Gain(i, this, at._factors))];

    /// <summary>Twice the gain of all images at a shell: the part of their power that the predictions explain.</summary>
    public double Explained(int shell)
    {
        double sum = 0, mu = _factors[shell];
        for (int i = 0; i < Images; i++)
        {
            sum += 2 * mu * _cross[i * Shells + shell] - mu * mu * _energy[i * Shells + shell];
        }
        return sum;
    }

    /// <summary>Standard errors by which the signal at a shell is above 0.</summary>
    public double Significance(int shell)
    {
        double x = 0, e = 0;
        for (int i = 0; i < Images; i++)
        {
            x += _cross[i * Shells + shell];
            e += _energy[i * Shells + shell];
        }
        return e > 0 ? x / Math.Sqrt(e) : 0;
    }

    /// <summary>Standard errors by which this reading is better than another, over the scatter between images.</summary>
    public double Over(Agreement other)
    {
        double sum = 0, square = 0;
        for (int i = 0; i < Images; i++)
        {
            double difference = Gains[i] - other.Gains[i];
            sum += difference;
            square += difference * difference;
        }
        double variance = square - sum * sum / Images;
        return variance > 0 ? sum / Math.Sqrt(variance * Images / Math.Max(1, Images - 1)) : 0;
    }

    private static double Gain(int image, Agreement a, double[] factors)
    {
        double sum = 0;
        for (int k = 0; k < a.Shells; k++)
        {
            double mu = factors[k];
            sum += mu * a._cross[image * a.Shells + k] - 0.5 * mu * mu * a._energy[image * a.Shells + k];
        }
        return sum;
    }
}
