using ScottPlot;
using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>The typeface of all figures, embedded in the assembly so that a machine without fonts draws the same letters.</summary>
internal sealed class FigureFont : IFontResolver
{
    /// <summary>The family name, as written to SVG files.</summary>
    public const string Family = "DejaVu Sans";

    private static readonly SKTypeface Embedded = Load();

    static FigureFont()
    {
        Fonts.FontResolvers.Insert(0, new FigureFont());
        Fonts.Default = Family;
    }

    private FigureFont() { }

    public static SKTypeface Typeface => Embedded;

    /// <summary>Creates a plot whose texts are in this typeface.</summary>
    public static Plot NewPlot()
    {
        var plot = new Plot();
        plot.Font.Set(Family);
        return plot;
    }

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Family ? Embedded : null;

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Family ? Embedded : null;

    private static SKTypeface Load()
    {
        using Stream stream = typeof(FigureFont).Assembly.GetManifestResourceStream("DejaVuSans-subset.ttf")
            ?? throw new InvalidOperationException("the pictures' typeface is not in the assembly");
        return SKTypeface.FromStream(stream);
    }
}
