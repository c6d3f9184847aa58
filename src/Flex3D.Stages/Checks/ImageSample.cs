using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Quarantine;

namespace Flex3D.Stages.Checks;

/// <summary>A sample of the particles, spread over the table: their rows, and their images' spectra at a box that is quick to compare.</summary>
/// <remarks>Spectra are of images without their background's mean, centred on pixel N/2, with the antisymmetric aberrations taken out, and divided by the noise's standard deviation at each shell.</remarks>
internal sealed class ImageSample
{
    private readonly Particle[] _rows;
    private readonly OpticsGroup[] _optics;
    private readonly AberrationPhase?[] _odd;
    private readonly float[] _spectra;

    private ImageSample(int box, int fullBox, Particle[] rows, OpticsGroup[] optics, AberrationPhase?[] odd, float[] spectra, ImageNoise noise, IReadOnlyList<BadParticle> bad) =>
        (Box, FullBox, _rows, _optics, _odd, _spectra, Noise, Bad) = (box, fullBox, rows, optics, odd, spectra, noise, bad);

    /// <summary>N of the spectra, pixels.</summary>
    public int Box { get; }

    /// <summary>N of the images as they are in the stacks.</summary>
    public int FullBox { get; }

    /// <summary>Number of images that were usable.</summary>
    public int Count => _rows.Length;

    /// <summary>The noise of the images.</summary>
    public ImageNoise Noise { get; }

    /// <summary>Particles of the sample whose images are unusable.</summary>
    public IReadOnlyList<BadParticle> Bad { get; }

    /// <summary>The row of an image.</summary>
    public Particle Row(int image) => _rows[image];

    /// <summary>The optics group of an image.</summary>
    public OpticsGroup Optics(int image) => _optics[image];

    /// <summary>The antisymmetric aberrations of the optics groups, which were taken out of an image; null for none.</summary>
    public AberrationPhase? Odd(int image) => _odd[_rows[image].Optics];

    /// <summary>Re F of an image, [ky][kx] on the half spectrum.</summary>
    public ReadOnlySpan<float> Real(int image) => _spectra.AsSpan(2 * image * SpectrumLength, SpectrumLength);

    /// <summary>Im F of an image.</summary>
    public ReadOnlySpan<float> Imaginary(int image) => _spectra.AsSpan((2 * image + 1) * SpectrumLength, SpectrumLength);

    /// <summary>Elements of a half spectrum.</summary>
    public int SpectrumLength => Box * (Box / 2 + 1);

    /// <summary>Returns some images of the sample.</summary>
    public ImageSample Of(IReadOnlyList<int> kept)
    {
        float[] spectra = new float[2 * kept.Count * SpectrumLength];
        for (int i = 0; i < kept.Count; i++)
        {
            _spectra.AsSpan(2 * kept[i] * SpectrumLength, 2 * SpectrumLength).CopyTo(spectra.AsSpan(2 * i * SpectrumLength));
        }
        return new ImageSample(Box, FullBox, [.. kept.Select(i => _rows[i])], [.. kept.Select(i => _optics[i])], _odd, spectra, Noise, Bad);
    }

    /// <summary>Reads the images of a sample.</summary>
    /// <param name="table">The particles.</param>
    /// <param name="stacks">Their images.</param>
    /// <param name="particles">Rows of the table.</param>
    /// <param name="mostPixels">The largest box of the spectra.</param>
    public static ImageSample Read(ParticleTable table, ParticleStacks stacks, ReadOnlySpan<int> particles, int mostPixels)
    {
        int full = stacks.Box, box = Math.Min(full, BoxSizes.FastAtMost(Math.Min(full, mostPixels)));
        var crops = table.Optics.Select(group => new WindowResampling(group.Window, full, box)).ToArray();
        var backgrounds = new Dictionary<int, Background>();
        var fft = new RealFft2(box);
        float[] pixels = new float[stacks.MostPixels], small = new float[box * box], scratch = new float[Math.Max(crops.Max(crop => crop.ScratchLength), fft.ScratchLength)];
        int length = box * (box / 2 + 1);
        var spectra = new float[2L * particles.Length * length];
        var rows = new List<Particle>();
        var optics = new List<OpticsGroup>();
        var bad = new List<BadParticle>();
        var noise = new ImageNoise(box, table.Optics[0].PixelSizeAngstrom * full / box);
        AberrationPhase?[] odd = [.. table.Optics.Select(group => Aberrations.OddPhase(group, box, group.PixelSizeAngstrom * full / box))];
        foreach (int particle in particles)
        {
            Particle row = table[particle];
            int own = stacks.BoxOf(row.Optics);
            Span<float> image = pixels.AsSpan(0, own * own);
            if (!backgrounds.TryGetValue(own, out Background? background))
            {
                backgrounds[own] = background = new Background(own, 0.45 * own);
            }
            try
            {
                stacks.Read(particle, image);
            }
            catch (BadParticleException unreadable)
            {
                bad.Add(unreadable.Particle);
                continue;
            }
            (double mean, double deviation) = background.Measure(image);
            if (PixelCheck.FirstNotFinite(image) >= 0 || !(deviation > 0))
            {
                bool finite = PixelCheck.FirstNotFinite(image) < 0;
                bad.Add(BadParticle.Of(row, table.Stacks[row.Stack], null, finite ? ParticleFault.Flat : ParticleFault.NotFinite, finite ? "a flat background" : "a pixel that is not finite"));
                continue;
            }
            float offset = (float)mean;
            foreach (ref float pixel in image)
            {
                pixel -= offset;
            }
            crops[row.Optics].Apply(image, small, scratch);
            Span<float> re = spectra.AsSpan(2 * rows.Count * length, length), im = spectra.AsSpan((2 * rows.Count + 1) * length, length);
            fft.Forward(small, re, im, scratch);
            Centre(re, im, box);
            odd[row.Optics]?.ApplyConjugate(re, im);
            noise.Add(mean, deviation, re, im);
            rows.Add(row);
            optics.Add(table.Optics[row.Optics]);
        }
        noise.Whiten(spectra, rows.Count);
        return new ImageSample(box, full, [.. rows], [.. optics], odd, spectra, noise, bad);
    }

    // Moves the origin from pixel 0 to pixel N/2: a factor (−1)^(kx+ky).
    private static void Centre(Span<float> re, Span<float> im, int box)
    {
        int width = box / 2 + 1;
        for (int i = 0; i < re.Length; i++)
        {
            if (((i / width + i % width) & 1) != 0)
            {
                (re[i], im[i]) = (-re[i], -im[i]);
            }
        }
    }
}
