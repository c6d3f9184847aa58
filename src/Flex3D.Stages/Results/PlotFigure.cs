using ScottPlot;
using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>A figure made of ScottPlot panels.</summary>
public abstract class PlotFigure : Figure
{
    /// <summary>Draws and disposes a plot inside a rectangle of the canvas.</summary>
    private protected static void DrawPlot(SKCanvas canvas, Plot plot, float left, float top, float width, float height)
    {
        plot.RenderManager.ClearCanvasBeforeEachRender = false; // it would clear the other panels
        plot.Render(canvas, new PixelRect(left, left + width, top + height, top));
        plot.Dispose();
    }

    private protected static Plot NewPlot(string title, string x, string y)
    {
        Plot plot = FigureFont.NewPlot();
        plot.Title(title, 15);
        plot.XLabel(x, 13);
        plot.YLabel(y, 13);
        plot.Axes.Title.Label.Bold = false; // the carried typeface has one weight
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        plot.Grid.MajorLineColor = Colors.Black.WithAlpha(0.08);
        return plot;
    }

    /// <summary>Places the legend under the panel, where it hides no curve.</summary>
    private protected static void ShowLegendBelow(Plot plot)
    {
        plot.Legend.FontName = FigureFont.Family;
        plot.Legend.FontSize = 13;
        plot.Legend.SymbolWidth = 36;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.Orientation = Orientation.Vertical;
        plot.ShowLegend(Edge.Bottom);
    }

    private protected static void AddLine(Plot plot, double[] x, double[] y, string name, Color color, LinePattern? pattern = null, bool markers = false)
    {
        (double[] shownX, double[] shownY) = Finite(x, y);
        if (shownX.Length == 0)
        {
            return;
        }
        ScottPlot.Plottables.Scatter line = plot.Add.Scatter(shownX, shownY, color);
        line.LegendText = name;
        line.LineWidth = 2;
        line.LinePattern = pattern ?? LinePattern.Solid;
        line.MarkerSize = markers ? 5 : 0;
    }

    /// <summary>Adds a histogram of values.</summary>
    private protected static void AddHistogram(Plot plot, double[] values, double low, double high, int bins, Color color)
    {
        double[] counts = new double[bins];
        foreach (double value in values)
        {
            int bin = (int)Math.Floor((value - low) / (high - low) * bins);
            counts[Math.Clamp(bin, 0, bins - 1)]++; // values beyond the range count in the outer bins, so that accumulations at the edge are visible
        }
        double width = (high - low) / bins;
        Bar[] bars = [.. counts.Select((count, i) => new Bar
        {
            Position = low + (i + 0.5) * width,
            Value = count,
            Size = 1.02 * width, // no seams between bars
            FillColor = color,
            LineWidth = 0,
        })];
        plot.Add.Bars(bars);
        plot.Axes.SetLimits(low, high, 0, 1.08 * counts.Max() + 1e-9);
    }

    private static (double[] X, double[] Y) Finite(double[] x, double[] y)
    {
        int[] shown = [.. Enumerable.Range(0, x.Length).Where(i => double.IsFinite(x[i]) && double.IsFinite(y[i]))];
        return ([.. shown.Select(i => x[i])], [.. shown.Select(i => y[i])]);
    }
}
