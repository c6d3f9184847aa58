using System.Numerics;
using Flex3D.Stages.Surfaces;

namespace Flex3D.Stages.Rendering;

/// <summary>Paints the outline of a surface over a picture: a line inside the edge of the area that it covers.</summary>
internal static class OutlinePainter
{
    private const int Fine = 3, Wide = 6, StripRows = 12; // samples along a pixel's edge, samples of the line's width, rows of pixels at once
    private const float Opacity = 0.75f;
    private static readonly (int X, int Y)[] s_around = [(-Wide, 0), (Wide, 0), (0, -Wide), (0, Wide), (-4, -4), (4, -4), (-4, 4), (4, 4)];

    /// <summary>Paints it.</summary>
    /// <param name="pixels">The picture, [row][column][red, green, blue]; may have more rows than the view.</param>
    /// <param name="surface">The surface.</param>
    /// <param name="camera">The view.</param>
    /// <param name="ink">The colour of the line, 0 to 255.</param>
    /// <param name="threads">The number of threads; it changes no pixel.</param>
    public static void Paint(byte[] pixels, TriangleMesh surface, Camera camera, Vector3 ink, int threads)
    {
        int width = camera.Width, height = camera.Height;
        Vector3[] points = camera.Project(surface.Vertices, Fine);
        Parallel.For(0, (height + StripRows - 1) / StripRows, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => new DepthBuffer(Fine * width, Fine * (StripRows + 4)), (strip, _, buffer) =>
        {
            buffer.Clear(Fine * (StripRows * strip - 2));
            buffer.Draw(points, surface.Triangles);
            for (int i = StripRows * strip * width; i < Math.Min(height, StripRows * (strip + 1)) * width; i++)
            {
                float share = Opacity * Share(buffer, i % width, i / width);
                for (int channel = 0; share > 0 && channel < 3; channel++)
                {
                    pixels[3 * i + channel] = (byte)(pixels[3 * i + channel] + share * (ink[channel] - pixels[3 * i + channel]) + 0.5f);
                }
            }
            return buffer;
        }, _ => { });
    }

    // The share of a pixel's samples that are on the line.
    private static float Share(DepthBuffer buffer, int column, int row)
    {
        int on = 0;
        for (int y = Fine * row; y < Fine * (row + 1); y++)
        {
            for (int x = Fine * column; x < Fine * (column + 1); x++)
            {
                on += buffer.TriangleAt(x, y) >= 0 && s_around.Any(d => float.IsNegativeInfinity(buffer.DepthAt(x + d.X, y + d.Y))) ? 1 : 0;
            }
        }
        return on / (float)(Fine * Fine);
    }
}
