using Flex3D.Stages.Imaging;

namespace Flex3D.Stages.Images;

/// <summary>Noise whose variance depends on the frequency: the scalings of <see cref="WhiteNoise"/>, and a spectrum for each optics group.</summary>
public sealed class SpectrumNoise : INoiseModel
{
    private readonly WhiteNoise _scalings;
    private readonly Func<double, double>?[] _inverseVariance;

    /// <param name="scalings">Scalings of the images, disposed of with the model.</param>
    /// <param name="spectra">Spectrum of each optics group of the table; null for white noise.</param>
    public SpectrumNoise(WhiteNoise scalings, IReadOnlyList<NoiseSpectrum?> spectra)
    {
        _scalings = scalings;
        _inverseVariance = [.. spectra.Select(spectrum => spectrum is null ? null : (Func<double, double>)spectrum.InverseVariance)];
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> particles, Span<PixelScaling> scalings) => _scalings.Read(particles, scalings);

    /// <inheritdoc/>
    public Func<double, double>? InverseVariance(int optics) => _inverseVariance[optics];

    public void Dispose() => _scalings.Dispose();
}
