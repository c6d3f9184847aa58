using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Results;

/// <summary>The part of a molecule whose density varies most between particles: the tenth of the density whose spread is largest.</summary>
/// <param name="Spread">Standard deviation of the part's density over the particles, as a fraction of its mean.</param>
/// <param name="Centroid">Its centre of mass, Å from the box centre.</param>
/// <param name="RadiusAngstrom">RMS distance from it, Å.</param>
public sealed record VaryingPart(double Spread, (double X, double Y, double Z) Centroid, double RadiusAngstrom)
{
    private const double Share = 0.1;

    /// <param name="spread">Spread of the density by voxel, a fraction.</param>
    /// <param name="density">Density in the same box; negative values count as 0.</param>
    /// <returns>Null where no density varies.</returns>
    public static VaryingPart? Of(DensityMap spread, DensityMap density)
    {
        int n = density.Box;
        double total = 0;
        var voxels = new List<int>();
        for (int i = 0; i < density.Values.Length; i++)
        {
            if (spread.Values[i] > 0 && density.Values[i] > 0)
            {
                total += density.Values[i];
                voxels.Add(i);
            }
        }
        double mass = 0, square = 0, x = 0, y = 0, z = 0, distance = 0;
        foreach (int i in voxels.OrderByDescending(i => spread.Values[i]).ThenBy(i => i))
        {
            double w = density.Values[i];
            (double px, double py, double pz) = ((i % n - n / 2) * density.PixelSizeAngstrom, (i / n % n - n / 2) * density.PixelSizeAngstrom, (i / (n * n) - n / 2) * density.PixelSizeAngstrom);
            (mass, square, x, y, z) = (mass + w, square + w * spread.Values[i] * spread.Values[i], x + w * px, y + w * py, z + w * pz);
            distance += w * (px * px + py * py + pz * pz);
            if (mass >= Share * total)
            {
                break;
            }
        }
        if (mass == 0)
        {
            return null;
        }
        (x, y, z) = (x / mass, y / mass, z / mass);
        return new(Math.Sqrt(square / mass), (x, y, z), Math.Sqrt(Math.Max(0, distance / mass - x * x - y * y - z * z)));
    }
}
