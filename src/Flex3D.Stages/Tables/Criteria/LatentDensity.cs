using System.Runtime.InteropServices;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Tables.Criteria;

/// <summary>Collects the latents of every row of a table, and decides which rows lie where their neighbours are dense.</summary>
/// <remarks>Density is measured among all rows of the table, so it does not depend on the other conditions. Four bytes are held for each coordinate.</remarks>
internal sealed class LatentDensity
{
    /// <summary>The neighbour by whose distance the densest particles are found.</summary>
    public const int Nearest = 10;

    private readonly Func<double>[] _axes;
    private readonly List<float> _latents = [];

    /// <exception cref="InputException">The table has no latents.</exception>
    public LatentDensity(NamedRows rows, string option)
    {
        int count = 1;
        while (rows.IndexOf(ParticleColumns.Latents.CsvName(count)) >= 0)
        {
            count++;
        }
        _axes = [.. Enumerable.Range(0, count).Select(k => rows.Axis(ParticleColumns.Latents.CsvName(k), option))];
    }

    /// <summary>Adds the current row.</summary>
    public void Add()
    {
        foreach (Func<double> axis in _axes)
        {
            _latents.Add((float)axis());
        }
    }

    /// <summary>For each row, whether at least <paramref name="least"/> others are within <paramref name="radius"/>.</summary>
    public bool[] WithNeighbours(int least, double radius)
    {
        NeighbourTree tree = Tree();
        bool[] kept = new bool[tree.Count];
        for (int row = 0; row < kept.Length; row++)
        {
            kept[row] = tree.HasWithin(row, radius, least);
        }
        return kept;
    }

    /// <summary>For each row, whether it is of the given fraction (rounded up to a whole number of rows) with the smallest distance to their tenth neighbour; of equal distances the earlier rows are taken.</summary>
    public bool[] Densest(double fraction)
    {
        NeighbourTree tree = Tree();
        int k = Math.Min(Nearest, tree.Count - 1), count = (int)Math.Min(tree.Count, Math.Ceiling(fraction * tree.Count));
        double[] distances = new double[tree.Count];
        int[] rows = new int[tree.Count];
        for (int row = 0; row < rows.Length; row++)
        {
            (rows[row], distances[row]) = (row, k > 0 ? tree.SquaredDistance(row, k) : 0);
        }
        Array.Sort(distances, rows);
        // Array.Sort is not stable: rows of the last distance taken are put in order.
        bool[] kept = new bool[tree.Count];
        double last = count > 0 ? distances[count - 1] : 0;
        int below = Array.FindIndex(distances, distance => distance >= last), equal = Array.FindLastIndex(distances, distance => distance <= last) + 1;
        Array.Sort(rows, below, equal - below);
        foreach (int row in rows.AsSpan(0, count))
        {
            kept[row] = true;
        }
        return kept;
    }

    private NeighbourTree Tree() => new(CollectionsMarshal.AsSpan(_latents).ToArray(), _axes.Length);
}
