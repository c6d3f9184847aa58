using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Scoring;

/// <summary>The region whose atoms are scored.</summary>
/// <param name="Name">Its mask, for users.</param>
/// <param name="Mask">The mask.</param>
internal sealed record ScoredRegion(string Name, DensityMap Mask)
{
    private const float Inside = 0.5f;

    /// <summary>Reads a mask; null for none.</summary>
    public static ScoredRegion? Read(string? path)
    {
        if (path is null)
        {
            return null;
        }
        DensityMap mask = MrcMap.Read(path);
        MapChecks.RequireMask(mask, path, Inside);
        return new ScoredRegion(path, mask);
    }

    /// <summary>Returns the atoms whose place is in the mask.</summary>
    /// <param name="places">[3·atom + axis], Å from the box centre.</param>
    /// <exception cref="InputException">These are fewer than three.</exception>
    public int[] Atoms(double[] places)
    {
        int n = Mask.Box;
        int[] atoms = [.. Enumerable.Range(0, places.Length / 3).Where(a =>
        {
            (int x, int y, int z) = (Index(3 * a), Index(3 * a + 1), Index(3 * a + 2));
            return x >= 0 && x < n && y >= 0 && y < n && z >= 0 && z < n && Mask[z, y, x] > Inside;
        })];
        return atoms.Length >= 3 ? atoms : throw new InputException(Name, null, $"{atoms.Length} of the {places.Length / 3} true atoms in the mask", "at least 3", "give a mask that lies on the molecule");

        int Index(int at) => (int)Math.Round(places[at] / Mask.PixelSizeAngstrom) + n / 2;
    }
}
