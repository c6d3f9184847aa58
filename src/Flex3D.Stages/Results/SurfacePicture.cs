using System.Numerics;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics.Fourier;
using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>Draws the isosurface of a map as a square PNG on white: shaded, with outlines, and with another colour where the molecule moves most.</summary>
/// <remarks>
/// Four rays a pixel. A map of a small box is first resampled by padding its Fourier transform, so that no voxels show. Pieces with less than a
/// twentieth of the largest one's volume are left out. The light is Lambert's, dimmed where nearer parts of the surface stand around (an estimate from the depths alone).
/// </remarks>
public static class SurfacePicture
{
    /// <summary>Pixels along an edge, as the EMDB asks for.</summary>
    public const int Size = 500;

    private const int Rays = 2 * Size;
    private const int SmallestBox = 160;
    private const double LeastPiece = 0.05;
    private static readonly Vector3 s_light = Vector3.Normalize(new Vector3(-0.45f, 0.65f, 0.85f)); // right, up, towards the viewer
    private static readonly (int X, int Y)[] s_around = [.. Enumerable.Range(0, 24).Select(i => ((int)Math.Round((4 + 1.3 * i) * Math.Cos(2.4 * i)), (int)Math.Round((4 + 1.3 * i) * Math.Sin(2.4 * i))))];

    /// <summary>Returns the bytes of a PNG file of 500 × 500 pixels.</summary>
    /// <param name="map">The map.</param>
    /// <param name="level">Density of the isosurface.</param>
    /// <param name="moving">Soft mask of the part that moves, 0 to 1, of the same box; null for none.</param>
    /// <param name="threads">The number of threads; it changes no pixel.</param>
    public static byte[] ToPng(DensityMap map, double level, DensityMap? moving, int threads)
    {
        DensityMap fine = Fine(map, threads);
        bool[] molecule = Array.ConvertAll(fine.Values, value => value > level);
        ConnectedComponents.KeepLarge(molecule, fine.Box, LeastPiece);
        for (int i = 0; i < molecule.Length; i++)
        {
            fine.Values[i] = molecule[i] ? fine.Values[i] : MathF.Min(fine.Values[i], (float)level);
        }
        float[] depths = new float[Rays * Rays];
        SKColor[] colors = new SKColor[Rays * Rays];
        var view = SurfaceView.Of(molecule, fine.Box);
        Trace(new SurfaceRays(fine, (float)level), view, (float)fine.Box / map.Box, moving, depths, colors, threads);
        return Encode(Shade(colors, depths, 2 * view.Width / Rays));
    }

    // The pixels of a map of few voxels are finer than its voxels.
    private static DensityMap Fine(DensityMap map, int threads) =>
        map.Box < SmallestBox && BoxSizes.IsSupported(map.Box) ? FourierResize3.Resize(map, BoxSizes.FastAtLeast(SmallestBox), threads) : map.Clone();

    private static void Trace(SurfaceRays rays, SurfaceView view, float finer, DensityMap? moving, float[] depths, SKColor[] colors, int threads)
    {
        float pixel = 2 * view.Width / Rays;
        Parallel.For(0, Rays, new ParallelOptions { MaxDegreeOfParallelism = threads }, row =>
        {
            for (int column = 0; column < Rays; column++)
            {
                Vector3 start = view.Centre + (column + 0.5f - Rays / 2) * pixel * view.Right + (Rays / 2 - row - 0.5f) * pixel * view.Up + view.Depth * view.Towards;
                int at = row * Rays + column;
                if (rays.Hit(start, -view.Towards, 2 * view.Depth) is not { } depth)
                {
                    (depths[at], colors[at]) = (float.PositiveInfinity, SKColors.White);
                    continue;
                }
                Vector3 hit = start - depth * view.Towards, normal = rays.Normal(hit);
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

    /// <summary>Dims each ray's colour by what stands in front of it around, draws outlines where the depth jumps, and takes the mean of the four rays of a pixel.</summary>
    private static SKColor[] Shade(SKColor[] colors, float[] depths, float pixel)
    {
        var pixels = new SKColor[Size * Size];
        for (int i = 0; i < pixels.Length; i++)
        {
            float red = 0, green = 0, blue = 0;
            for (int ray = 0; ray < 4; ray++)
            {
                int x = 2 * (i % Size) + ray % 2, y = 2 * (i / Size) + ray / 2;
                SKColor color = colors[y * Rays + x];
                float dimmed = float.IsFinite(depths[y * Rays + x]) ? Dimmed(depths, x, y, pixel) : 1;
                (red, green, blue) = (red + dimmed * color.Red, green + dimmed * color.Green, blue + dimmed * color.Blue);
            }
            pixels[i] = new SKColor((byte)(red / 4), (byte)(green / 4), (byte)(blue / 4));
        }
        return pixels;
    }

    private static float Dimmed(float[] depths, int x, int y, float pixel)
    {
        float here = depths[y * Rays + x], hidden = 0;
        foreach ((int dx, int dy) in s_around)
        {
            float reach = pixel * MathF.Sqrt(dx * dx + dy * dy);
            hidden += Math.Clamp((here - At(x + dx, y + dy)) / (2 * reach), 0, 1);
        }
        bool outline = At(x - 2, y) > here + 24 * pixel || At(x + 2, y) > here + 24 * pixel || At(x, y - 2) > here + 24 * pixel || At(x, y + 2) > here + 24 * pixel;
        return (1 - 0.75f * hidden / s_around.Length) * (outline ? 0.35f : 1);

        float At(int column, int line) => column >= 0 && line >= 0 && column < Rays && line < Rays ? depths[line * Rays + column] : float.PositiveInfinity;
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
