using ScottPlot;
using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>Draws text and images directly on a canvas, in the typeface of the figures.</summary>
internal static class Pen
{
    public static void Text(SKCanvas canvas, string text, float x, float y, float size, SKTextAlign align = SKTextAlign.Left, Color? color = null)
    {
        using var font = new SKFont(FigureFont.Typeface, size) { Subpixel = true };
        using var paint = new SKPaint { Color = FigureColors.ToSkia(color ?? FigureColors.Ink), IsAntialias = true };
        canvas.DrawText(text, x, y, align, font, paint);
    }

    /// <summary>Draws text rotated a quarter turn to the left, centred at (x, y).</summary>
    public static void TextUpwards(SKCanvas canvas, string text, float x, float y, float size)
    {
        canvas.Save();
        canvas.RotateDegrees(-90, x, y);
        Text(canvas, text, x, y, size, SKTextAlign.Center);
        canvas.Restore();
    }

    public static void Image(SKCanvas canvas, SKBitmap bitmap, SKRect place)
    {
        using SKImage image = SKImage.FromBitmap(bitmap);
        using var paint = new SKPaint { IsAntialias = true };
        canvas.DrawImage(image, place, new SKSamplingOptions(SKCubicResampler.Mitchell), paint);
    }

    /// <summary>Draws an arrow seen end-on: a ring with a dot (towards the viewer) or a cross (away).</summary>
    public static void ArrowEndOn(SKCanvas canvas, float x, float y, bool towards, float radius, SKColor color)
    {
        if (radius < 0.5f)
        {
            return;
        }
        using var stroke = new SKPaint { Color = color, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 1.4f };
        canvas.DrawCircle(x, y, radius, stroke);
        if (towards)
        {
            using var fill = new SKPaint { Color = color, IsAntialias = true };
            canvas.DrawCircle(x, y, 0.35f * radius, fill);
        }
        else
        {
            float d = 0.7f * radius;
            canvas.DrawLine(x - d, y - d, x + d, y + d, stroke);
            canvas.DrawLine(x - d, y + d, x + d, y - d, stroke);
        }
    }

    /// <summary>Draws an arrow from (x0, y0) to (x1, y1) with a head in proportion to its length.</summary>
    public static void Arrow(SKCanvas canvas, float x0, float y0, float x1, float y1, SKColor color, float width)
    {
        float dx = x1 - x0, dy = y1 - y0, length = MathF.Sqrt(dx * dx + dy * dy);
        if (length < 0.5f)
        {
            return;
        }
        float head = Math.Min(0.45f * length, 3.5f * width + 2), ux = dx / length, uy = dy / length;
        float baseX = x1 - head * ux, baseY = y1 - head * uy, side = 0.5f * head;
        using var stroke = new SKPaint { Color = color, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = width };
        canvas.DrawLine(x0, y0, baseX, baseY, stroke);
        using var path = new SKPath();
        path.MoveTo(x1, y1);
        path.LineTo(baseX - side * uy, baseY + side * ux);
        path.LineTo(baseX + side * uy, baseY - side * ux);
        path.Close();
        using var fill = new SKPaint { Color = color, IsAntialias = true, Style = SKPaintStyle.Fill };
        canvas.DrawPath(path, fill);
    }
}
