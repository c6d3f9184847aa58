using System.Numerics;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Rendering;

/// <summary>Directions that are spread evenly.</summary>
internal static class Directions
{
    /// <summary>Returns unit vectors over the whole sphere, on a <see cref="GoldenSpiral"/>.</summary>
    public static Vector3[] Sphere(int count) => [.. Enumerable.Range(0, count).Select(i => At(i, 1 - (2 * i + 1.0) / count))];

    /// <summary>Returns unit vectors within an angle of the z axis.</summary>
    /// <param name="count">Their number.</param>
    /// <param name="degrees">The angle.</param>
    public static Vector3[] Cone(int count, double degrees)
    {
        double low = Math.Cos(degrees * Math.PI / 180);
        return [.. Enumerable.Range(0, count).Select(i => At(i, 1 - (1 - low) * (i + 0.5) / count))];
    }

    private static Vector3 At(int i, double z)
    {
        (double x, double y, _) = GoldenSpiral.At(i, z);
        return new Vector3((float)x, (float)y, (float)z);
    }
}
