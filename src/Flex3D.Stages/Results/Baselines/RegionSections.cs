using Flex3D.Stages.Maps;
using SkiaSharp;

namespace Flex3D.Stages.Results.Baselines;

/// <summary>Draws sections of several maps through the centre of a region, all on one grey scale, with the outline of the region.</summary>
public sealed class RegionSections : Figure
{
    private const int Panel = 240, Gap = 8, Left = 34, Top = 62, Bottom = 40;
    private readonly IReadOnlyList<(string Name, MapSlices Slices)> _rows;
    private readonly MapSlices _mask;
    private readonly string _title;

    /// <param name="title">Title of the figure.</param>
    /// <param name="maps">A row of panels each: name and map.</param>
    /// <param name="mask">The region, of the maps' box.</param>
    /// <param name="centreAngstrom">Where the sections lie, Å from the box centre.</param>
    public RegionSections(string title, IReadOnlyList<(string Name, DensityMap Map)> maps, DensityMap mask, (double X, double Y, double Z) centreAngstrom)
    {
        ArgumentOutOfRangeException.ThrowIfZero(maps.Count);
        _title = title;
        MapSlices[] slices = [.. maps.Select(map => MapSlices.Central(Moved(map.Map, centreAngstrom)))];
        MapSlices region = MapSlices.Central(Moved(mask, centreAngstrom));
        int frame = Math.Min(mask.Box, (int)(1.5 * MapSlices.Frame([region])) / 2 * 2);
        _mask = region.Middle(frame);
        _rows = [.. maps.Zip(slices, (map, slice) => (map.Name, slice.Middle(frame)))];
    }

    protected override (int Width, int Height) Size => (Left + 3 * (Panel + Gap), Top + _rows.Count * (Panel + Gap) + Bottom);

    private protected override void Draw(SKCanvas canvas)
    {
        Pen.Text(canvas, _title, Gap, 24, 16);
        GreyScale scale = GreyScale.Of(_rows.Select(row => row.Slices));
        for (int section = 0; section < 3; section++)
        {
            (char normal, char across, char up) = MapSlices.Axes[section];
            Pen.Text(canvas, $"section normal to {normal} ({across} →, {up} ↑)", Left + section * (Panel + Gap), Top - 8, 12);
        }
        for (int row = 0; row < _rows.Count; row++)
        {
            (string name, MapSlices slices) = _rows[row];
            float top = Top + row * (Panel + Gap);
            Pen.TextUpwards(canvas, name, Left - 12, top + Panel / 2f, 13);
            for (int section = 0; section < 3; section++)
            {
                float left = Left + section * (Panel + Gap);
                using SKBitmap bitmap = scale.Paint(slices.Sections[section], slices.Box);
                Pen.Image(canvas, bitmap, SKRect.Create(left, top, Panel, Panel));
                Outline(canvas, _mask.Sections[section], _mask.Box, left, top);
            }
        }
        ScaleBar.Draw(canvas, _mask.Box * _mask.PixelSizeAngstrom, Panel, Left, Top + _rows.Count * (Panel + Gap) + 14);
    }

    // Draws the sides of pixels between a mask of more and of less than a half; the first row is at the bottom.
    private static void Outline(SKCanvas canvas, float[] mask, int box, float left, float top)
    {
        using var paint = new SKPaint { Color = FigureColors.MovingSurface, IsAntialias = true, StrokeWidth = 1.2f };
        float size = (float)Panel / box;
        for (int row = 0; row < box; row++)
        {
            for (int column = 0; column < box; column++)
            {
                bool inside = mask[row * box + column] > 0.5f;
                float x = left + (column + 1) * size, y = top + (box - 1 - row) * size;
                if (column + 1 < box && inside != mask[row * box + column + 1] > 0.5f)
                {
                    canvas.DrawLine(x, y, x, y + size, paint);
                }
                if (row + 1 < box && inside != mask[(row + 1) * box + column] > 0.5f)
                {
                    canvas.DrawLine(x - size, y, x, y, paint);
                }
            }
        }
    }

    // Moves a point to the box centre, by whole voxels; what lies beyond the box is 0.
    private static DensityMap Moved(DensityMap map, (double X, double Y, double Z) centre)
    {
        int n = map.Box, dx = Voxels(centre.X), dy = Voxels(centre.Y), dz = Voxels(centre.Z);
        var moved = new DensityMap(n, map.PixelSizeAngstrom);
        for (int z = Math.Max(0, -dz); z < Math.Min(n, n - dz); z++)
        {
            for (int y = Math.Max(0, -dy); y < Math.Min(n, n - dy); y++)
            {
                for (int x = Math.Max(0, -dx); x < Math.Min(n, n - dx); x++)
                {
                    moved[z, y, x] = map[z + dz, y + dy, x + dx];
                }
            }
        }
        return moved;

        int Voxels(double angstrom) => (int)Math.Round(angstrom / map.PixelSizeAngstrom);
    }
}
