using System.Text;
using Flex3D.Stages.Files;
using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>A figure that is written as PNG (for viewing) and SVG (for a paper) from the same drawing.</summary>
public abstract class Figure
{
    private const float PixelsPerUnit = 1.5f;

    /// <summary>Size in drawing units (SVG user units); the PNG has 1.5 pixels for each unit.</summary>
    protected abstract (int Width, int Height) Size { get; }

    /// <summary>Draws the figure on a white canvas of <see cref="Size"/>.</summary>
    private protected abstract void Draw(SKCanvas canvas);

    /// <summary>Writes <c>name.png</c> and <c>name.svg</c>, each complete or not at all; returns the path of the PNG.</summary>
    public string Save(string folder, string name)
    {
        string png = Path.Combine(folder, name + ".png");
        DurableFile.Write(png, stream => stream.Write(ToPng()));
        DurableFile.Write(Path.Combine(folder, name + ".svg"), WriteSvg);
        return png;
    }

    /// <summary>Returns the figure as the bytes of a PNG file.</summary>
    public byte[] ToPng()
    {
        (int width, int height) = Size;
        var info = new SKImageInfo((int)(width * PixelsPerUnit), (int)(height * PixelsPerUnit), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKSurface surface = SKSurface.Create(info);
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale(PixelsPerUnit);
        Draw(surface.Canvas);
        using SKImage image = surface.Snapshot();
        using SKPixmap pixels = image.PeekPixels();
        // Fast compression: figures are small, and most of the time of a figure is its encoding.
        using SKData data = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Sub, 4))
            ?? throw new InvalidOperationException("the picture could not be encoded as PNG");
        return data.ToArray();
    }

    private void WriteSvg(Stream stream)
    {
        (int width, int height) = Size;
        using var memory = new MemoryStream(); // Skia does not seek, but writes single bytes
        using (SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, width, height), memory))
        {
            canvas.Clear(SKColors.White);
            Draw(canvas);
        }
        stream.Write(Encoding.UTF8.GetBytes(SvgIds.Renumber(Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length))));
    }
}
