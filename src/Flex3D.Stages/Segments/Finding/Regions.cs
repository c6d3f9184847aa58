using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Segments.Finding;

/// <summary>Regions of a map that are merged two by two: which are neighbours, their volume, and what a merger costs.</summary>
internal sealed class Regions
{
    private readonly int[] _basins;
    private readonly int[] _into;
    private readonly Dictionary<int, double>[] _neighbours; // density across the faces to each neighbour

    /// <param name="basins">Basin of each voxel; −1 for none.</param>
    /// <param name="count">Number of basins.</param>
    /// <param name="map">Density of the same box.</param>
    public Regions(int[] basins, int count, DensityMap map)
    {
        (_basins, _into, Voxels, _neighbours) = (basins, [.. Enumerable.Range(0, count)], new int[count], [.. Enumerable.Range(0, count).Select(_ => new Dictionary<int, double>())]);
        int n = map.Box;
        for (int i = 0; i < basins.Length; i++)
        {
            if (basins[i] >= 0)
            {
                Voxels[basins[i]]++;
                Touch(i % n < n - 1, i, i + 1);
                Touch(i / n % n < n - 1, i, i + n);
                Touch(i / n / n < n - 1, i, i + n * n);
            }
        }

        void Touch(bool exists, int i, int j)
        {
            if (exists && basins[j] >= 0 && basins[j] != basins[i])
            {
                double across = Math.Max(0, Math.Min(map.Values[i], map.Values[j]));
                _neighbours[basins[i]][basins[j]] = _neighbours[basins[i]].GetValueOrDefault(basins[j]) + across;
                _neighbours[basins[j]][basins[i]] = _neighbours[basins[j]].GetValueOrDefault(basins[i]) + across;
            }
        }
    }

    /// <summary>Voxels of each region that is left; 0 of one that went into another.</summary>
    public int[] Voxels { get; }

    /// <summary>The regions that are left, ascending.</summary>
    public IEnumerable<int> Left => Enumerable.Range(0, _into.Length).Where(region => _into[region] == region);

    /// <summary>The neighbours of a region, ascending, and the sum over their common faces of the lower density of both voxels.</summary>
    public IEnumerable<(int Region, double Density)> NeighboursOf(int region) => _neighbours[region].OrderBy(entry => entry.Key).Select(entry => (entry.Key, entry.Value));

    /// <summary>Puts <paramref name="other"/> into <paramref name="region"/>.</summary>
    public void Merge(int region, int other)
    {
        _into[other] = region;
        (Voxels[region], Voxels[other]) = (Voxels[region] + Voxels[other], 0);
        foreach ((int neighbour, double density) in _neighbours[other])
        {
            _neighbours[neighbour].Remove(other);
            if (neighbour != region)
            {
                _neighbours[region][neighbour] = _neighbours[region].GetValueOrDefault(neighbour) + density;
                _neighbours[neighbour][region] = _neighbours[region][neighbour];
            }
        }
        _neighbours[other].Clear();
    }

    /// <summary>Returns the region of each voxel; −1 for none.</summary>
    public int[] ByVoxel() => Array.ConvertAll(_basins, basin => basin < 0 ? -1 : Root(basin));

    private int Root(int basin)
    {
        while (_into[basin] != basin)
        {
            basin = _into[basin];
        }
        return basin;
    }
}
