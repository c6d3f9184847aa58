using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.MapPairs;

/// <summary>Two half-maps, and the masks that belong to them, all on one grid.</summary>
/// <param name="Name">Their name, for users: flexed, rigid, or half-maps.</param>
/// <param name="Stem">What the names of the files of such maps begin with: flex, rigid, or map.</param>
/// <param name="Half1">The map of the first half-set.</param>
/// <param name="Half2">The map of the second half-set.</param>
/// <param name="Support">The soft mask, 0 to 1, outside which they are 0; null if they fill their box.</param>
/// <param name="Moving">A mask of the part that moves most; null for none.</param>
internal sealed record HalfMaps(string Name, string Stem, DensityMap Half1, DensityMap Half2, DensityMap? Support, DensityMap? Moving = null)
{
    /// <summary>The mask in which they are compared: their own, or a soft sphere that ends three voxels within the box.</summary>
    public DensityMap Around => Support ?? Sphere(Half1);

    private static DensityMap Sphere(DensityMap like)
    {
        const double Edge = 5, Margin = 3;
        int n = like.Box;
        var sphere = new DensityMap(n, like.PixelSizeAngstrom);
        for (int i = 0; i < sphere.Values.Length; i++)
        {
            double x = i % n - n / 2, y = i / n % n - n / 2, z = i / (n * n) - n / 2, beyond = Math.Sqrt(x * x + y * y + z * z) - (n / 2 - Margin - Edge);
            sphere.Values[i] = (float)(beyond <= 0 ? 1 : beyond >= Edge ? 0 : 0.5 + 0.5 * Math.Cos(Math.PI * beyond / Edge));
        }
        return sphere;
    }
}
