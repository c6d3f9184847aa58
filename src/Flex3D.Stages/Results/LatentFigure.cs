using Flex3D.Stages.Motion;
using ScottPlot;
using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>Plots the particles' latents, or their principal coordinates: every pair of dimensions as a scatter plot coloured by density, each dimension's histogram on the diagonal.</summary>
public sealed class LatentFigure : PlotFigure
{
    private const int Margin = 12, Top = 40;
    private readonly double[][] _columns;
    private readonly double _reach;
    private readonly int _total;
    private readonly string _what = "Latents", _axis = "z", _unit = "";

    private LatentFigure(ReadOnlySpan<float> coordinates, int dimensions, int total, string what, string axis, string unit)
        : this(coordinates, dimensions, total) => (_what, _axis, _unit) = (what, axis, unit);

    /// <param name="latents">[particle][dimension], row-major.</param>
    /// <param name="dimensions">Latent dimension K ≥ 1.</param>
    /// <param name="total">The number of particles from which these were sampled; 0 where they are all.</param>
    public LatentFigure(ReadOnlySpan<float> latents, int dimensions, int total = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(latents.Length % dimensions, 0);
        int count = latents.Length / dimensions;
        _total = Math.Max(total, count);
        _columns = new double[dimensions][];
        for (int k = 0; k < dimensions; k++)
        {
            _columns[k] = new double[count];
            for (int i = 0; i < count; i++)
            {
                _columns[k][i] = latents[i * dimensions + k];
            }
        }
        _reach = Math.Max(0.05, 1.05 * _columns.SelectMany(c => c).Where(double.IsFinite).Select(Math.Abs).Append(0).Max());
    }

    /// <summary>Creates the plot of the particles' principal coordinates, Å.</summary>
    /// <param name="motion">Principal components of the motion.</param>
    /// <param name="dimensions">How many coordinates to show; 0 stands in place of those that the motion does not have.</param>
    /// <param name="total">The number of particles from which those of the motion were sampled; 0 where they are all.</param>
    public static LatentFigure OfMotion(PrincipalMotion motion, int dimensions, int total = 0)
    {
        float[] coordinates = new float[dimensions * motion.Components[0].Scores.Length];
        for (int c = 0; c < Math.Min(dimensions, motion.Components.Count); c++)
        {
            MotionComponent component = motion.Components[c];
            for (int i = 0; i < component.Scores.Length; i++)
            {
                coordinates[i * dimensions + c] = (float)(component.Scores[i] * component.RmsAngstrom);
            }
        }
        return new LatentFigure(coordinates, dimensions, total, "Principal coordinates", "motion ", ", Å");
    }

    protected override (int Width, int Height) Size
    {
        get
        {
            int side = Math.Max(_columns.Length * Cell, 560) + 2 * Margin;
            return (side, _columns.Length * Cell + Top + Margin);
        }
    }

    private int Cell => _columns.Length switch { 1 => 560, 2 => 340, 3 => 280, 4 => 230, _ => 1150 / _columns.Length };

    private protected override void Draw(SKCanvas canvas)
    {
        string shown = _total > _columns[0].Length ? $"{_columns[0].Length:N0} of {_total:N0}" : $"{_total:N0}";
        Pen.Text(canvas, $"{_what} of {shown} particles (bright: many particles)", Margin, 26, 16);
        for (int row = 0; row < _columns.Length; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                Plot plot = column == row ? Histogram(row) : Scatter(column, row);
                plot.Axes.Bottom.TickLabelStyle.FontSize = 10;
                plot.Axes.Left.TickLabelStyle.FontSize = 10;
                DrawPlot(canvas, plot, Margin + column * Cell, Top + row * Cell, Cell, Cell);
            }
        }
    }

    private Plot Histogram(int dimension)
    {
        double[] values = _columns[dimension];
        double mean = values.Length == 0 ? 0 : values.Average();
        double sd = values.Length == 0 ? 0 : Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        Plot plot = NewPlot("", $"{_axis}{dimension}{_unit}", "particles");
        plot.Title($"{_axis}{dimension}{_unit}: mean {Math.Round(mean, 2) + 0.0:0.00}, sd {sd:0.00}", 11);
        AddHistogram(plot, values, -_reach, _reach, 50, FigureColors.Flexed);
        return plot;
    }

    private Plot Scatter(int x, int y)
    {
        Plot plot = NewPlot("", $"{_axis}{x}{_unit}", $"{_axis}{y}{_unit}");
        // One bitmap instead of a mark for each particle: no program opens an SVG of a hundred thousand circles.
        using SKBitmap bitmap = DensityScatter.Paint(_columns[x], _columns[y], _reach, Math.Clamp(Cell, 150, 320));
        plot.Add.ImageRect(new Image(bitmap), new CoordinateRect(-_reach, _reach, -_reach, _reach));
        plot.Axes.SetLimits(-_reach, _reach, -_reach, _reach);
        return plot;
    }
}
