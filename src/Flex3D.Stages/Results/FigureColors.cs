using ScottPlot;
using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>The colours of all figures, from the palette of Okabe and Ito, which colour-blind readers can distinguish.</summary>
internal static class FigureColors
{
    public static Color Flexed { get; } = Color.FromHex("#0072B2");
    public static Color Rigid { get; } = Color.FromHex("#D55E00");
    public static Color Quiet { get; } = Color.FromHex("#777777");
    public static Color Ink { get; } = Color.FromHex("#222222");

    /// <summary>The colour of an isosurface.</summary>
    public static SKColor Surface { get; } = SKColor.Parse("#8DB8D9");

    /// <summary>The colour of the part of an isosurface that moves most.</summary>
    public static SKColor MovingSurface { get; } = SKColor.Parse("#EFA363");

    public static SKColor ToSkia(Color color) => new(color.R, color.G, color.B, color.A);

    /// <summary>Returns the colour of the Viridis map at t in [0, 1].</summary>
    public static SKColor Viridis(double t) => ToSkia(Map.GetColor(Math.Clamp(t, 0, 1)));

    /// <summary>Returns a colour from blue (−1) over white (0) to vermilion (+1).</summary>
    public static SKColor Diverging(double t)
    {
        Color end = t < 0 ? Flexed : Rigid;
        double part = Math.Min(1, Math.Abs(t));
        return new SKColor(Mix(end.R), Mix(end.G), Mix(end.B));

        byte Mix(byte channel) => (byte)Math.Round(255 + part * (channel - 255.0));
    }

    private static readonly IColormap Map = new ScottPlot.Colormaps.Viridis();
}
