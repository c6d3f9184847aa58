using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>The scale from density to grey for all panels of a figure: density <see cref="Black"/> is black, <see cref="White"/> white.</summary>
internal readonly record struct GreyScale(float Black, float White)
{
    /// <summary>Creates the scale from the 2nd to the 99.8th percentile of all sections, so that a few voxels do not determine it.</summary>
    public static GreyScale Of(IEnumerable<MapSlices> slices) => Of(slices.SelectMany(s => s.Sections));

    /// <summary>Creates the scale of some sections or images.</summary>
    public static GreyScale Of(IEnumerable<float[]> sections)
    {
        float[] values = [.. sections.SelectMany(section => section).Where(float.IsFinite)];
        if (values.Length == 0)
        {
            return new GreyScale(0, 1);
        }
        Array.Sort(values);
        float black = values[(int)(0.02 * (values.Length - 1))], white = values[(int)(0.998 * (values.Length - 1))];
        return white > black ? new GreyScale(black, white) : new GreyScale(black - 1, black + 1);
    }

    /// <summary>Draws a section in grey, first row at the bottom.</summary>
    public SKBitmap Paint(float[] section, int box)
    {
        GreyScale scale = this;
        return Bitmap(section, box, value =>
        {
            float t = Math.Clamp((value - scale.Black) / (scale.White - scale.Black), 0, 1);
            byte grey = (byte)MathF.Round(255 * t);
            return new SKColor(grey, grey, grey);
        });
    }

    /// <summary>Draws the difference of two sections, blue where <paramref name="before"/> is denser, vermilion where <paramref name="after"/> is.</summary>
    public SKBitmap PaintDifference(float[] before, float[] after, int box)
    {
        float[] difference = new float[after.Length];
        for (int i = 0; i < difference.Length; i++)
        {
            difference[i] = 1.5f * (after[i] - before[i]) / (White - Black);
        }
        return Bitmap(difference, box, value => FigureColors.Diverging(value));
    }

    private static SKBitmap Bitmap(float[] section, int box, Func<float, SKColor> color)
    {
        var pixels = new SKColor[section.Length];
        for (int row = 0; row < box; row++)
        {
            for (int column = 0; column < box; column++)
            {
                float value = section[row * box + column];
                // NaN would otherwise look like a density.
                pixels[(box - 1 - row) * box + column] = float.IsFinite(value) ? color(value) : SKColors.Magenta;
            }
        }
        return new SKBitmap(box, box, SKColorType.Rgba8888, SKAlphaType.Opaque) { Pixels = pixels };
    }
}
