using System.Numerics;

namespace Flex3D.Stages.Rendering;

/// <summary>Paints a lit surface: nine samples a pixel, outlines where one part stands before another, and farther parts a little fainter.</summary>
/// <remarks>
/// Light is added up linearly: a surface of colour c sends c (s (b + (1 − b) sky) + l·lamp·max(0, n·d)), where b is the light that the surface itself throws into its hollows, and a small highlight (Blinn 1977) of the lamp towards the viewer. Pixels are the means of their samples,
/// and only then become sRGB (IEC 61966-2-1).
/// </remarks>
internal sealed class SurfacePainter
{
    private const int Fine = 3, StripRows = 12;
    private const float Sky = 0.66f, Bounced = 0.16f, Lamp = 0.64f, Highlight = 0.09f, Sharpness = 24, Outline = 0.25f, Fading = 0.16f;
    private readonly Look _look;
    private readonly Camera _camera;
    private readonly float _front, _deep, _jump;
    private readonly Vector3 _lamp, _half, _background;

    /// <param name="look">The colours.</param>
    /// <param name="camera">The view.</param>
    /// <param name="depths">The range of depths in the view over which parts fade, Å towards the viewer from the middle of the picture.</param>
    public SurfacePainter(Look look, Camera camera, (float Back, float Front) depths)
    {
        (_look, _camera) = (look, camera);
        (_front, _deep) = (depths.Front, MathF.Max(depths.Front - depths.Back, 1e-3f));
        _jump = MathF.Max(0.035f * _deep, 2.5f * camera.PixelAngstrom);
        _lamp = LitSurface.LampOf(camera);
        _half = Vector3.Normalize(_lamp + camera.Towards);
        _background = Linear(look.Background);
    }

    /// <summary>Returns the pixels, [row][column][red, green, blue].</summary>
    /// <param name="surface">The surface.</param>
    /// <param name="values">The value of each vertex, by which it is coloured, 0 to 1.</param>
    /// <param name="threads">The number of threads; it changes no pixel.</param>
    public byte[] Paint(LitSurface surface, float[] values, int threads)
    {
        int width = _camera.Width, height = _camera.Height, strips = (height + StripRows - 1) / StripRows;
        byte[] pixels = new byte[3 * width * height];
        Vector3[] points = _camera.Project(surface.Mesh.Vertices, Fine), colours = Array.ConvertAll(values, value => Linear(_look.At(value)));
        // A sample looks at others a pixel away: a pixel more on either side of the strip.
        Parallel.For(0, strips, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => new DepthBuffer(Fine * width, Fine * (StripRows + 2)), (strip, _, buffer) =>
        {
            buffer.Clear(Fine * (StripRows * strip - 1));
            buffer.Draw(points, surface.Mesh.Triangles);
            for (int row = StripRows * strip; row < Math.Min(height, StripRows * (strip + 1)); row++)
            {
                for (int column = 0; column < width; column++)
                {
                    Put(pixels, 3 * (row * width + column), Pixel(buffer, surface, points, colours, column, row));
                }
            }
            return buffer;
        }, _ => { });
        return pixels;
    }

    private Vector3 Pixel(DepthBuffer buffer, LitSurface surface, Vector3[] points, Vector3[] colours, int column, int row)
    {
        Vector3 sum = Vector3.Zero;
        for (int y = Fine * row; y < Fine * (row + 1); y++)
        {
            for (int x = Fine * column; x < Fine * (column + 1); x++)
            {
                int triangle = buffer.TriangleAt(x, y);
                sum += triangle < 0 ? _background : Sample(buffer, surface, points, colours, triangle, x, y);
            }
        }
        return sum / (Fine * Fine);
    }

    private Vector3 Sample(DepthBuffer buffer, LitSurface surface, Vector3[] points, Vector3[] colours, int triangle, int x, int y)
    {
        int[] corners = surface.Mesh.Triangles;
        (int a, int b, int c) = (corners[3 * triangle], corners[3 * triangle + 1], corners[3 * triangle + 2]);
        (float wa, float wb, float wc) = DepthBuffer.Weights(points[a], points[b], points[c], x, y);
        Vector3 normal = LitSurface.Unit(wa * surface.Normals[a] + wb * surface.Normals[b] + wc * surface.Normals[c]);
        float sky = wa * surface.Sky[a] + wb * surface.Sky[b] + wc * surface.Sky[c], lamp = wa * surface.Lamp[a] + wb * surface.Lamp[b] + wc * surface.Lamp[c];
        Vector3 colour = wa * colours[a] + wb * colours[b] + wc * colours[c];
        float facing = MathF.Max(0, Vector3.Dot(normal, _lamp)), shine = MathF.Pow(MathF.Max(0, Vector3.Dot(normal, _half)), Sharpness);
        Vector3 light = (Sky * (Bounced + (1 - Bounced) * sky) + Lamp * lamp * facing) * colour + new Vector3(Highlight * lamp * shine);
        float depth = buffer.DepthAt(x, y), far = depth - _jump;
        bool outline = buffer.DepthAt(x - Fine, y) < far || buffer.DepthAt(x + Fine, y) < far || buffer.DepthAt(x, y - Fine) < far || buffer.DepthAt(x, y + Fine) < far;
        return Vector3.Lerp(outline ? Outline * light : light, _background, Fading * Math.Clamp((_front - depth) / _deep, 0, 1));
    }

    private static void Put(byte[] pixels, int at, Vector3 light) =>
        (pixels[at], pixels[at + 1], pixels[at + 2]) = (Coded(light.X), Coded(light.Y), Coded(light.Z));

    private static byte Coded(float light)
    {
        float value = Math.Clamp(light, 0, 1);
        return (byte)(255 * (value <= 0.0031308f ? 12.92f * value : 1.055f * MathF.Pow(value, 1 / 2.4f) - 0.055f) + 0.5f);
    }

    private static Vector3 Linear(Vector3 colour) => new(Linear(colour.X), Linear(colour.Y), Linear(colour.Z));

    private static float Linear(float coded)
    {
        float value = coded / 255;
        return value <= 0.04045f ? value / 12.92f : MathF.Pow((value + 0.055f) / 1.055f, 2.4f);
    }
}
