using System.Globalization;
using System.Numerics;
using Flex3D.Stages.Rendering;
using SkiaSharp;

namespace Flex3D.Stages.Results.Movies;

/// <summary>The strip under a painted surface: a scale bar, what the colours mean in Å, and a caption.</summary>
public static class MoviePicture
{
    private const float Units = 560; // drawing units of any picture's width
    private const int Strip = 46, Caption = 22, Bar = 168, BarHeight = 8, Steps = 84;

    /// <summary>The height of the strip, pixels.</summary>
    public static int StripHeight(MovieStyle style) => (int)MathF.Ceiling((Strip + (style.Caption is null ? 0 : Caption)) * style.Width / Units);

    /// <summary>Returns the pixels of a surface with the strip under them, [row][column][red, green, blue].</summary>
    /// <param name="surface">The painted surface, without the strip.</param>
    /// <param name="camera">Its view.</param>
    /// <param name="style">The looks.</param>
    /// <param name="largest">The displacement of the last colour, Å.</param>
    public static byte[] WithStrip(byte[] surface, Camera camera, MovieStyle style, double largest)
    {
        int strip = StripHeight(style);
        using var bitmap = new SKBitmap(camera.Width, strip, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(Colour(style.Look.Background));
            canvas.Scale(style.Width / Units);
            ScaleBar.Draw(canvas, camera.Width * camera.PixelAngstrom, Units, 18, 16, style.Ink);
            if (style.Colour == MovieColour.Displacement && largest > 0)
            {
                Legend(canvas, style, largest);
            }
            if (style.Caption is { } caption)
            {
                Pen.Text(canvas, caption, 18, Strip + 8, 12, color: style.Warning);
            }
        }
        byte[] pixels = new byte[surface.Length + 3 * camera.Width * strip];
        surface.CopyTo(pixels, 0);
        ReadOnlySpan<byte> drawn = bitmap.GetPixelSpan();
        for (int i = 0; i < camera.Width * strip; i++)
        {
            drawn.Slice(i / camera.Width * bitmap.RowBytes + 4 * (i % camera.Width), 3).CopyTo(pixels.AsSpan(surface.Length + 3 * i));
        }
        return pixels;
    }

    /// <summary>Returns pixels, [row][column][red, green, blue], as the bytes of a PNG file.</summary>
    public static byte[] ToPng(byte[] pixels, int width)
    {
        using var bitmap = new SKBitmap(width, pixels.Length / 3 / width, SKColorType.Rgba8888, SKAlphaType.Opaque)
        {
            Pixels = [.. Enumerable.Range(0, pixels.Length / 3).Select(i => new SKColor(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]))],
        };
        using SKPixmap map = bitmap.PeekPixels();
        using SKData data = map.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 6)) ?? throw new InvalidOperationException("the picture could not be encoded as PNG");
        return data.ToArray();
    }

    private static void Legend(SKCanvas canvas, MovieStyle style, double largest)
    {
        float left = Units - 26 - Bar;
        using var paint = new SKPaint();
        for (int i = 0; i < Steps; i++)
        {
            paint.Color = Colour(style.Look.At((i + 0.5f) / Steps));
            canvas.DrawRect(left + i * (float)Bar / Steps, 12, (float)Bar / Steps + 0.5f, BarHeight, paint);
        }
        double step = ScaleBar.Round(largest / 2);
        using var line = new SKPaint { Color = FigureColors.ToSkia(style.Ink), StrokeWidth = 1 };
        for (double at = 0; at <= largest * 1.0001; at += step)
        {
            float x = left + (float)(at / largest * Bar);
            canvas.DrawLine(x, 12 + BarHeight, x, 15 + BarHeight, line);
            Pen.Text(canvas, at.ToString("0.##", CultureInfo.InvariantCulture) + (at + step > largest * 1.0001 ? " Å" : ""), x, 27 + BarHeight, 11, SKTextAlign.Center, style.Ink);
        }
        Pen.Text(canvas, "moved between both ends", left - 10, 20, 12, SKTextAlign.Right, style.Ink);
    }

    private static SKColor Colour(Vector3 colour) => new((byte)colour.X, (byte)colour.Y, (byte)colour.Z);
}
