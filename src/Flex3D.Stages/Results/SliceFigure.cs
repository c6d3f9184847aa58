using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>Central sections of the map at −1, 0, +1 sd along each latent axis, all on one grey scale, and the difference of the ends.</summary>
public sealed class SliceFigure : Figure
{
    private const int Gap = 6, Left = 36, Header = 42, BlockGap = 26, Top = 34, Bottom = 34;
    private readonly IReadOnlyList<LatentAxisSlices> _axes;
    private readonly int _blocksPerRow;
    private readonly int _panel;

    /// <param name="axes">One block each.</param>
    public SliceFigure(IReadOnlyList<LatentAxisSlices> axes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(axes.Count);
        int frame = MapSlices.Frame([.. axes.SelectMany(axis => (MapSlices[])[axis.Minus, axis.Middle, axis.Plus])]);
        _axes = [.. axes.Select(axis => axis with { Minus = axis.Minus.Middle(frame), Middle = axis.Middle.Middle(frame), Plus = axis.Plus.Middle(frame) })];
        _blocksPerRow = axes.Count <= 2 ? 1 : 2;
        _panel = axes.Count == 1 ? 190 : axes.Count == 2 ? 170 : 150;
    }

    protected override (int Width, int Height) Size => (
        _blocksPerRow * BlockWidth + 12,
        Top + (_axes.Count + _blocksPerRow - 1) / _blocksPerRow * BlockHeight + Bottom);

    private int BlockWidth => Left + 4 * (_panel + Gap) + BlockGap;
    private int BlockHeight => Header + 3 * (_panel + Gap) + 8;

    private protected override void Draw(SKCanvas canvas)
    {
        GreyScale scale = GreyScale.Of(_axes.SelectMany(axis => (MapSlices[])[axis.Minus, axis.Middle, axis.Plus]));
        Pen.Text(canvas, "Central sections of the map along each latent axis, all on one grey scale", 12, 24, 16);
        for (int i = 0; i < _axes.Count; i++)
        {
            DrawBlock(canvas, scale, _axes[i], i % _blocksPerRow * BlockWidth, Top + i / _blocksPerRow * BlockHeight);
        }
        MapSlices any = _axes[0].Middle;
        ScaleBar.Draw(canvas, any.Box * any.PixelSizeAngstrom, _panel, Left, Size.Height - 18);
    }

    private void DrawBlock(SKCanvas canvas, GreyScale scale, LatentAxisSlices axis, float left, float top)
    {
        string[] headers = [$"{axis.Name} at −1 sd", $"{axis.Name} at 0", $"{axis.Name} at +1 sd", "+1 sd minus −1 sd"];
        for (int column = 0; column < 4; column++)
        {
            Pen.Text(canvas, headers[column], PanelLeft(left, column) + _panel / 2f, top + Header - 8, 12, SKTextAlign.Center);
        }
        for (int row = 0; row < 3; row++)
        {
            float y = top + Header + row * (_panel + Gap);
            (char normal, char across, char up) = MapSlices.Axes[row];
            Pen.TextUpwards(canvas, $"normal to {normal} ({across} →, {up} ↑)", left + Left - 10, y + _panel / 2f, 11);
            float[][] sections = [axis.Minus.Sections[row], axis.Middle.Sections[row], axis.Plus.Sections[row]];
            for (int column = 0; column < 4; column++)
            {
                using SKBitmap bitmap = column < 3
                    ? scale.Paint(sections[column], axis.Middle.Box)
                    : scale.PaintDifference(sections[0], sections[2], axis.Middle.Box);
                Pen.Image(canvas, bitmap, SKRect.Create(PanelLeft(left, column), y, _panel, _panel));
            }
            Frame(canvas, PanelLeft(left, 3), y);
        }
    }

    private float PanelLeft(float left, int column) => left + Left + column * (_panel + Gap);

    // The difference is white at its edges: without a frame it has none.
    private void Frame(SKCanvas canvas, float x, float y)
    {
        using var paint = new SKPaint { Color = FigureColors.ToSkia(FigureColors.Quiet), Style = SKPaintStyle.Stroke, StrokeWidth = 1, IsAntialias = true };
        canvas.DrawRect(x, y, _panel, _panel, paint);
    }
}
