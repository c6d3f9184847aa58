using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Images;

/// <summary>Measures the noise spectra of the optics groups of a table, in one pass over its images, from a sample of each.</summary>
/// <remarks>
/// A group of at least <see cref="LeastImages"/> has a spectrum of its own. Smaller groups of the same box and pixel size share one, and where they
/// together have fewer, it is that of the largest group of that box and pixel size. Each spectrum is measured on about <see cref="MostSampled"/>
/// images. Images that were multiplied by their CTF have none: their noise is not stationary in frequency, and is treated as white before the CTF.
/// Memory is a few kilobytes a spectrum. Sums are added in the order of the table.
/// </remarks>
public sealed class NoiseSpectra
{
    /// <summary>The least number of images of an optics group with a spectrum of its own.</summary>
    public const int LeastImages = 500;

    /// <summary>The number of images on which a spectrum is measured, where there are as many.</summary>
    public const int MostSampled = 1024;

    private readonly int[] _spectrumOf;
    private readonly List<Sums> _spectra = [];

    /// <param name="optics">The table's optics groups.</param>
    /// <param name="counts">The number of images of each group.</param>
    /// <param name="box">Box of the images of groups without a window, pixels.</param>
    /// <param name="radiusPixels">Radius of the circle that holds the particle, pixels of <paramref name="box"/>.</param>
    public NoiseSpectra(IReadOnlyList<OpticsGroup> optics, IReadOnlyList<int> counts, int box, double radiusPixels)
    {
        _spectrumOf = new int[optics.Count];
        Array.Fill(_spectrumOf, -1);
        var kinds = Enumerable.Range(0, optics.Count).Where(i => counts[i] > 0 && !optics[i].CtfPremultiplied)
            .GroupBy(i => (Box: optics[i].Window?.StackBox ?? box, Pixel: optics[i].Window?.PixelSizeAngstrom ?? optics[i].PixelSizeAngstrom));
        foreach (var kind in kinds)
        {
            double radius = radiusPixels * (optics[kind.First()].Window is { } window ? (double)window.Width / box : 1);
            var autocorrelation = new NoiseAutocorrelation(kind.Key.Box, radius);
            int largest = kind.MaxBy(i => counts[i]);
            List<int> few = [.. kind.Where(i => counts[i] < LeastImages)];
            bool alone = few.Sum(i => (long)counts[i]) >= LeastImages || few.Contains(largest);
            foreach (int group in kind.Where(i => !few.Contains(i)))
            {
                Add([group, .. group == largest && !alone ? few : []]);
            }
            if (alone && few.Count > 0)
            {
                Add(few);
            }

            void Add(List<int> groups)
            {
                groups.ForEach(group => _spectrumOf[group] = _spectra.Count);
                _spectra.Add(new(autocorrelation, kind.Key.Pixel, groups.Sum(group => (long)counts[group])));
            }
        }
    }

    /// <summary>The largest number of sums of an image.</summary>
    public int MostSums => _spectra.Select(spectrum => spectrum.Autocorrelation.Length).DefaultIfEmpty().Max();

    /// <summary>Creates one thread's scratch for each box.</summary>
    public Scratch CreateScratch() => new(_spectra.Select(spectrum => spectrum.Autocorrelation).Distinct().ToDictionary(kind => kind, kind => kind.CreateScratch()));

    /// <summary>Whether an image is one of the sample, which depends on nothing but its row.</summary>
    /// <param name="row">Row of the table.</param>
    /// <param name="optics">Index of its optics group.</param>
    public bool Samples(int row, int optics) =>
        _spectrumOf[optics] >= 0 && CounterRandom.Uniform(0, Purpose.NoiseSample, 0, (ulong)row, 0) * _spectra[_spectrumOf[optics]].Of < MostSampled;

    /// <summary>Measures an image: writes its sums to <paramref name="sums"/>, which <see cref="Add"/> adds. Thread-safe for different scratch objects.</summary>
    /// <param name="optics">Index of its optics group.</param>
    /// <param name="image">Pixels of its stack.</param>
    /// <param name="deviation">Standard deviation of its background.</param>
    public void Measure(int optics, ReadOnlySpan<float> image, double deviation, Scratch scratch, Span<double> sums)
    {
        NoiseAutocorrelation kind = _spectra[_spectrumOf[optics]].Autocorrelation;
        kind.Measure(image, deviation, scratch.Kinds[kind], sums);
    }

    /// <summary>Adds the sums of the next image of the sample, in the order of the table.</summary>
    public void Add(int optics, ReadOnlySpan<double> sums)
    {
        Sums spectrum = _spectra[_spectrumOf[optics]];
        spectrum.Images++;
        for (int i = 0; i < spectrum.Values.Length; i++)
        {
            spectrum.Values[i] += sums[i];
        }
    }

    /// <summary>Returns the spectrum of each optics group, the same object for groups that share one; null for a group without one.</summary>
    public IReadOnlyList<NoiseSpectrum?> Spectra()
    {
        NoiseSpectrum?[] spectra = [.. _spectra.Select(sums => sums.Spectrum())];
        return [.. _spectrumOf.Select(spectrum => spectrum < 0 ? null : spectra[spectrum])];
    }

    /// <summary>The working memory of one thread.</summary>
    public sealed class Scratch
    {
        internal Scratch(IReadOnlyDictionary<NoiseAutocorrelation, NoiseAutocorrelation.Scratch> kinds) => Kinds = kinds;

        internal IReadOnlyDictionary<NoiseAutocorrelation, NoiseAutocorrelation.Scratch> Kinds { get; }

        /// <summary>Bytes of its arrays.</summary>
        public long Bytes => Kinds.Values.Sum(kind => kind.Bytes);
    }

    private sealed class Sums(NoiseAutocorrelation autocorrelation, double pixelSizeAngstrom, long of)
    {
        public NoiseAutocorrelation Autocorrelation { get; } = autocorrelation;
        public long Of { get; } = of;
        public double[] Values { get; } = new double[autocorrelation.Length];
        public int Images { get; set; }

        public NoiseSpectrum? Spectrum() => Images == 0 ? null
            : NoiseSpectrum.Of(Autocorrelation.Box, pixelSizeAngstrom, Images, Autocorrelation.BackgroundShare, Autocorrelation.Spectrum(Values, Images));
    }
}
