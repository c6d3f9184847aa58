using System.Globalization;
using Flex3D.Stages.Results;
using ScottPlot;
using SkiaSharp;

namespace Flex3D.Stages.Checks.Pictures;

/// <summary>Plots the agreement of images and map over the pixel size, with the given size and the best marked.</summary>
public sealed class PixelSizeFigure : PlotFigure
{
    private readonly PixelSizeCurve _curve;

    public PixelSizeFigure(PixelSizeCurve curve) => _curve = curve;

    protected override (int Width, int Height) Size => (760, 460);

    private protected override void Draw(SKCanvas canvas)
    {
        Plot plot = NewPlot("Agreement over pixel size", _curve.OfMap ? "pixel size of the map over that of its header, %" : "pixel size of the images, Å", "log-likelihood gain");
        AddLine(plot, [.. _curve.Points.Select(point => At(point.Change))], [.. _curve.Points.Select(point => point.Gain)], "gain", FigureColors.Quiet, markers: true);
        Mark(plot, 0, "as given", FigureColors.Flexed, LinePattern.Solid);
        Mark(plot, _curve.Change, "best", FigureColors.Rigid, LinePattern.Dashed);
        ShowLegendBelow(plot);
        DrawPlot(canvas, plot, 0, 0, Size.Width, Size.Height);
    }

    // A map's pixel size is wrong by the opposite of what the images' would be.
    private double At(double change) => _curve.OfMap ? 100 * change : _curve.PixelSizeAngstrom * (1 + change);

    private void Mark(Plot plot, double change, string name, Color color, LinePattern pattern) =>
        plot.Add.VerticalLine(At(change), 2, color, pattern).LegendText = string.Create(CultureInfo.InvariantCulture, $"{name}: {At(change):0.###}{(_curve.OfMap ? " %" : " Å")}");
}
