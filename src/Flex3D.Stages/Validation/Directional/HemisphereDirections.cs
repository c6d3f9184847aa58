namespace Flex3D.Stages.Validation.Directional;

/// <summary>Directions spread evenly over a hemisphere: a Fibonacci lattice. The FSC of a direction is that of the opposite one.</summary>
public static class HemisphereDirections
{
    /// <summary>Returns unit vectors with z &gt; 0: z falls in equal steps, and the azimuth turns by the golden angle from each to the next.</summary>
    public static IReadOnlyList<(double X, double Y, double Z)> Of(int count)
    {
        double golden = Math.PI * (3 - Math.Sqrt(5));
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            double z = 1 - (i + 0.5) / count, r = Math.Sqrt(1 - z * z);
            (double sin, double cos) = Math.SinCos(golden * i);
            return (r * cos, r * sin, z);
        })];
    }
}
