using System.Numerics;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics.Fourier;
using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>Draws the isosurface of a map as a square PNG on white: shaded, with outlines, and with another colour where the molecule moves most.</summary>
/// <remarks>
/// Four rays a pixel, or one. A map of a small box is first resampled by padding its Fourier transform, so that no voxels show. Pieces with less than a
/// twentieth of the largest one's volume are left out. The light is Lambert's, dimmed where nearer parts of the surface stand around (an estimate from the depths alone).
/// </remarks>
public static class SurfacePicture
{
    /// <summary>Pixels along an edge, as the EMDB asks for.</summary>
    public const int Size = 500;

    private const int Finest = 2, Enough = 3;
    private const int SmallestBox = 160;
    private const double LeastPiece = 0.05;
    private static readonly Vector3 s_light = Vector3.Normalize(new Vector3(-0.45f, 0.65f, 0.85f)); // right, up, towards the viewer
    private static readonly (int X, int Y)[] s_around = [.. Enumerable.Range(0, 24).Select(i => ((int)Math.Round((4 + 1.3 * i) * Math.Cos(2.4 * i)), (int)Math.Round((4 + 1.3 * i) * Math.Sin(2.4 * i))))];

    /// <summary>Returns the bytes of a PNG file of 500 × 500 pixels.</summary>
    /// <param name="map">The map.</param>
    /// <param name="level">Density of the isosurface.</param>
    /// <param name="moving">Soft mask of the part that moves, 0 to 1, of the same box; null for none.</param>
    /// <param name="threads">The number of threads; it changes no pixel.</param>
    /// <param name="quick">Whether one ray a pixel is enough: edges are then less smooth.</param>
    public static byte[] ToPng(DensityMap map, double level, DensityMap? moving, int threads, bool quick = false)
    {
        int fine = quick ? 1 : Finest, rays = fine * Size; // rays along an edge of a pixel, and of the picture
        DensityMap drawn = Fine(map, threads);
        bool[] molecule = Array.ConvertAll(drawn.Values, value => value > level);
        ConnectedComponents.KeepLarge(molecule, drawn.Box, LeastPiece);
        for (int i = 0; i < molecule.Length; i++)
        {
            drawn.Values[i] = molecule[i] ? drawn.Values[i] : MathF.Min(drawn.Values[i], (float)level);
        }
        float[] depths = new float[rays * rays];
        SKColor[] colors = new SKColor[rays * rays];
        var view = SurfaceView.Of(molecule, drawn.Box);
        Trace(new SurfaceRays(drawn, (float)level), view, rays, (float)drawn.Box / map.Box, moving, depths, colors, threads);
        return Encode(Shade(colors, depths, fine, 2 * view.Width / rays));
    }

    /// <summary>Resamples a map of few voxels: the pixels of its picture are finer than they. Three times as many along an edge are enough for the finest wave that the map can have.</summary>
    internal static DensityMap Fine(DensityMap map, int threads, int smallest = SmallestBox) =>
        map.Box < smallest && BoxSizes.IsSupported(map.Box) ? FourierResize3.Resize(map, BoxSizes.FastAtLeast(Math.Min(smallest, Enough * map.Box)), threads) : map.Clone();

    private static void Trace(SurfaceRays surface, SurfaceView view, int rays, float finer, DensityMap? moving, float[] depths, SKColor[] colors, int threads)
    {
        float pixel = 2 * view.Width / rays;
        Parallel.For(0, rays, new ParallelOptions { MaxDegreeOfParallelism = threads }, row =>
        {
            for (int column = 0; column < rays; column++)
            {
                Vector3 start = view.Centre + (column + 0.5f - rays / 2) * pixel * view.Right + (rays / 2 - row - 0.5f) * pixel * view.Up + view.Depth * view.Towards;
                int at = row * rays + column;
                if (surface.Hit(start, -view.Towards, 2 * view.Depth) is not { } depth)
                {
                    (depths[at], colors[at]) = (float.PositiveInfinity, SKColors.White);
                    continue;
                }
                Vector3 hit = start - depth * view.Towards, normal = surface.Normal(hit);
                float light = MathF.Max(0, Vector3.Dot(normal, s_light.X * view.Right + s_light.Y * view.Up + s_light.Z * view.Towards));
                float share = moving is null ? 0 : Math.Clamp(SurfaceRays.Density(moving, hit / finer), 0, 1);
                (depths[at], colors[at]) = (depth, Lit(share, 0.44f + 0.7f * light));
            }
        });
    }

    private static SKColor Lit(float moving, float light)
    {
        SKColor still = FigureColors.Surface, moves = FigureColors.MovingSurface;
        return new SKColor(Channel(still.Red, moves.Red), Channel(still.Green, moves.Green), Channel(still.Blue, moves.Blue));

        byte Channel(byte from, byte to) => (byte)Math.Clamp(light * float.Lerp(from, to, moving), 0, 255);
    }

    /// <summary>Dims each ray's colour by what stands in front of it around, draws outlines where the depth jumps, and takes the mean of the rays of a pixel.</summary>
    private static SKColor[] Shade(SKColor[] colors, float[] depths, int fine, float ray)
    {
        var pixels = new SKColor[Size * Size];
        int rays = fine * Size, count = fine * fine;
        for (int i = 0; i < pixels.Length; i++)
        {
            float red = 0, green = 0, blue = 0;
            for (int n = 0; n < count; n++)
            {
                int x = fine * (i % Size) + n % fine, y = fine * (i / Size) + n / fine;
                SKColor color = colors[y * rays + x];
                float dimmed = float.IsFinite(depths[y * rays + x]) ? Dimmed(depths, x, y, fine, ray) : 1;
                (red, green, blue) = (red + dimmed * color.Red, green + dimmed * color.Green, blue + dimmed * color.Blue);
            }
            pixels[i] = new SKColor((byte)(red / count), (byte)(green / count), (byte)(blue / count));
        }
        return pixels;
    }

    private static float Dimmed(float[] depths, int x, int y, int fine, float ray)
    {
        int rays = fine * Size;
        float here = depths[y * rays + x], hidden = 0, jump = here + 24 * ray * fine / Finest;
        foreach ((int wideX, int wideY) in s_around)
        {
            (int dx, int dy) = (wideX * fine / Finest, wideY * fine / Finest);
            float reach = ray * MathF.Sqrt(dx * dx + dy * dy);
            hidden += Math.Clamp((here - At(x + dx, y + dy)) / (2 * reach), 0, 1);
        }
        bool outline = At(x - fine, y) > jump || At(x + fine, y) > jump || At(x, y - fine) > jump || At(x, y + fine) > jump;
        return (1 - 0.75f * hidden / s_around.Length) * (outline ? 0.35f : 1);

        float At(int column, int line) => column >= 0 && line >= 0 && column < rays && line < rays ? depths[line * rays + column] : float.PositiveInfinity;
    }

    private static byte[] Encode(SKColor[] pixels)
    {
        using var bitmap = new SKBitmap(Size, Size, SKColorType.Rgba8888, SKAlphaType.Opaque) { Pixels = pixels };
        using SKPixmap map = bitmap.PeekPixels();
        using SKData data = map.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 6))
            ?? throw new InvalidOperationException("the picture could not be encoded as PNG");
        return data.ToArray();
    }
}
