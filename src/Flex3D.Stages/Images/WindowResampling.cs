using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Images;

/// <summary>Brings the images of an optics group from their stack's box to another: crops them or adds a margin, then resamples them in Fourier space. Immutable: threads share it, each with its own scratch.</summary>
/// <remarks>White noise keeps its standard deviation per frequency: see <see cref="FourierCrop"/>.</remarks>
internal sealed class WindowResampling
{
    private readonly FourierCrop _crop;
    private readonly int _stackBox, _width;

    /// <param name="window">The window of the group; null for images of <paramref name="box"/> that are used whole.</param>
    /// <param name="box">Box of the images of the table, pixels: that of the stack where there is no window.</param>
    /// <param name="to">Box of the result, pixels.</param>
    public WindowResampling(ImageWindow? window, int box, int to)
    {
        (_stackBox, _width) = (window?.StackBox ?? box, window?.Width ?? box);
        _crop = new FourierCrop(_width, to);
    }

    /// <summary>Floats of scratch that a call needs.</summary>
    public int ScratchLength => _crop.ScratchLength + (_width == _stackBox ? 0 : _width * _width);

    /// <summary>Resamples an image of mean 0 outside the particle.</summary>
    /// <param name="image">Pixels of the stack, [y][x].</param>
    /// <param name="small">Receives the pixels.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> floats.</param>
    public void Apply(ReadOnlySpan<float> image, Span<float> small, Span<float> scratch)
    {
        if (_width == _stackBox)
        {
            _crop.Crop(image, small, scratch, unitNoise: true);
            return;
        }
        Span<float> window = scratch[..(_width * _width)];
        window.Clear();
        int shift = _stackBox / 2 - _width / 2; // the pixel of the stack at the window's first one
        int first = Math.Max(0, -shift), count = Math.Min(_width, _stackBox - shift) - first;
        for (int y = first; y < first + count; y++)
        {
            image.Slice((y + shift) * _stackBox + first + shift, count).CopyTo(window[(y * _width + first)..]);
        }
        _crop.Crop(window, small, scratch[(_width * _width)..], unitNoise: true);
    }
}
