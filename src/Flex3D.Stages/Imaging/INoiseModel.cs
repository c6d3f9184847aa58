namespace Flex3D.Stages.Imaging;

/// <summary>A noise model gives the scaling of an image's pixels to unit noise, and the variance of the scaled noise at each frequency.</summary>
/// <remarks>
/// <see cref="ImageSource"/> scales the pixels before it transforms them, so F(I) is that of an image whose noise has variance 1 a pixel.
/// <see cref="ImageTerms"/> divides by σ²(k), where B, W and the constant of the loss are made, and nowhere else.
/// </remarks>
public interface INoiseModel : IDisposable
{
    /// <summary>Reads the pixel scalings of some images. Input only; thread-safe.</summary>
    /// <param name="particles">Rows of the particle table, in any order.</param>
    /// <param name="scalings">Receives one scaling for each particle, in the same order.</param>
    /// <exception cref="IOException">The file the scalings are in cannot be read.</exception>
    void Read(ReadOnlySpan<int> particles, Span<PixelScaling> scalings);

    /// <summary>Gives 1/σ²(k) of the scaled images of an optics group.</summary>
    /// <param name="optics">Index into the table's optics groups.</param>
    /// <returns>1/σ² ≥ 0 as a function of the frequency |k|, 1/Å, in units where white noise of variance 1 a pixel has 1 at every frequency, equal for groups of the same noise; null for such white noise.</returns>
    Func<double, double>? InverseVariance(int optics);
}
