using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Quarantine;

namespace Flex3D.Stages.Images;

/// <summary>Prepares one image at a time: checks its pixels, subtracts the background and crops it in Fourier space. Thread-safe for different scratch objects.</summary>
public sealed class ImageReduction
{
    private readonly ParticleTable _table;
    private readonly ParticleStacks? _stacks;
    private readonly Background _background;
    private readonly FourierCrop _crop;
    private readonly int _box;

    /// <param name="table">The particles.</param>
    /// <param name="box">Box of the input images.</param>
    /// <param name="trainingBox">Box of the output, ≤ <paramref name="box"/>, even.</param>
    /// <param name="radiusPixels">Radius of the circle that holds the particle, input pixels.</param>
    /// <param name="stacks">Gives the byte at which an image begins, for error messages; null to leave it out.</param>
    public ImageReduction(ParticleTable table, int box, int trainingBox, double radiusPixels, ParticleStacks? stacks = null)
    {
        _table = table;
        _stacks = stacks;
        _box = box;
        TrainingBox = trainingBox;
        _background = new Background(box, radiusPixels);
        _crop = new FourierCrop(box, trainingBox);
    }

    public int TrainingBox { get; }

    /// <summary>The number of pixels on which the noise was measured.</summary>
    public int BackgroundPixels => _background.Count;

    public Scratch CreateScratch() => new(_crop.ScratchLength, _box * (_box / 2 + 1));

    /// <summary>Reduces one image: subtracts the background mean, and crops it so that white noise keeps its standard deviation.</summary>
    /// <param name="particle">Row of the table.</param>
    /// <param name="image">Input pixels, overwritten.</param>
    /// <param name="small">Output pixels.</param>
    /// <param name="scratch">This thread's scratch.</param>
    /// <returns>The offset subtracted and the standard deviation of the noise before any multiplication by a CTF.</returns>
    /// <exception cref="BadParticleException">A pixel is not finite, or the background is flat.</exception>
    public (float Offset, float Deviation) Reduce(int particle, Span<float> image, Span<float> small, Scratch scratch)
    {
        Particle row = _table[particle];
        if (PixelCheck.FirstNotFinite(image) is >= 0 and var at)
        {
            throw Bad(particle, ParticleFault.NotFinite, $", pixel x {at % _box}, y {at / _box}", $"{image[at]}", "finite pixels", "take the particle out of the table, or extract it again");
        }
        (double mean, double deviation) = _background.Measure(image);
        if (!(deviation > 0))
        {
            throw Bad(particle, ParticleFault.Flat, "", "a background without noise (standard deviation 0)", "a particle image with noise around the particle", "take the particle out of the table");
        }
        for (int i = 0; i < image.Length; i++)
        {
            image[i] -= (float)mean;
        }
        _crop.Crop(image, small, scratch.Crop, unitNoise: true);
        OpticsGroup optics = _table.Optics[row.Optics];
        if (optics.CtfPremultiplied)
        {
            Ctf.Of(row, optics).Evaluate(_box, optics.PixelSizeAngstrom, scratch.Ctf);
            deviation /= Math.Sqrt(MeanSquare(scratch.Ctf));
        }
        return ((float)mean, (float)deviation);
    }

    private BadParticleException Bad(int particle, ParticleFault fault, string pixel, string found, string expected, string advice)
    {
        Particle row = _table[particle];
        long? offset = _stacks?.OffsetOf(particle);
        string stack = _table.Stacks[row.Stack];
        return new BadParticleException(
            reason => BadParticle.Of(row, stack, offset, fault, reason),
            stack, $"particle {row.SourceRow + 1} (image {row.Slice + 1}){pixel}{(offset is null ? "" : $", image from byte {offset}")}", found, expected, advice);
    }

    // Computes the mean square of the CTF over the full spectrum: inner columns of the half spectrum stand for two.
    private double MeanSquare(ReadOnlySpan<float> ctf)
    {
        double sum = 0;
        int columns = _box / 2 + 1;
        for (int i = 0; i < ctf.Length; i++)
        {
            int x = i % columns;
            sum += (x == 0 || x == columns - 1 ? 1 : 2) * (double)ctf[i] * ctf[i];
        }
        return sum / ((double)_box * _box);
    }

    /// <summary>The working memory of one thread.</summary>
    public sealed class Scratch(int crop, int spectrum)
    {
        internal float[] Crop { get; } = new float[crop];
        internal float[] Ctf { get; } = new float[spectrum];

        /// <summary>Bytes of its arrays.</summary>
        public long Bytes => sizeof(float) * ((long)Crop.Length + Ctf.Length);
    }
}
