using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Segments;

/// <summary>The cubes of each segment: those that its voxels touch, of those that the regular mesh has.</summary>
internal sealed class SegmentCubes
{
    /// <param name="lattice">The cubes.</param>
    /// <param name="mask">Solvent mask.</param>
    /// <param name="places">Labels on the grid of the mask; not 0 within it.</param>
    /// <param name="levels">Level of each segment, by label.</param>
    /// <param name="support">Voxels whose mask is above this count.</param>
    public SegmentCubes(CubeLattice lattice, DensityMap mask, SegmentGrid places, IReadOnlyDictionary<int, int> levels, float support)
    {
        int n = mask.Box;
        double half = 0.5 * mask.PixelSizeAngstrom;
        HashSet<int>[] regular = [.. levels.Values.Distinct().Order().Aggregate(new HashSet<int>[levels.Values.Max() + 1], (sets, level) => { sets[level] = []; return sets; })];
        ForEach(mask, support, (x, y, z, _) =>
        {
            for (int level = 0; level < regular.Length; level++)
            {
                regular[level]?.Add(lattice.CubeOf(level, x, y, z));
            }
        });
        foreach (int label in levels.Keys)
        {
            Cubes[label] = [];
        }
        ForEach(mask, support, (x, y, z, flat) =>
        {
            int label = places.Labels[flat], level = levels[label];
            (int x0, int x1) = Span(x, level);
            (int y0, int y1) = Span(y, level);
            (int z0, int z1) = Span(z, level);
            for (int k = z0; k <= z1; k++)
            {
                for (int j = y0; j <= y1; j++)
                {
                    for (int i = x0; i <= x1; i++)
                    {
                        int cube = lattice.Number(level, i, j, k);
                        if (regular[level].Contains(cube))
                        {
                            Cubes[label].Add(cube);
                        }
                    }
                }
            }
        });
        foreach ((int label, SortedSet<int> cubes) in Cubes)
        {
            Corners[label] = [.. cubes.SelectMany(cube => Enumerable.Range(0, 8).Select(c => lattice.Corner(levels[label], cube, c)))];
        }

        // The cubes that the whole voxel touches, and not its centre alone: atoms and the voxels of finer maps lie between the centres.
        (int From, int To) Span(int i, int level)
        {
            double at = (i - n / 2) * mask.PixelSizeAngstrom;
            return (lattice.CubeAt(at - half, level, 1e-6), lattice.CubeAt(at + half, level, -1e-6));
        }
    }

    /// <summary>Numbers of each segment's cubes at its level, by label.</summary>
    public Dictionary<int, SortedSet<int>> Cubes { get; } = [];

    /// <summary>Corners of each segment's cubes, by label.</summary>
    public Dictionary<int, HashSet<long>> Corners { get; } = [];

    /// <summary>Visits the voxels within a mask in the order z, y, x.</summary>
    internal static void ForEach(DensityMap mask, float support, Action<int, int, int, int> visit)
    {
        int n = mask.Box;
        for (int flat = 0; flat < mask.Values.Length; flat++)
        {
            if (mask.Values[flat] > support)
            {
                visit(flat % n, flat / n % n, flat / n / n, flat);
            }
        }
    }
}
