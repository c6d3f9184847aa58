using System.Globalization;
using ScottPlot;
using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>Draws a scale bar of a round number of Å under a panel.</summary>
internal static class ScaleBar
{
    /// <param name="extentAngstrom">Width of the map that a panel shows, Å.</param>
    /// <param name="panel">Width at which the panel is drawn, drawing units.</param>
    /// <param name="ink">The colour, if not that of figures.</param>
    public static void Draw(SKCanvas canvas, double extentAngstrom, float panel, float left, float y, Color? ink = null)
    {
        double length = Round(extentAngstrom / 4);
        float width = (float)(length / extentAngstrom * panel);
        using var paint = new SKPaint { Color = FigureColors.ToSkia(ink ?? FigureColors.Ink), StrokeWidth = 3 };
        canvas.DrawLine(left, y, left + width, y, paint);
        Pen.Text(canvas, string.Create(CultureInfo.InvariantCulture, $"{length:0.##} Å"), left + width + 8, y + 4, 12, color: ink);
    }

    /// <summary>Returns the largest of 1, 2, 5 × 10^k not above <paramref name="value"/>.</summary>
    public static double Round(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        double lead = value / power;
        return power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1);
    }
}
