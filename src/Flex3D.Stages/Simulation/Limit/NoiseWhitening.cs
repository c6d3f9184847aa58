using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Simulation.Limit;

/// <summary>Divides images by the square root of the noise's power at each frequency, so that their noise is white with sd 1; each thread has its own.</summary>
internal sealed class NoiseWhitening
{
    private readonly RealFft2 _fft;
    private readonly float[] _factor, _re, _im, _scratch;

    /// <param name="fft">Of the images' box.</param>
    /// <param name="noisePower">Power of the noise per Fourier component over that of white noise of sd 1, at a frequency in cycles per pixel.</param>
    public NoiseWhitening(RealFft2 fft, Func<double, double> noisePower)
    {
        _fft = fft;
        _factor = new float[fft.SpectrumLength];
        for (int i = 0; i < _factor.Length; i++)
        {
            int ky = i / fft.SpectrumWidth, kx = i % fft.SpectrumWidth;
            ky = ky < fft.N / 2 ? ky : ky - fft.N;
            _factor[i] = (float)(1 / Math.Sqrt(noisePower(Math.Sqrt(kx * kx + ky * ky) / fft.N)));
        }
        (_re, _im, _scratch) = (new float[fft.SpectrumLength], new float[fft.SpectrumLength], new float[fft.ScratchLength]);
    }

    /// <summary>Whitens an image, [y][x].</summary>
    public void Apply(float[] image)
    {
        _fft.Forward(image, _re, _im, _scratch);
        for (int i = 0; i < _re.Length; i++)
        {
            (_re[i], _im[i]) = (_re[i] * _factor[i], _im[i] * _factor[i]);
        }
        _fft.Inverse(_re, _im, image, _scratch);
    }
}
