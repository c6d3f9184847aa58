using System.Globalization;

namespace Flex3D.Pipeline.Showing;

/// <summary>Draws small plots with characters.</summary>
internal static class TextPlot
{
    private const int Labels = 9;
    private const string Bars = " ▁▂▃▄▅▆▇█";

    /// <summary>Draws curves over numbered points; the first curve is drawn over the others.</summary>
    /// <param name="title">Title, above the plot.</param>
    /// <param name="width">Width of all lines, characters.</param>
    /// <param name="height">Height of the plotting area, lines.</param>
    /// <param name="from">Label of the first point.</param>
    /// <param name="to">Label of the last point.</param>
    /// <param name="range">Range of the values; null for that of the curves.</param>
    public static string[] Curves(string title, int width, int height, string from, string to, (double Low, double High)? range, params IReadOnlyList<TextCurve> curves)
    {
        int columns = Math.Max(2, width - Labels - 1);
        double[] finite = [.. curves.SelectMany(curve => curve.Values).Where(double.IsFinite)];
        (double low, double high) = range ?? (finite.Length > 0 ? (finite.Min(), finite.Max()) : (0, 1));
        high = high > low ? high : low + 1;
        char[][] cells = Cells(columns, height);
        foreach (TextCurve curve in curves.Reverse())
        {
            for (int column = 0; column < columns; column++)
            {
                double value = At(curve.Values, column / (double)(columns - 1));
                if (double.IsFinite(value))
                {
                    cells[Math.Clamp((int)Math.Round((high - value) / (high - low) * (height - 1)), 0, height - 1)][column] = curve.Mark;
                }
            }
        }
        string legend = string.Join("  ", curves.Select(curve => $"{curve.Mark} {curve.Name}"));
        return [Cut($"{title}   {legend}", width), .. Framed(cells, Number(high, high - low), Number(low, high - low)), Axis(columns, from, to)];
    }

    /// <summary>Draws a histogram of numbers; those that are not finite do not count.</summary>
    /// <param name="title">Title, above the plot.</param>
    /// <param name="width">Width of all lines, characters.</param>
    /// <param name="height">Height of the plotting area, lines.</param>
    public static string[] Histogram(string title, int width, int height, IEnumerable<float> values)
    {
        int columns = Math.Max(2, width - Labels - 1);
        float[] finite = [.. values.Where(float.IsFinite)];
        (double low, double high) = finite.Length > 0 ? (finite.Min(), finite.Max()) : (0, 1);
        double step = high > low ? (high - low) / columns : 1;
        int[] counts = new int[columns];
        foreach (float value in finite)
        {
            counts[Math.Clamp((int)((value - low) / step), 0, columns - 1)]++;
        }
        int most = Math.Max(1, counts.Max());
        char[][] cells = Cells(columns, height);
        for (int column = 0; column < columns; column++)
        {
            int eighths = (int)Math.Round(8.0 * height * counts[column] / most);
            for (int row = 0; row < height; row++)
            {
                cells[height - 1 - row][column] = Bars[Math.Clamp(eighths - 8 * row, 0, 8)];
            }
        }
        return [Cut(title, width), .. Framed(cells, most.ToString(CultureInfo.InvariantCulture), "0"), Axis(columns, Number(low, high - low), Number(high, high - low))];
    }

    /// <summary>Sets two blocks of lines beside each other.</summary>
    public static IEnumerable<string> Beside(string[] left, string[] right, int width)
    {
        for (int line = 0; line < Math.Max(left.Length, right.Length); line++)
        {
            yield return ((line < left.Length ? left[line] : "").PadRight(width) + "  " + (line < right.Length ? right[line] : "")).TrimEnd();
        }
    }

    private static char[][] Cells(int columns, int height) => [.. Enumerable.Range(0, height).Select(_ => Enumerable.Repeat(' ', columns).ToArray())];

    private static IEnumerable<string> Framed(char[][] cells, string top, string bottom) => cells.Select((row, i) =>
        ((i == 0 ? top : i == cells.Length - 1 ? bottom : "").PadLeft(Labels - 1) + (i == 0 || i == cells.Length - 1 ? "┤" : "│") + new string(row)).TrimEnd());

    private static string Axis(int columns, string from, string to) => new string(' ', Labels) + from + to.PadLeft(Math.Max(1, columns - from.Length));

    // Between two points that both have a value, linearly.
    private static double At(IReadOnlyList<double> values, double share)
    {
        if (values.Count == 0)
        {
            return double.NaN;
        }
        double at = share * (values.Count - 1);
        int before = (int)at, after = Math.Min(before + 1, values.Count - 1);
        double part = at - before;
        return part == 0 ? values[before] : values[before] + part * (values[after] - values[before]);
    }

    private static string Number(double value, double range) => value.ToString(range >= 20 ? "0" : range >= 2 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    private static string Cut(string text, int width) => text.Length > width ? text[..width] : text;
}

/// <summary>A curve of a plot.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mark">The character that draws it.</param>
/// <param name="Values">Its values; NaN is not drawn.</param>
internal sealed record TextCurve(string Name, char Mark, IReadOnlyList<double> Values);
