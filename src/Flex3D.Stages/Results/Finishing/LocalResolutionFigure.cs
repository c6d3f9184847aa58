using SkiaSharp;

namespace Flex3D.Stages.Results.Finishing;

/// <summary>Draws central sections of maps, coloured by local resolution where the mask has one and grey elsewhere; brightness is density.</summary>
public sealed class LocalResolutionFigure : Figure
{
    private const int Panel = 300, Gap = 12, Left = 34, Top = 58, Bottom = 62;
    private readonly IReadOnlyList<(string Name, MapSlices Map, MapSlices Angstrom)> _rows;
    private readonly ColourBar _colours;

    /// <param name="rows">One row of panels each: its name, the map, and the local resolution in Å, 0 where there is none.</param>
    public LocalResolutionFigure(IReadOnlyList<(string Name, MapSlices Map, MapSlices Angstrom)> rows)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        int frame = MapSlices.Frame([.. rows.Select(row => row.Map)]);
        _rows = [.. rows.Select(row => (row.Name, row.Map.Middle(frame), row.Angstrom.Middle(frame)))];
        _colours = ColourBar.Of(_rows.SelectMany(row => row.Angstrom.Sections).SelectMany(section => section));
    }

    protected override (int Width, int Height) Size => (Left + 3 * (Panel + Gap), Top + _rows.Count * (Panel + Gap) + Bottom);

    private protected override void Draw(SKCanvas canvas)
    {
        Pen.Text(canvas, "Local resolution on the central sections", Gap, 24, 16);
        for (int section = 0; section < 3; section++)
        {
            (char normal, char across, char up) = MapSlices.Axes[section];
            Pen.Text(canvas, $"section normal to {normal} ({across} →, {up} ↑)", Left + section * (Panel + Gap), Top - 8, 12);
        }
        for (int row = 0; row < _rows.Count; row++)
        {
            (string name, MapSlices map, MapSlices angstrom) = _rows[row];
            float top = Top + row * (Panel + Gap);
            Pen.TextUpwards(canvas, name, Left - 12, top + Panel / 2f, 13);
            GreyScale grey = GreyScale.Of([map]);
            for (int section = 0; section < 3; section++)
            {
                using SKBitmap bitmap = Paint(map.Sections[section], angstrom.Sections[section], map.Box, grey);
                Pen.Image(canvas, bitmap, SKRect.Create(Left + section * (Panel + Gap), top, Panel, Panel));
            }
        }
        float below = Top + _rows.Count * (Panel + Gap);
        MapSlices any = _rows[0].Map;
        ScaleBar.Draw(canvas, any.Box * any.PixelSizeAngstrom, Panel, Left, below + 14);
        _colours.Draw(canvas, Left + Panel + Gap, below + 8, Panel, "resolution");
    }

    private SKBitmap Paint(float[] density, float[] angstrom, int box, GreyScale grey)
    {
        var pixels = new SKColor[density.Length];
        for (int i = 0; i < density.Length; i++)
        {
            float light = Math.Clamp((density[i] - grey.Black) / (grey.White - grey.Black), 0, 1);
            SKColor colour = angstrom[i] > 0 ? _colours.At(angstrom[i]) : SKColors.White;
            float shade = angstrom[i] > 0 ? 0.15f + 0.85f * light : light;
            pixels[(box - 1 - i / box) * box + i % box] = new SKColor(Scale(colour.Red), Scale(colour.Green), Scale(colour.Blue));

            byte Scale(byte channel) => (byte)MathF.Round(channel * shade);
        }
        return new SKBitmap(box, box, SKColorType.Rgba8888, SKAlphaType.Opaque) { Pixels = pixels };
    }
}
