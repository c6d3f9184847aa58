using System.Runtime.CompilerServices;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Imaging;

/// <summary>An image batch holds the images of a shard before inference: their pixels when they have been read, F(I) when they have been transformed, and the parameters of each.</summary>
/// <remarks>
/// F(I) overwrites the pixels: an image's half spectrum is N² + 2N floats, its pixels are N². Pixels are packed, so that neighbours
/// of a stack are one read; the spectrum of image i begins 2Ni floats after its pixels, so images are transformed from the last
/// to the first, and none is overwritten before it is read.
/// </remarks>
public sealed class ImageBatch
{
    private readonly int[] _particles;
    private readonly ImageParameters[] _parameters;
    private readonly PixelScaling[] _scalings;
    private readonly float[] _samples;

    /// <param name="box">N, pixels.</param>
    /// <param name="capacity">The most images it holds, ≥ 1.</param>
    public ImageBatch(int box, int capacity)
    {
        Box = box;
        _particles = new int[capacity];
        _parameters = new ImageParameters[capacity];
        _scalings = new PixelScaling[capacity];
        _samples = new float[capacity * 2 * SpectrumLength];
    }

    /// <summary>N, pixels along an edge.</summary>
    public int Box { get; }

    /// <summary>The number of images held now.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of its arrays.</summary>
    public long Bytes => sizeof(float) * (long)_samples.Length + _particles.Length * (sizeof(int) + Unsafe.SizeOf<ImageParameters>() + Unsafe.SizeOf<PixelScaling>());

    /// <summary>Row of each image in the particle table.</summary>
    public ReadOnlySpan<int> Particles => _particles.AsSpan(0, Count);

    /// <summary>Parameters of each image: from the table when it has been read, and used for the next terms. Code that refines a parameter sets it here.</summary>
    public Span<ImageParameters> Parameters => _parameters.AsSpan(0, Count);

    /// <summary>The pixel scaling that brings each image to unit noise when it is transformed.</summary>
    public Span<PixelScaling> Scalings => _scalings.AsSpan(0, Count);

    /// <summary>Pixels of the images as read, [image][y][x]; undefined once they have been transformed.</summary>
    public Span<float> Pixels => _samples.AsSpan(0, Count * Box * Box);

    /// <summary>F(I) of all images, when they have been transformed: [image][Re, Im][ky][kx].</summary>
    public ReadOnlySpan<float> Spectra => _samples.AsSpan(0, Count * 2 * SpectrumLength);

    /// <summary>Re F(I) of an image that has been transformed, [ky][kx] on the half spectrum, unnormalised.</summary>
    public ReadOnlySpan<float> Real(int image) => Spectrum(image)[..SpectrumLength];

    /// <summary>Im F(I), as <see cref="Real"/>.</summary>
    public ReadOnlySpan<float> Imaginary(int image) => Spectrum(image)[SpectrumLength..];

    private int SpectrumLength => Box * (Box / 2 + 1);

    /// <summary>Pixels of one image, [y][x].</summary>
    public Span<float> Image(int image) => Pixels.Slice(image * Box * Box, Box * Box);

    /// <summary>Makes room for the images of some particles; pixels, parameters and scalings must be set afterwards.</summary>
    internal void Begin(ReadOnlySpan<int> particles)
    {
        particles.CopyTo(_particles);
        Count = particles.Length;
    }

    /// <summary>Scales the pixels to unit noise and transforms them, in place.</summary>
    internal void Transform(RealFft2 fft, Span<float> scratch)
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            Span<float> pixels = Image(i), spectrum = Spectrum(i);
            _scalings[i].Apply(pixels);
            fft.Forward(pixels, spectrum[..SpectrumLength], spectrum[SpectrumLength..], scratch);
        }
    }

    private Span<float> Spectrum(int image) => _samples.AsSpan(image * 2 * SpectrumLength, 2 * SpectrumLength);
}
