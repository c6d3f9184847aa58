using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Quarantine;

namespace Flex3D.Stages.Images;

/// <summary>Prepares one image at a time: checks its pixels, subtracts the background and crops it in Fourier space. Thread-safe for different scratch objects.</summary>
public sealed class ImageReduction
{
    private readonly ParticleTable _table;
    private readonly ParticleStacks? _stacks;
    private readonly Group[] _groups;

    /// <param name="table">The particles.</param>
    /// <param name="box">Box of the input images of all groups without a window.</param>
    /// <param name="trainingBox">Box of the output, ≤ <paramref name="box"/>, even.</param>
    /// <param name="radiusPixels">Radius of the circle that holds the particle, pixels of <paramref name="box"/>.</param>
    /// <param name="stacks">Gives the byte at which an image begins, for error messages; null to leave it out.</param>
    public ImageReduction(ParticleTable table, int box, int trainingBox, double radiusPixels, ParticleStacks? stacks = null)
    {
        _table = table;
        _stacks = stacks;
        TrainingBox = trainingBox;
        var kinds = new Dictionary<ImageWindow, Group>();
        var whole = new Group(null, box, trainingBox, radiusPixels);
        _groups = [.. table.Optics.Select(optics => optics.Window is not { } window ? whole
            : kinds.TryGetValue(window, out Group? made) ? made
            : kinds[window] = new Group(window, box, trainingBox, radiusPixels * window.Width / box))];
    }

    public int TrainingBox { get; }

    /// <summary>The number of pixels on which the noise of an image was measured, for each optics group.</summary>
    public IReadOnlyList<int> BackgroundPixels => [.. _groups.Select(group => group.Background.Count)];

    public Scratch CreateScratch() => new(_groups.Max(group => group.Resampling.ScratchLength), _groups.Max(group => group.SpectrumLength));

    /// <summary>Reduces one image: subtracts the background mean, and resamples it so that white noise keeps its standard deviation.</summary>
    /// <param name="particle">Row of the table.</param>
    /// <param name="image">Pixels of its stack, overwritten.</param>
    /// <param name="small">Output pixels.</param>
    /// <param name="scratch">This thread's scratch.</param>
    /// <returns>The offset subtracted and the standard deviation of the noise before any multiplication by a CTF.</returns>
    /// <exception cref="BadParticleException">A pixel is not finite, or the background is flat.</exception>
    public (float Offset, float Deviation) Reduce(int particle, Span<float> image, Span<float> small, Scratch scratch)
    {
        Particle row = _table[particle];
        Group group = _groups[row.Optics];
        if (PixelCheck.FirstNotFinite(image) is >= 0 and var at)
        {
            throw Bad(particle, ParticleFault.NotFinite, $", pixel x {at % group.Box}, y {at / group.Box}", $"{image[at]}", "finite pixels", "take the particle out of the table, or extract it again");
        }
        (double mean, double deviation) = group.Background.Measure(image);
        if (!(deviation > 0))
        {
            throw Bad(particle, ParticleFault.Flat, "", "a background without noise (standard deviation 0)", "a particle image with noise around the particle", "take the particle out of the table");
        }
        for (int i = 0; i < image.Length; i++)
        {
            image[i] -= (float)mean;
        }
        group.Resampling.Apply(image, small, scratch.Crop);
        OpticsGroup optics = _table.Optics[row.Optics];
        if (optics.CtfPremultiplied)
        {
            Span<float> ctf = scratch.Ctf.AsSpan(0, group.SpectrumLength);
            Ctf.Of(row, optics).Evaluate(group.Box, optics.Window?.PixelSizeAngstrom ?? optics.PixelSizeAngstrom, ctf);
            deviation /= Math.Sqrt(MeanSquare(ctf, group.Box));
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
    private static double MeanSquare(ReadOnlySpan<float> ctf, int box)
    {
        double sum = 0;
        int columns = box / 2 + 1;
        for (int i = 0; i < ctf.Length; i++)
        {
            int x = i % columns;
            sum += (x == 0 || x == columns - 1 ? 1 : 2) * (double)ctf[i] * ctf[i];
        }
        return sum / ((double)box * box);
    }

    // What the images of one box have in common.
    private sealed class Group(ImageWindow? window, int box, int trainingBox, double radiusPixels)
    {
        public int Box { get; } = window?.StackBox ?? box;
        public int SpectrumLength => Box * (Box / 2 + 1);
        public Background Background { get; } = new(window?.StackBox ?? box, radiusPixels);
        public WindowResampling Resampling { get; } = new(window, box, trainingBox);
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
