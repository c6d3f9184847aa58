using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>Draws central sections of the map at −1, 0, +1 sd along the main motion and each latent axis, all on one grey scale, and the difference of the two ends.</summary>
public sealed class SliceFigure : Figure
{
    private const int Gap = 6, Left = 36, Header = 42, BlockGap = 26, Top = 34, Bottom = 34, SmallPanel = 92;
    private const int SmallWidth = Left + 4 * (SmallPanel + Gap) + BlockGap;
    private const int LargePanel = (2 * SmallWidth - Left - BlockGap) / 4 - Gap;
    private readonly IReadOnlyList<LatentAxisSlices> _axes;

    /// <param name="axes">The axes, drawn as one block each: the first large, the others small below it, two in a row.</param>
    public SliceFigure(IReadOnlyList<LatentAxisSlices> axes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(axes.Count);
        int frame = MapSlices.Frame([.. axes.SelectMany(axis => (MapSlices[])[axis.Minus, axis.Middle, axis.Plus])]);
        _axes = [.. axes.Select(axis => axis with { Minus = axis.Minus.Middle(frame), Middle = axis.Middle.Middle(frame), Plus = axis.Plus.Middle(frame) })];
    }

    protected override (int Width, int Height) Size => (
        2 * SmallWidth,
        Top + BlockHeight(LargePanel) + _axes.Count / 2 * BlockHeight(SmallPanel) + Bottom);

    private static int BlockHeight(int panel) => Header + 3 * (panel + Gap) + 8;

    private protected override void Draw(SKCanvas canvas)
    {
        GreyScale scale = GreyScale.Of(_axes.SelectMany(axis => (MapSlices[])[axis.Minus, axis.Middle, axis.Plus]));
        Pen.Text(canvas, "Central sections of the map along the flow, all on one grey scale", 12, 24, 16);
        DrawBlock(canvas, scale, _axes[0], 0, Top, LargePanel);
        for (int i = 1; i < _axes.Count; i++)
        {
            int place = i - 1;
            DrawBlock(canvas, scale, _axes[i], place % 2 * SmallWidth, Top + BlockHeight(LargePanel) + place / 2 * BlockHeight(SmallPanel), SmallPanel);
        }
        MapSlices any = _axes[0].Middle;
        ScaleBar.Draw(canvas, any.Box * any.PixelSizeAngstrom, LargePanel, Left, Top + BlockHeight(LargePanel) + 4);
    }

    private void DrawBlock(SKCanvas canvas, GreyScale scale, LatentAxisSlices axis, float left, float top, int panel)
    {
        bool large = panel == LargePanel;
        float size = large ? 12 : 9.5f;
        string[] headers = [$"{axis.Name} at −1 sd", $"{axis.Name} at 0", $"{axis.Name} at +1 sd", "+1 sd minus −1 sd"];
        for (int column = 0; column < 4; column++)
        {
            Pen.Text(canvas, headers[column], PanelLeft(column) + panel / 2f, top + Header - 8, size, SKTextAlign.Center);
        }
        for (int row = 0; row < 3; row++)
        {
            float y = top + Header + row * (panel + Gap);
            (char normal, char across, char up) = MapSlices.Axes[row];
            Pen.TextUpwards(canvas, large ? $"normal to {normal} ({across} →, {up} ↑)" : $"normal to {normal}", left + Left - 10, y + panel / 2f, size);
            float[][] sections = [axis.Minus.Sections[row], axis.Middle.Sections[row], axis.Plus.Sections[row]];
            for (int column = 0; column < 4; column++)
            {
                using SKBitmap bitmap = column < 3
                    ? scale.Paint(sections[column], axis.Middle.Box)
                    : scale.PaintDifference(sections[0], sections[2], axis.Middle.Box);
                Pen.Image(canvas, bitmap, SKRect.Create(PanelLeft(column), y, panel, panel));
            }
            Frame(canvas, PanelLeft(3), y, panel);
        }

        float PanelLeft(int column) => left + Left + column * (panel + Gap);
    }

    // The difference is white at its edges, so it needs a frame to be delimited.
    private static void Frame(SKCanvas canvas, float x, float y, int panel)
    {
        using var paint = new SKPaint { Color = FigureColors.ToSkia(FigureColors.Quiet), Style = SKPaintStyle.Stroke, StrokeWidth = 1, IsAntialias = true };
        canvas.DrawRect(x, y, panel, panel, paint);
    }
}
