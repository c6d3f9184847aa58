using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Images;

/// <summary>Estimates the power spectrum of the noise of images from their backgrounds alone, without the leakage of a masked image's spectrum.</summary>
/// <remarks>
/// With w = 1 on the background and 0 elsewhere, and m = w·(I − mean), the covariance at distance ρ is
/// C(ρ) = Σ m(x) m(x + r) / Σ w(x) w(x + r), summed over the images and over all lags r of that length: each pair of background pixels counts
/// once, so the mask has no effect on the mean (Blackman and Tukey's correlogram). The variance of a Fourier component of a whole
/// image of n pixels is then the sum of C(|r|) (1 − |r_x|/n) (1 − |r_y|/n) e^(−2πi k·r/n), averaged over a shell of one Fourier pixel.
/// The mean that was subtracted lowers C by nearly a constant, whose sum is 0 at every k but 0. Images are padded to twice
/// their box, so that no lag wraps around. Immutable: threads share it, each with its own scratch.
/// </remarks>
internal sealed class NoiseAutocorrelation
{
    private const int BinsPerPixel = 4;

    private readonly int _stackBox;
    private readonly Background _background;
    private readonly RealFft2 _fft;
    private readonly int[] _bins; // of lags [|y|][|x|]
    private readonly double[] _pairs;

    /// <param name="stackBox">Box of the images, pixels; the last row and column of an odd one are not used.</param>
    /// <param name="radiusPixels">Radius of the circle that holds the particle, pixels.</param>
    public NoiseAutocorrelation(int stackBox, double radiusPixels)
    {
        _stackBox = stackBox;
        Box = stackBox - stackBox % 2;
        _background = new Background(Box, radiusPixels);
        _fft = new RealFft2(2 * Box);
        _bins = new int[Box * Box];
        for (int i = 0; i < _bins.Length; i++)
        {
            int x = i % Box, y = i / Box;
            _bins[i] = (int)Math.Round(BinsPerPixel * Math.Sqrt(x * x + y * y));
        }
        Length = _bins[^1] + 1;
        _pairs = new double[Length];
        float[] ones = new float[stackBox * stackBox];
        Array.Fill(ones, 1f);
        Scratch scratch = CreateScratch();
        Correlate(ones, 0, 1, scratch);
        for (int i = 0; i < scratch.Padded.Length; i++)
        {
            scratch.Padded[i] = MathF.Round(scratch.Padded[i]); // numbers of pairs of pixels
        }
        AddUp(scratch.Padded, _pairs);
    }

    /// <summary>n, pixels of the images that are used.</summary>
    public int Box { get; }

    /// <summary>The number of sums of an image, one for each quarter of a pixel of distance.</summary>
    public int Length { get; }

    /// <summary>The share of an image's pixels that are background, 0 to 1.</summary>
    public double BackgroundShare => _background.Count / ((double)Box * Box);

    public Scratch CreateScratch() => new(_fft);

    /// <summary>Writes the sums of products of the pairs of background pixels of an image, by distance.</summary>
    /// <param name="image">Pixels of the stack, [y][x].</param>
    /// <param name="deviation">Standard deviation to which the image is scaled, &gt; 0.</param>
    /// <param name="sums"><see cref="Length"/> sums, overwritten.</param>
    public void Measure(ReadOnlySpan<float> image, double deviation, Scratch scratch, Span<double> sums)
    {
        double mean = 0;
        foreach (int pixel in _background.Pixels)
        {
            mean += image[InStack(pixel)];
        }
        Correlate(image, mean / _background.Count, 1 / deviation, scratch);
        AddUp(scratch.Padded, sums);
    }

    /// <summary>Computes the noise's variance at each shell of whole images, 0 to the corner of their spectrum; white noise of the deviation that the images were scaled to has 1.</summary>
    /// <param name="sums">The sums of <see cref="Measure"/> over all images.</param>
    /// <param name="images">Their number, ≥ 1.</param>
    public double[] Spectrum(ReadOnlySpan<double> sums, int images)
    {
        float[] covariance = new float[Box * Box];
        for (int y = 1 - Box; y < Box; y++)
        {
            for (int x = 1 - Box; x < Box; x++)
            {
                int bin = _bins[Math.Abs(y) * Box + Math.Abs(x)];
                if (_pairs[bin] > 0)
                {
                    double seen = (1 - Math.Abs(x) / (double)Box) * (1 - Math.Abs(y) / (double)Box);
                    covariance[(y + Box) % Box * Box + (x + Box) % Box] += (float)(seen * sums[bin] / (_pairs[bin] * images));
                }
            }
        }
        var fft = new RealFft2(Box);
        float[] re = new float[fft.SpectrumLength], im = new float[fft.SpectrumLength];
        fft.Forward(covariance, re, im, new float[fft.ScratchLength]);
        double[] modes = NoiseSpectrum.Modes(Box), variance = new double[modes.Length];
        NoiseSpectrum.ForEach(Box, (element, shell, weight) => variance[shell] += weight * re[element] / modes[shell]);
        return variance;
    }

    private int InStack(int pixel) => pixel / Box * _stackBox + pixel % Box;

    // Writes the sum over pairs of each lag to the padded image.
    private void Correlate(ReadOnlySpan<float> image, double mean, double factor, Scratch scratch)
    {
        int width = 2 * Box;
        float[] padded = scratch.Padded, re = scratch.Re, im = scratch.Im;
        Array.Clear(padded);
        foreach (int pixel in _background.Pixels)
        {
            padded[pixel / Box * width + pixel % Box] = (float)((image[InStack(pixel)] - mean) * factor);
        }
        _fft.Forward(padded, re, im, scratch.Fft);
        for (int i = 0; i < re.Length; i++)
        {
            re[i] = re[i] * re[i] + im[i] * im[i];
        }
        Array.Clear(im);
        _fft.Inverse(re, im, padded, scratch.Fft);
    }

    // Adds up half the lags by their length: the other half has the same pairs.
    private void AddUp(float[] lags, Span<double> sums)
    {
        int width = 2 * Box;
        sums[..Length].Clear();
        for (int y = 0; y < Box; y++)
        {
            ReadOnlySpan<int> bins = _bins.AsSpan(y * Box, Box);
            ReadOnlySpan<float> right = lags.AsSpan(y * width, width);
            for (int x = 0; x < Box; x++)
            {
                sums[bins[x]] += right[x];
                if (x > 0 && y > 0)
                {
                    sums[bins[x]] += right[width - x];
                }
            }
        }
    }

    /// <summary>The working memory of one thread.</summary>
    public sealed class Scratch(RealFft2 fft)
    {
        internal float[] Padded { get; } = new float[fft.N * fft.N];
        internal float[] Re { get; } = new float[fft.SpectrumLength];
        internal float[] Im { get; } = new float[fft.SpectrumLength];
        internal float[] Fft { get; } = new float[fft.ScratchLength];

        /// <summary>Bytes of its arrays.</summary>
        public long Bytes => sizeof(float) * ((long)Padded.Length + Re.Length + Im.Length + Fft.Length);
    }
}
