using SkiaSharp;

namespace Flex3D.Stages.Results.Finishing;

/// <summary>The colours of resolution: bright for the best, dark for the worst, linear in Å, with a bar that explains them.</summary>
/// <param name="Best">Resolution of the brightest colour, Å.</param>
/// <param name="Worst">Resolution of the darkest colour, Å.</param>
internal readonly record struct ColourBar(double Best, double Worst)
{
    private const int Steps = 64;

    /// <summary>Creates the scale from the 5th to the 95th percentile of some resolutions, Å.</summary>
    public static ColourBar Of(IEnumerable<float> angstrom)
    {
        float[] sorted = [.. angstrom.Where(value => value > 0 && float.IsFinite(value)).Order()];
        if (sorted.Length == 0)
        {
            return new ColourBar(1, 2);
        }
        double best = sorted[(int)(0.05 * (sorted.Length - 1))], worst = sorted[(int)(0.95 * (sorted.Length - 1))];
        return new ColourBar(best, Math.Max(worst, best + 0.1));
    }

    public SKColor At(double angstrom) => FigureColors.Viridis((Worst - angstrom) / (Worst - Best));

    /// <summary>Draws the bar, of <paramref name="width"/> × 14 units, with its ends and middle labelled below.</summary>
    public void Draw(SKCanvas canvas, float left, float top, float width, string title)
    {
        using var paint = new SKPaint();
        for (int i = 0; i < Steps; i++)
        {
            paint.Color = At(Best + (Worst - Best) * (i + 0.5) / Steps);
            canvas.DrawRect(left + i * width / Steps, top, width / Steps + 0.5f, 14, paint);
        }
        for (int i = 0; i <= 2; i++)
        {
            Pen.Text(canvas, $"{Best + (Worst - Best) * i / 2:0.0} Å", left + i * width / 2, top + 30, 12, SKTextAlign.Center);
        }
        Pen.Text(canvas, title, left + width + 40, top + 12, 12);
    }
}
