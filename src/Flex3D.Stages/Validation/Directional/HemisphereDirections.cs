using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Validation.Directional;

/// <summary>Directions spread evenly over a hemisphere: a Fibonacci lattice. The FSC of a direction is that of the opposite one.</summary>
public static class HemisphereDirections
{
    /// <summary>Returns unit vectors with z &gt; 0: z falls in equal steps, and the azimuth turns by the golden angle from each to the next.</summary>
    public static IReadOnlyList<(double X, double Y, double Z)> Of(int count) => [.. Enumerable.Range(0, count).Select(i => GoldenSpiral.At(i, 1 - (i + 0.5) / count))];
}
