using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Imaging;

/// <summary>Resamples n×n images to m×m by cropping or zero-padding their Fourier transform; the centre pixel n/2 goes to m/2, and pixel values keep their scale.</summary>
/// <remarks>
/// The mean density is kept: a constant image keeps its value (a factor (m/n)² on the transform's sums). Averaging makes white
/// noise of standard deviation 1 fall to m/n; <c>unitNoise</c> multiplies by n/m, so that it stays 1
/// at the frequencies that both boxes have.
/// A plan is immutable and may be shared by threads, each with its own scratch.
/// </remarks>
internal sealed class FourierCrop
{
    private readonly RealFft2 _large, _small;

    /// <param name="n">Box of the images.</param>
    /// <param name="m">Box wanted; if it is n, images are copied.</param>
    /// <exception cref="InputException">A box is odd or below 4.</exception>
    public FourierCrop(int n, int m)
    {
        _large = new RealFft2(n);
        _small = new RealFft2(m);
    }

    /// <summary>Floats of scratch that a call needs.</summary>
    public int ScratchLength => 2 * (_large.SpectrumLength + _small.SpectrumLength) + Math.Max(_large.ScratchLength, _small.ScratchLength);

    /// <summary>Resamples an image [y][x] of n² to [y][x] of m².</summary>
    public void Crop(ReadOnlySpan<float> image, Span<float> small, Span<float> scratch, bool unitNoise = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scratch.Length, ScratchLength);
        int n = _large.N, m = _small.N;
        if (n == m)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(small.Length, m * m);
            image.CopyTo(small);
            return;
        }
        Span<float> re = Take(ref scratch, _large.SpectrumLength), im = Take(ref scratch, _large.SpectrumLength);
        Span<float> smallRe = Take(ref scratch, _small.SpectrumLength), smallIm = Take(ref scratch, _small.SpectrumLength);
        _large.Forward(image, re, im, scratch);
        float ratio = (float)m / n, scale = unitNoise ? ratio : ratio * ratio;
        SpectrumCrop.Plane(re, n, smallRe, m, scale);
        SpectrumCrop.Plane(im, n, smallIm, m, scale);
        _small.Inverse(smallRe, smallIm, small, scratch);
    }

    private static Span<float> Take(ref Span<float> rest, int length)
    {
        Span<float> taken = rest[..length];
        rest = rest[length..];
        return taken;
    }
}
