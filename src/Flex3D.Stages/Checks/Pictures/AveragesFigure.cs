using System.Globalization;
using Flex3D.Stages.Results;
using SkiaSharp;

namespace Flex3D.Stages.Checks.Pictures;

/// <summary>A panel of an <see cref="AveragesFigure"/>.</summary>
/// <param name="Values">Density, [row][column], N × N, first row at the bottom.</param>
/// <param name="Note">A line under the panel; null for none.</param>
internal sealed record AveragePanel(float[] Values, string? Note = null);

/// <summary>Draws averages of the images beside what the map predicts for them, all on one grey scale.</summary>
/// <remarks>Two forms: three central sections in rows and volumes in columns, or views in columns and images below projections in rows.</remarks>
public sealed class AveragesFigure : Figure
{
    private const int Gap = 8, Left = 150, Top = 66, Bottom = 34, Note = 20;
    private readonly string _title;
    private readonly IReadOnlyList<string> _columns;
    private readonly IReadOnlyList<(string Name, IReadOnlyList<AveragePanel> Panels)> _rows;
    private readonly int _panel, _box;
    private readonly double _pixel;

    private AveragesFigure(string title, IReadOnlyList<string> columns, IReadOnlyList<(string, IReadOnlyList<AveragePanel>)> rows, int panel, int box, double pixelSizeAngstrom) =>
        (_title, _columns, _rows, _panel, _box, _pixel) = (title, columns, rows, panel, box, pixelSizeAngstrom);

    protected override (int Width, int Height) Size => (Left + Math.Max(3, _columns.Count) * (_panel + Gap) + Gap, Top + _rows.Sum(row => Height(row.Panels)) + Bottom);

    /// <summary>Creates the figure of central sections: the map, the images averaged as the table says, and as found where that differs.</summary>
    public static AveragesFigure Sections(AveragedMap asGiven, AveragedMap? asFound)
    {
        AveragedMap best = asFound ?? asGiven;
        MapSlices[] slices = [MapSlices.Central(best.Map), MapSlices.Central(asGiven.Images), .. asFound is null ? [] : (MapSlices[])[MapSlices.Central(asFound.Images)]];
        int frame = MapSlices.Frame([slices[0]]);
        slices = [.. slices.Select(s => s.Middle(frame))];
        string?[] notes = ["", Correlation(asGiven.Correlation), asFound is null ? null : Correlation(asFound.Correlation)];
        var rows = MapSlices.Axes.Select((axes, row) => ($"normal to {axes.Normal}", (IReadOnlyList<AveragePanel>)[.. slices.Select((s, column) => new AveragePanel(s.Sections[row], row == 2 ? notes[column] : null))]));
        string[] columns = ["the map", "images, as the table says", "images, as found"];
        return new AveragesFigure(Title("Central sections of the map, and of the average of the images", best.ResolutionAngstrom), columns[..slices.Length], [.. rows], 200, frame, slices[0].PixelSizeAngstrom);
    }

    /// <summary>Creates the figure of views: projections of the map above averages of the images of similar view.</summary>
    /// <param name="views">The views.</param>
    /// <param name="how">How the images are read: "as the table says".</param>
    public static AveragesFigure Views(IReadOnlyList<AveragedView> views, string how)
    {
        ArgumentOutOfRangeException.ThrowIfZero(views.Count);
        (string, IReadOnlyList<AveragePanel>)[] rows =
        [
            ("map, projected", [.. views.Select(view => new AveragePanel(view.Projections))]),
            ("images, averaged", [.. views.Select(view => new AveragePanel(view.Images, Correlation(view.Correlation)))]),
        ];
        string[] columns = [.. views.Select(view => string.Create(CultureInfo.InvariantCulture, $"{view.Count} images"))];
        return new AveragesFigure(Title($"Images of similar view, {how}", views[0].ResolutionAngstrom), columns, rows, 150, views[0].Box, views[0].PixelSizeAngstrom);
    }

    private protected override void Draw(SKCanvas canvas)
    {
        GreyScale scale = GreyScale.Of(_rows.SelectMany(row => row.Panels).Select(panel => panel.Values));
        Pen.Text(canvas, _title, 12, 24, 15);
        for (int column = 0; column < _columns.Count; column++)
        {
            Pen.Text(canvas, _columns[column], PanelLeft(column) + _panel / 2f, Top - 10, 12, SKTextAlign.Center);
        }
        float y = Top;
        foreach ((string name, IReadOnlyList<AveragePanel> panels) in _rows)
        {
            Pen.Text(canvas, name, 12, y + _panel / 2f, 12);
            for (int column = 0; column < panels.Count; column++)
            {
                using SKBitmap bitmap = scale.Paint(panels[column].Values, _box);
                Pen.Image(canvas, bitmap, SKRect.Create(PanelLeft(column), y, _panel, _panel));
                if (panels[column].Note is { } note)
                {
                    Pen.Text(canvas, note, PanelLeft(column) + _panel / 2f, y + _panel + 15, 12, SKTextAlign.Center);
                }
            }
            y += Height(panels);
        }
        ScaleBar.Draw(canvas, _box * _pixel, _panel, Left, y + 10);

        float PanelLeft(int column) => Left + column * (_panel + Gap);
    }

    private int Height(IReadOnlyList<AveragePanel> panels) => _panel + Gap + (panels.Any(panel => panel.Note is not null) ? Note : 0);

    private static string Correlation(double correlation) => string.Create(CultureInfo.InvariantCulture, $"correlation {correlation:0.00}");

    private static string Title(string text, double resolution) => string.Create(CultureInfo.InvariantCulture, $"{text}; to {resolution:0.#} Å");
}
