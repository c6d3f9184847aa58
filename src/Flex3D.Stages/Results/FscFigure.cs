using ScottPlot;
using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>Plots the Fourier shell correlation of the half-maps, rigid and flexed, with the resolutions at 0.143 and 0.5 in the legend.</summary>
public sealed class FscFigure : PlotFigure
{
    private readonly IReadOnlyList<FscCurve> _flexed, _rigid;
    private readonly double _boxAngstrom;

    /// <param name="flexed">Curves of the flexed half-maps: the first is drawn solid, the others dashed and dotted.</param>
    /// <param name="rigid">Curves of the half-maps of the rigid control.</param>
    /// <param name="boxAngstrom">Edge N·a of the box, Å: shell k is drawn at k/boxAngstrom.</param>
    public FscFigure(IReadOnlyList<FscCurve> flexed, IReadOnlyList<FscCurve> rigid, double boxAngstrom)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(boxAngstrom);
        (_flexed, _rigid, _boxAngstrom) = (flexed, rigid, boxAngstrom);
    }

    protected override (int Width, int Height) Size => (860, 580);

    private protected override void Draw(SKCanvas canvas)
    {
        Plot plot = NewPlot("Fourier shell correlation of the half-maps", "resolution, Å", "correlation");
        Add(plot, _flexed, FigureColors.Flexed);
        Add(plot, _rigid, FigureColors.Rigid);
        double last = Math.Max(1, _flexed.Concat(_rigid).Select(c => c.Correlation.Count - 1).Append(1).Max()) / _boxAngstrom;
        double lowest = _flexed.Concat(_rigid).SelectMany(c => c.Correlation).Where(double.IsFinite).Append(0).Min();
        plot.Axes.SetLimits(0, last, Math.Max(-1, Math.Min(-0.05, lowest - 0.03)), 1.03);
        Threshold(plot, 0.143, last);
        Threshold(plot, 0.5, last);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. Enumerable.Range(0, 9).Select(i => Tick.Major(
            i * last / 8, i == 0 ? "∞" : Label(8 / (i * last))))]);
        ShowLegendBelow(plot);
        DrawPlot(canvas, plot, 0, 0, Size.Width, Size.Height);
    }

    private void Add(Plot plot, IReadOnlyList<FscCurve> curves, Color color)
    {
        LinePattern[] patterns = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted];
        for (int i = 0; i < curves.Count; i++)
        {
            double[] frequency = [.. Enumerable.Range(0, curves[i].Correlation.Count).Select(shell => shell / _boxAngstrom)];
            AddLine(plot, frequency, [.. curves[i].Correlation], Legend(curves[i]), color, patterns[Math.Min(i, 2)]);
        }
    }

    private static string Legend(FscCurve curve) =>
        $"{curve.Name}: {Name(curve.ResolutionAt0143)} at 0.143, {Name(curve.ResolutionAt05)} at 0.5";

    private static string Name(double? resolution) => resolution is { } value ? $"{value:0.0} Å" : "never below";

    private static string Label(double angstrom) => angstrom.ToString(angstrom < 10 ? "0.0" : "0");

    private static void Threshold(Plot plot, double at, double right)
    {
        plot.Add.HorizontalLine(at, 1, FigureColors.Quiet, LinePattern.Dotted);
        ScottPlot.Plottables.Text label = plot.Add.Text($"{at}", right, at);
        label.LabelFontName = FigureFont.Family;
        label.LabelFontColor = FigureColors.Quiet;
        label.LabelAlignment = Alignment.LowerRight;
        label.LabelFontSize = 12;
        label.OffsetX = -6;
    }
}
