using SkiaSharp;

namespace Flex3D.Stages.Results.Finishing;

/// <summary>Draws the resolution of each direction on a disc, which is the hemisphere z &gt; 0 seen along z in equal-area projection.</summary>
public sealed class DirectionFigure : Figure
{
    private const int Panel = 320, Gap = 40, Top = 86, Bottom = 70, Pixels = 240;
    private readonly IReadOnlyList<(double X, double Y, double Z)> _directions;
    private readonly IReadOnlyList<(string Name, double[] Angstrom)> _discs;
    private readonly ColourBar _colours;

    /// <param name="directions">Unit vectors with z &gt; 0.</param>
    /// <param name="discs">One disc each: its name, and the resolution of each direction, Å.</param>
    public DirectionFigure(IReadOnlyList<(double X, double Y, double Z)> directions, IReadOnlyList<(string Name, double[] Angstrom)> discs)
    {
        ArgumentOutOfRangeException.ThrowIfZero(discs.Count);
        (_directions, _discs) = (directions, discs);
        _colours = ColourBar.Of(discs.SelectMany(disc => disc.Angstrom).Select(angstrom => (float)angstrom));
    }

    protected override (int Width, int Height) Size => (Gap + Math.Max(2, _discs.Count) * (Panel + Gap), Top + Panel + Bottom);

    private protected override void Draw(SKCanvas canvas)
    {
        Pen.Text(canvas, "Resolution by direction (conical FSC): hemisphere seen along z, equal areas", Gap / 2f, 24, 16);
        for (int i = 0; i < _discs.Count; i++)
        {
            float left = Gap + i * (Panel + Gap);
            Pen.Text(canvas, _discs[i].Name, left + Panel / 2f, Top - 28, 13, SKTextAlign.Center);
            using SKBitmap bitmap = Paint(_discs[i].Angstrom);
            Pen.Image(canvas, bitmap, SKRect.Create(left, Top, Panel, Panel));
            Pen.Text(canvas, "x", left + Panel + 6, Top + Panel / 2f + 4, 13);
            Pen.Text(canvas, "y", left + Panel / 2f - 4, Top - 6, 13);
        }
        _colours.Draw(canvas, Gap, Top + Panel + 18, Panel, "resolution");
    }

    private SKBitmap Paint(double[] angstrom)
    {
        var pixels = new SKColor[Pixels * Pixels];
        for (int i = 0; i < pixels.Length; i++)
        {
            double u = 2 * (i % Pixels + 0.5) / Pixels - 1, v = 1 - 2 * (i / Pixels + 0.5) / Pixels, square = u * u + v * v;
            if (square > 1)
            {
                pixels[i] = SKColors.White;
                continue;
            }
            // Lambert's projection of a hemisphere: 1 − z = ρ², and the radius in the plane of x and y is ρ √(2 − ρ²).
            double stretch = Math.Sqrt(2 - square);
            pixels[i] = _colours.At(angstrom[Nearest(u * stretch, v * stretch, 1 - square)]);
        }
        return new SKBitmap(Pixels, Pixels, SKColorType.Rgba8888, SKAlphaType.Opaque) { Pixels = pixels };
    }

    private int Nearest(double x, double y, double z)
    {
        int best = 0;
        double most = -1;
        for (int d = 0; d < _directions.Count; d++)
        {
            double along = Math.Abs(x * _directions[d].X + y * _directions[d].Y + z * _directions[d].Z);
            if (along > most)
            {
                (best, most) = (d, along);
            }
        }
        return best;
    }
}
