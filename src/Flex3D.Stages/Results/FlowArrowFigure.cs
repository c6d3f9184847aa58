using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>Draws the flow as arrows on the central sections of the map: for each mesh vertex near a section, its displacement from −1 to +1 sd.</summary>
public sealed class FlowArrowFigure : Figure
{
    /// <summary>A vertex that carries less than this share of the largest density gets no arrow.</summary>
    internal const float LeastDensity = 0.02f;

    private const int Panel = 340, Gap = 14, Top = 58, Bottom = 46;
    private readonly MapSlices _slices;
    private readonly float[] _vertices, _from, _to, _weights;
    private readonly string _title;

    /// <param name="vertices">Rest positions of the vertices, Å from the box centre, [vertex][x, y, z].</param>
    /// <param name="from">Flow at the lower end of the motion, Å, same shape.</param>
    /// <param name="to">Flow at the upper end, Å, same shape.</param>
    /// <param name="weights">Density bound to each vertex, ≥ 0; vertices with less than 2 % of the largest are left out.</param>
    public FlowArrowFigure(MapSlices slices, string title, float[] vertices, float[] from, float[] to, float[] weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(from.Length, vertices.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(to.Length, vertices.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(3 * weights.Length, vertices.Length);
        (_slices, _title, _vertices, _from, _to, _weights) = (slices.Middle(MapSlices.Frame([slices])), title, vertices, from, to, weights);
    }

    protected override (int Width, int Height) Size => (3 * Panel + 4 * Gap, Top + Panel + Bottom);

    private double Extent => _slices.Box * _slices.PixelSizeAngstrom;

    private protected override void Draw(SKCanvas canvas)
    {
        float threshold = LeastDensity * _weights.Append(0).Max();
        int[] shown = [.. Enumerable.Range(0, _weights.Length).Where(v => _weights[v] > threshold)];
        double longest = shown.Select(Length).Append(0).Max();
        int magnified = Magnification(longest);
        Pen.Text(canvas, _title, Gap, 24, 16);
        GreyScale scale = GreyScale.Of([_slices]);
        for (int i = 0; i < 3; i++)
        {
            float left = Gap + i * (Panel + Gap);
            (char normal, char column, char row) = MapSlices.Axes[i];
            Pen.Text(canvas, $"section normal to {normal} ({column} →, {row} ↑)", left, Top - 6, 12);
            using SKBitmap bitmap = scale.Paint(_slices.Sections[i], _slices.Box);
            var place = SKRect.Create(left, Top, Panel, Panel);
            Pen.Image(canvas, bitmap, place);
            canvas.Save();
            canvas.ClipRect(place);
            DrawArrows(canvas, place, shown, i, longest, magnified);
            canvas.Restore();
        }
        ScaleBar.Draw(canvas, Extent, Panel, Gap, Top + Panel + 20);
        DrawKey(canvas, longest, magnified);
    }

    private void DrawArrows(SKCanvas canvas, SKRect place, int[] shown, int normal, double longest, int magnified)
    {
        int across = normal == 0 ? 1 : 0, up = normal == 2 ? 1 : 2;
        foreach (int v in Apart(shown, normal, across, up).OrderBy(Length))
        {
            float x = (float)((_vertices[3 * v + across] + Middle(v, across)) / Extent * place.Width) + place.MidX;
            float y = place.MidY - (float)((_vertices[3 * v + up] + Middle(v, up)) / Extent * place.Height);
            float dx = Half(v, across), dy = -Half(v, up), towards = (normal == 1 ? -1 : 1) * Half(v, normal);
            SKColor color = FigureColors.Viridis(0.25 + 0.75 * Length(v) / Math.Max(longest, 1e-9));
            if (Math.Abs(towards) > Math.Sqrt(dx * dx + dy * dy))
            {
                Pen.ArrowEndOn(canvas, x, y, towards > 0, Math.Min(7, Math.Abs(towards)), color);
            }
            else
            {
                Pen.Arrow(canvas, x - dx, y - dy, x + dx, y + dy, color, 1.8f);
            }
        }

        double Middle(int v, int axis) => 0.5 * (_from[3 * v + axis] + _to[3 * v + axis]);
        float Half(int v, int axis) => (float)(0.5 * magnified * (_to[3 * v + axis] - _from[3 * v + axis]) / Extent * place.Width);
    }

    // The vertices of a mesh with cells of c Å lie in planes c apart: a slab of ± c/2 holds one of them, or half of two. Where
    // vertices lie behind each other, the longest arrow is kept.
    private List<int> Apart(int[] shown, int normal, int across, int up)
    {
        double box = Extent, volume = 1;
        for (int axis = 0; axis < 3; axis++)
        {
            float[] along = [.. shown.Select(v => _vertices[3 * v + axis])];
            volume *= along.Length == 0 ? box : Math.Max(along.Max() - along.Min(), _slices.PixelSizeAngstrom);
        }
        double cell = Math.Cbrt(volume / Math.Max(1, shown.Length));
        double nearest = shown.Select(v => (double)Math.Abs(_vertices[3 * v + normal])).Append(box).Min();
        double near = Math.Max(0.5 * cell, nearest + 0.1 * cell);
        var kept = new List<int>();
        foreach (int v in shown.Where(v => Math.Abs(_vertices[3 * v + normal]) <= near).OrderByDescending(Length))
        {
            if (kept.TrueForAll(k => Math.Abs(Between(k, across)) > 0.4 * cell || Math.Abs(Between(k, up)) > 0.4 * cell))
            {
                kept.Add(v);
            }

            float Between(int k, int axis) => _vertices[3 * v + axis] - _vertices[3 * k + axis];
        }
        return kept;
    }

    // Arrows too short to see are drawn longer by a round factor, which the key states.
    private int Magnification(double longest)
    {
        double units = longest / Extent * Panel;
        return units is <= 0 or >= 15 ? 1 : (int)Math.Clamp(ScaleBar.Round(Math.Max(1, 20 / units)), 1, 100);
    }

    private void DrawKey(SKCanvas canvas, double longest, int magnified)
    {
        float x = 2 * (Panel + Gap) + Gap, y = Top + Panel + 12;
        for (int i = 0; i < 120; i++)
        {
            using var paint = new SKPaint { Color = FigureColors.Viridis(0.25 + 0.75 * i / 119) };
            canvas.DrawRect(x + i, y, 1.5f, 10, paint);
        }
        string drawn = magnified == 1 ? "drawn to scale" : $"drawn {magnified}× too long";
        Pen.Text(canvas, $"0 to {longest:0.0} Å, {drawn}", x + 128, y + 9, 12);
        SKColor ink = FigureColors.ToSkia(FigureColors.Ink);
        x -= Panel + Gap;
        Pen.ArrowEndOn(canvas, x + 6, y + 5, towards: true, 6, ink);
        Pen.Text(canvas, "mostly towards the viewer", x + 18, y + 9, 12);
        Pen.ArrowEndOn(canvas, x + 196, y + 5, towards: false, 6, ink);
        Pen.Text(canvas, "mostly away", x + 208, y + 9, 12);
    }

    private double Length(int v)
    {
        double sum = 0;
        for (int axis = 0; axis < 3; axis++)
        {
            double d = _to[3 * v + axis] - _from[3 * v + axis];
            sum += d * d;
        }
        return Math.Sqrt(sum);
    }
}
