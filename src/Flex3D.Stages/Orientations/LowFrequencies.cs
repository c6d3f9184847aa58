using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Orientations;

/// <summary>The Fourier components of an image up to a radius, one of each pair of mates, by increasing radius; without the mean.</summary>
internal sealed class LowFrequencies
{
    /// <summary>Radius of the components by which all orientations are compared, in units of 1/(N·pixel size).</summary>
    public const int CoarseRadius = 8;

    /// <summary>Radius of those by which the best ones are compared further, where the box has as many.</summary>
    public const int MostRadius = 16;

    private const int Lanes = 16;

    /// <param name="box">N of the images, pixels.</param>
    public LowFrequencies(int box)
    {
        Radius = Math.Min(MostRadius, box / 2 - 1);
        int columns = box / 2 + 1;
        double[] kernel = SplineCompensation.Axis(box);
        var found = new List<(int X, int Y, int Square)>();
        for (int y = -Radius; y <= Radius; y++)
        {
            for (int x = 0; x <= Radius; x++)
            {
                if (x * x + y * y <= Radius * Radius && (x > 0 || y > 0))
                {
                    found.Add((x, y, x * x + y * y));
                }
            }
        }
        (int X, int Y, int Square)[] ordered = [.. found.OrderBy(k => k.Square).ThenBy(k => k.Y).ThenBy(k => k.X)];
        Coarse = ordered.Count(k => k.Square <= CoarseRadius * CoarseRadius);
        X = [.. ordered.Select(k => k.X)];
        Y = [.. ordered.Select(k => k.Y)];
        Index = [.. ordered.Select(k => (k.Y < 0 ? k.Y + box : k.Y) * columns + k.X)];
        Splat = [.. ordered.Select(k => (float)(1 / (kernel[Math.Abs(k.Y)] * kernel[k.X])))];
    }

    /// <summary>Returns a number of components with as many more that mean nothing as make whole registers.</summary>
    public static int Padded(int count) => (count + Lanes - 1) / Lanes * Lanes;

    /// <summary>The radius of all components.</summary>
    public int Radius { get; }

    /// <summary>Number of components.</summary>
    public int Count => X.Length;

    /// <summary>Number of the first components that are within <see cref="CoarseRadius"/>.</summary>
    public int Coarse { get; }

    /// <summary>kx of each, 0 to N/2.</summary>
    public int[] X { get; }

    /// <summary>ky of each, of either sign.</summary>
    public int[] Y { get; }

    /// <summary>Index of each in a half spectrum [ky][kx = 0..N/2].</summary>
    public int[] Index { get; }

    /// <summary>What a splat with the cubic B-spline makes of a component of 1.</summary>
    public float[] Splat { get; }
}
