using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Steps.Deform;

/// <summary>Finds where points or atoms lie on the mesh, and says which lie outside it, or outside the map.</summary>
internal static class PointPlaces
{
    private const int MostChains = 12;

    /// <summary>Locates points on the mesh.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="points">[point][x, y, z], Å.</param>
    /// <param name="offset">Length to subtract from each coordinate to have Å from the box centre.</param>
    public static PointLocation[] Locate(TetrahedralMesh mesh, double[] points, double offset)
    {
        var locator = new PointLocator(mesh);
        PointLocation[] where = new PointLocation[points.Length / 3];
        for (int p = 0; p < where.Length; p++)
        {
            where[p] = locator.Locate(points[3 * p] - offset, points[3 * p + 1] - offset, points[3 * p + 2] - offset);
        }
        return where;
    }

    /// <summary>Returns warnings of atoms outside the map's box or the mesh, with their chains.</summary>
    /// <exception cref="InputException">No atom lies inside the mesh.</exception>
    public static IEnumerable<string> Check(AtomicModel model, PointLocation[] where, double[] positions, double offset, DensityMap map)
    {
        double low = -(map.Box / 2) * map.PixelSizeAngstrom, high = low + (map.Box - 1) * map.PixelSizeAngstrom;
        int[] outside = [.. Enumerable.Range(0, where.Length).Where(atom => !where[atom].Inside)];
        int[] off = [.. Enumerable.Range(0, where.Length).Where(atom => Enumerable.Range(3 * atom, 3).Any(i => positions[i] - offset < low || positions[i] - offset > high))];
        if (outside.Length == where.Length)
        {
            throw new InputException(model.Path, null, string.Create(CultureInfo.InvariantCulture, $"no atom inside the mesh of the molecule; the nearest is {where.Min(place => place.DistanceAngstrom):0.#} Å away"), "a model fitted into maps/flex.mrc",
                "fit it there (in ChimeraX: fitmap, then save it relative to the map), or say with --origin whether its coordinates are from the box centre or the first voxel");
        }
        if (off.Length > 0)
        {
            yield return $"{off.Length} of {where.Length} atoms lie outside the box of the map ({Chains(model, off)}): is the model fitted into maps/flex.mrc?";
        }
        if (outside.Length > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{outside.Length} of {where.Length} atoms lie outside the mesh, by up to {where.Max(place => place.DistanceAngstrom):0.#} Å ({Chains(model, outside)}): they move as the nearest part of the mesh");
        }
    }

    private static string Chains(AtomicModel model, int[] atoms)
    {
        Dictionary<string, int> all = model.Atoms.GroupBy(atom => atom.Chain).ToDictionary(chain => chain.Key, chain => chain.Count());
        string[] chains = [.. atoms.GroupBy(atom => model.Atoms[atom].Chain).Select(chain => $"{chain.Count()} of {all[chain.Key]} in chain {(chain.Key.Length > 0 ? chain.Key : "without a name")}")];
        return string.Join(", ", chains.Take(MostChains)) + (chains.Length > MostChains ? $", and {chains.Length - MostChains} more chains" : "");
    }
}
