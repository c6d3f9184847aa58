using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Simulation.Noise;

/// <summary>Turns white noise of variance 1 into noise with a given spectrum and the same variance; immutable.</summary>
/// <remarks>
/// Each Fourier component k is multiplied by √(P(|k|) / P̄), P̄ the mean of P over all n² components, so that the expected variance
/// of a pixel stays 1. The noise is periodic in the box.
/// </remarks>
internal sealed class ColouredNoise
{
    private readonly float[] _gain;
    private readonly Func<double, double> _power;

    /// <exception cref="InputException">The spectrum is 0 at all frequencies of the image.</exception>
    public ColouredNoise(PowerSpectrum spectrum, int box, double pixelSizeAngstrom)
    {
        int width = box / 2 + 1;
        double[] power = new double[box * width];
        double sum = 0;
        for (int i = 0; i < power.Length; i++)
        {
            int kx = i % width, ky = i / width;
            ky = ky < box / 2 ? ky : ky - box;
            power[i] = spectrum.At(Math.Sqrt(kx * kx + ky * ky) / (box * pixelSizeAngstrom));
            sum += kx == 0 || kx == box / 2 ? power[i] : 2 * power[i];
        }
        double mean = sum / ((double)box * box);
        if (!(mean > 0))
        {
            throw new InputException("noise spectrum", null, FormattableString.Invariant($"a power of 0 up to {0.7 / pixelSizeAngstrom:0.###} 1/Å"), "a power above 0 at frequencies that the images have");
        }
        _power = frequency => spectrum.At(frequency / pixelSizeAngstrom) / mean;
        _gain = [.. power.Select(p => (float)Math.Sqrt(p / mean))];
    }

    /// <summary>The power of the noise over that of white noise of the same variance, at a frequency in cycles per pixel.</summary>
    public double PowerAt(double frequency) => _power(frequency);

    /// <summary>Colours white noise in place.</summary>
    /// <param name="image">n² pixels.</param>
    /// <param name="re">Scratch of the spectrum's length; so is <paramref name="im"/>.</param>
    public void Apply(RealFft2 fft, Span<float> image, Span<float> re, Span<float> im, Span<float> scratch)
    {
        fft.Forward(image, re, im, scratch);
        for (int i = 0; i < _gain.Length; i++)
        {
            (re[i], im[i]) = (re[i] * _gain[i], im[i] * _gain[i]);
        }
        fft.Inverse(re, im, image, scratch);
    }
}
