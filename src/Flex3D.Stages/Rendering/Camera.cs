using System.Numerics;

namespace Flex3D.Stages.Rendering;

/// <summary>A parallel projection of space onto a picture.</summary>
/// <param name="Middle">The point in the middle of the picture, Å from the box centre.</param>
/// <param name="Right">Unit vector to the right of the picture.</param>
/// <param name="Up">Unit vector upwards, at a right angle to <paramref name="Right"/>.</param>
/// <param name="Width">Width of the picture, pixels.</param>
/// <param name="Height">Height of the picture, pixels.</param>
/// <param name="PixelAngstrom">Edge of a pixel, Å.</param>
public sealed record Camera(Vector3 Middle, Vector3 Right, Vector3 Up, int Width, int Height, float PixelAngstrom)
{
    /// <summary>Unit vector towards the viewer: right × up.</summary>
    public Vector3 Towards => Vector3.Cross(Right, Up);

    /// <summary>Returns where points lie: x to the right and y down from the upper left corner, in samples; z towards the viewer, Å.</summary>
    /// <param name="points">Å from the box centre.</param>
    /// <param name="fine">Samples along the edge of a pixel.</param>
    public Vector3[] Project(Vector3[] points, int fine = 1)
    {
        float scale = fine / PixelAngstrom, x0 = 0.5f * fine * Width, y0 = 0.5f * fine * Height;
        Vector3 right = scale * Right, down = -scale * Up, towards = Towards;
        return Array.ConvertAll(points, point =>
        {
            Vector3 d = point - Middle;
            return new Vector3(x0 + Vector3.Dot(d, right), y0 + Vector3.Dot(d, down), Vector3.Dot(d, towards));
        });
    }

    /// <summary>Returns two unit vectors that make a right-handed frame with a direction: the first × the second is the direction.</summary>
    /// <param name="towards">Unit vector.</param>
    public static (Vector3 Right, Vector3 Up) Around(Vector3 towards)
    {
        Vector3 apart = MathF.Abs(towards.Y) < 0.9f ? Vector3.UnitY : Vector3.UnitX;
        var right = Vector3.Normalize(Vector3.Cross(apart, towards));
        return (right, Vector3.Cross(towards, right));
    }
}
