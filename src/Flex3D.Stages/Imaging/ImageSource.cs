using System.Collections.Concurrent;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Imaging;

/// <summary>An image source reads the images of a shard and computes what the loss needs from them, in three stages: input, F(I), and the terms of the loss.</summary>
/// <remarks>Thread-safe for different batches and shards. Scratch memory is taken from a pool, so nothing is allocated in a steady state.</remarks>
public abstract class ImageSource
{
    private readonly ParticleTable _table;
    private readonly INoiseModel _noise;
    private readonly RealFft2 _fft;
    private readonly ImageTerms _terms;
    private readonly ConcurrentBag<Scratch> _scratch = [];

    /// <param name="table">The particles.</param>
    /// <param name="noise">The noise model of their images.</param>
    /// <param name="box">N of the images read here, pixels.</param>
    /// <param name="magnify">Pixel size here over pixel size in the table: full box / box.</param>
    protected ImageSource(ParticleTable table, INoiseModel noise, int box, double magnify)
    {
        _table = table;
        _noise = noise;
        _fft = new RealFft2(box);
        _terms = new ImageTerms(table.Optics, noise, box, magnify);
    }

    /// <summary>N of the images, pixels.</summary>
    public int Box => _fft.N;

    /// <summary>Reads the pixels, table rows and pixel scalings of some particles: all the input that their terms need.</summary>
    /// <param name="particles">Rows of the table, at most as many as <paramref name="images"/> has room for.</param>
    /// <param name="images">Receives them.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="Faults.InputException">A file does not hold what it should.</exception>
    public void Read(ReadOnlySpan<int> particles, ImageBatch images)
    {
        Scratch scratch = Rent();
        images.Begin(particles);
        Span<Particle> rows = scratch.Rows(particles.Length);
        _table.Read(particles, rows);
        for (int i = 0; i < rows.Length; i++)
        {
            images.Parameters[i] = ImageParameters.Of(rows[i], _table.Optics[rows[i].Optics]);
        }
        _noise.Read(particles, images.Scalings);
        _scratch.Add(scratch);
        ReadPixels(particles, images);
    }

    /// <summary>Transforms the pixels that were read to F(I) at unit noise, in place. Depends on neither model nor image parameters.</summary>
    public void Transform(ImageBatch images)
    {
        Scratch scratch = Rent();
        images.Transform(_fft, scratch.Fft);
        _scratch.Add(scratch);
    }

    /// <summary>Fills a shard with the terms of the loss at the image parameters that the batch holds now; may be called again with others.</summary>
    /// <param name="images">Images that have been transformed; F(I) is not changed.</param>
    /// <param name="shard">Receives terms, poses, contrasts of 1 and a new stamp.</param>
    public void SetTerms(ImageBatch images, ImageShard shard) => _terms.Set(images, shard);

    /// <summary>Sets the terms of one image again, with both defocus values changed from those of the table, Å, and its part of the shard's <see cref="ImageShard.DefocusSlope"/>; poses, contrasts and stamp stay.</summary>
    public void SetDefocus(ImageBatch images, int index, ImageShard shard, double changeAngstrom) => _terms.SetDefocus(images, index, shard, changeAngstrom);

    /// <summary>Turns the half spectrum of a raw splat into that of the image that it predicts: see <see cref="ImageTerms.Predict"/>.</summary>
    /// <param name="parameters">Parameters of the image; its pose is that of the splat.</param>
    /// <param name="scratch">As long as the spectrum.</param>
    internal void Predict(in ImageParameters parameters, Span<float> re, Span<float> im, Span<float> scratch) => _terms.Predict(parameters, re, im, scratch);

    /// <summary>The change of defocus, Å, that changes the phase at the highest frequency of the images by one radian, 1/(π λ s²), the least of all optics groups; infinite where no defocus can be changed.</summary>
    public double RadianAngstrom => _terms.RadianAngstrom;

    /// <summary>Whether the images of a group can be compared with the model at another defocus: not those multiplied by their CTF beforehand, nor those without one (amplitude contrast 1).</summary>
    public static bool CanDefocus(OpticsGroup optics) => !optics.CtfPremultiplied && optics.AmplitudeContrast < 1;

    /// <summary>Reads the pixels of the particles into <see cref="ImageBatch.Pixels"/>. Where it scales them in part, it sets <see cref="ImageBatch.Scalings"/> to the scalings that remain.</summary>
    protected abstract void ReadPixels(ReadOnlySpan<int> particles, ImageBatch images);

    private Scratch Rent() => _scratch.TryTake(out Scratch? scratch) ? scratch : new Scratch(_fft);

    private sealed class Scratch(RealFft2 fft)
    {
        private Particle[] _rows = [];

        public float[] Fft { get; } = new float[fft.ScratchLength];

        public Span<Particle> Rows(int count)
        {
            if (_rows.Length < count)
            {
                _rows = new Particle[count];
            }
            return _rows.AsSpan(0, count);
        }
    }
}
