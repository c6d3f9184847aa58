namespace Flex3D.Stages.Numerics;

/// <summary>Directions spread evenly: a Fibonacci lattice, whose azimuth turns by the golden angle from each to the next (Swinbank &amp; Purser 2006).</summary>
public static class GoldenSpiral
{
    private static readonly double s_goldenAngle = Math.PI * (3 - Math.Sqrt(5));

    /// <summary>Returns a unit vector.</summary>
    /// <param name="i">Its number on the spiral.</param>
    /// <param name="z">Its height, -1 to 1; of evenly spread directions, heights are in equal steps.</param>
    public static (double X, double Y, double Z) At(int i, double z)
    {
        double around = Math.Sqrt(1 - z * z);
        (double sin, double cos) = Math.SinCos(s_goldenAngle * i);
        return (around * cos, around * sin, z);
    }
}
