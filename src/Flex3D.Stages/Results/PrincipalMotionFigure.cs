using Flex3D.Stages.Motion;
using ScottPlot;
using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>Plots the principal motion: the distribution of the particles along it, and the displacement of the molecule there.</summary>
public sealed class PrincipalMotionFigure : PlotFigure
{
    private readonly PrincipalMotion _motion;
    private readonly int _component;

    public PrincipalMotionFigure(PrincipalMotion motion, int component = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(component, motion.Components.Count);
        (_motion, _component) = (motion, component);
    }

    protected override (int Width, int Height) Size => (1000, 430);

    private protected override void Draw(SKCanvas canvas)
    {
        MotionComponent component = _motion.Components[_component];
        string axis = $"coordinate along component {_component + 1}, sd";
        double reach = 1.02 * component.Scores.Select(s => (double)Math.Abs(s)).Append(1).Max();
        Plot histogram = NewPlot($"{component.Scores.Length:N0} particles along a component ({100 * component.VarianceExplained:0} % of the variance)", axis, "particles");
        AddHistogram(histogram, Array.ConvertAll(component.Scores, s => (double)s), -reach, reach, 60, FigureColors.Flexed);
        DrawPlot(canvas, histogram, 0, 0, Size.Width / 2f, Size.Height);

        double[] x = [.. _motion.Sample.Select(i => (double)component.Scores[i])];
        Plot displacement = NewPlot("Displacement from the mean conformation", axis, "displacement, Å RMS");
        Add(displacement, x, _motion.SampleMovingRmsAngstrom, "most-moving 10 % of the density", FigureColors.Rigid);
        Add(displacement, x, _motion.SampleRmsAngstrom, "whole molecule", FigureColors.Flexed);
        displacement.Axes.SetLimits(-reach, reach, 0, 1.25 * _motion.SampleMovingRmsAngstrom.Append(0.05).Max());
        displacement.Legend.OutlineWidth = 0;
        displacement.Legend.ShadowColor = Colors.Transparent;
        displacement.ShowLegend(Alignment.UpperCenter);
        DrawPlot(canvas, displacement, Size.Width / 2f, 0, Size.Width / 2f, Size.Height);
    }

    private static void Add(Plot plot, double[] x, double[] y, string name, Color color)
    {
        // At most 500 marks for each curve keep the SVG small.
        int stride = Math.Max(1, x.Length / 500);
        int[] shown = [.. Enumerable.Range(0, x.Length).Where(i => i % stride == 0)];
        ScottPlot.Plottables.Scatter points = plot.Add.ScatterPoints(shown.Select(i => new Coordinates(x[i], y[i])).ToArray(), color.WithAlpha(0.6));
        points.LegendText = name;
        points.MarkerSize = 4;
        points.MarkerShape = MarkerShape.FilledCircle;
    }
}
