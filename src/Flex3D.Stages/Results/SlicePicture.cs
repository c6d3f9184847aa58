using Flex3D.Stages.Maps;
using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>A quick look at a map: its three central sections side by side, with a scale bar.</summary>
public sealed class SlicePicture : Figure
{
    private const int Panel = 260, Gap = 14, Top = 54, Bottom = 40;
    private readonly MapSlices _slices;
    private readonly string _title;

    public SlicePicture(DensityMap map, string title)
        : this(MapSlices.Central(map), title) { }

    public SlicePicture(MapSlices slices, string title)
    {
        _slices = slices.Middle(MapSlices.Frame([slices]));
        _title = title;
    }

    protected override (int Width, int Height) Size => (3 * Panel + 4 * Gap, Top + Panel + Bottom);

    private protected override void Draw(SKCanvas canvas)
    {
        GreyScale scale = GreyScale.Of([_slices]);
        Pen.Text(canvas, _title, Gap, 24, 16);
        for (int i = 0; i < 3; i++)
        {
            float left = Gap + i * (Panel + Gap);
            (char normal, char column, char row) = MapSlices.Axes[i];
            Pen.Text(canvas, $"section normal to {normal} ({column} →, {row} ↑)", left, Top - 6, 12);
            using SKBitmap bitmap = scale.Paint(_slices.Sections[i], _slices.Box);
            Pen.Image(canvas, bitmap, SKRect.Create(left, Top, Panel, Panel));
        }
        ScaleBar.Draw(canvas, _slices.Box * _slices.PixelSizeAngstrom, Panel, Gap, Top + Panel + 14);
    }
}
