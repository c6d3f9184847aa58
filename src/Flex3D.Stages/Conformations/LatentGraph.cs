using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Conformations;

/// <summary>A graph of places in latent space, each joined to its nearest, whose edges cost more where places are sparse.</summary>
/// <remarks>
/// An edge of length d between places whose tenth neighbours are r and r' away costs d·((r + r')/2r₀)², r₀ the median: a path of least cost is a geodesic of a metric that is large where
/// particles are few. Parts of the graph that no neighbour joins are joined by the shortest edges between them, so that there is always a path.
/// </remarks>
internal sealed class LatentGraph
{
    private const int Neighbours = 10;
    private readonly float[] _places;
    private readonly int _k;
    private readonly double[] _reach;
    private readonly List<int>[] _joined;

    /// <param name="places">[place][K], at least one.</param>
    /// <param name="dimensions">Latent dimension K.</param>
    public LatentGraph(float[] places, int dimensions)
    {
        (_places, _k) = (places, dimensions);
        int count = places.Length / dimensions, near = Math.Min(Neighbours, count - 1);
        (_reach, _joined) = (new double[count], [.. Enumerable.Range(0, count).Select(_ => new List<int>())]);
        var tree = new NeighbourTree(places, dimensions);
        double[] squared = new double[near];
        int[] numbers = new int[near], parent = [.. Enumerable.Range(0, count)];
        for (int a = 0; near > 0 && a < count; a++)
        {
            tree.Nearest(places.AsSpan(a * dimensions, dimensions), squared, numbers, a);
            _reach[a] = Math.Sqrt(squared[^1]);
            foreach (int b in numbers)
            {
                Join(a, b, parent);
            }
        }
        double[] sorted = [.. _reach.Order()];
        TypicalReach = Math.Max(sorted[count / 2], float.Epsilon);
        while (JoinParts(parent))
        {
            // Each round halves the number of parts, at least.
        }
    }

    /// <summary>The median distance of a place to its tenth neighbour.</summary>
    public double TypicalReach { get; }

    /// <summary>Returns the distance of a place to its tenth neighbour.</summary>
    public double ReachOf(int place) => _reach[place];

    /// <summary>Returns the distance of two places.</summary>
    public double Distance(int a, int b) => Math.Sqrt(LatentSample.Squared(_places, _k, a, b));

    /// <summary>Finds the path of least cost (Dijkstra 1959), both ends included; of equal ones, always the same.</summary>
    public int[] Path(int from, int to)
    {
        double[] cost = new double[_joined.Length];
        int[] before = new int[_joined.Length];
        Array.Fill(cost, double.PositiveInfinity);
        var open = new PriorityQueue<int, (double Cost, int Place)>();
        cost[from] = 0;
        open.Enqueue(from, (0, from));
        while (open.TryDequeue(out int place, out (double Cost, int Place) at) && place != to)
        {
            if (at.Cost > cost[place])
            {
                continue;
            }
            foreach (int next in _joined[place])
            {
                double dearth = (_reach[place] + _reach[next]) / 2 / TypicalReach, total = at.Cost + Distance(place, next) * dearth * dearth;
                if (total < cost[next])
                {
                    (cost[next], before[next]) = (total, place);
                    open.Enqueue(next, (total, next));
                }
            }
        }
        var path = new List<int> { to };
        while (path[^1] != from)
        {
            path.Add(before[path[^1]]);
        }
        path.Reverse();
        return [.. path];
    }

    private void Join(int a, int b, int[] parent)
    {
        _joined[a].Add(b);
        _joined[b].Add(a);
        (int low, int high) = (Math.Min(Root(parent, a), Root(parent, b)), Math.Max(Root(parent, a), Root(parent, b)));
        parent[high] = low;
    }

    // Joins each part to the one nearest to it (Borůvka 1926); returns false where there is one part alone.
    private bool JoinParts(int[] parent)
    {
        int[] part = [.. Enumerable.Range(0, parent.Length).Select(place => Root(parent, place))];
        if (part.All(of => of == part[0]))
        {
            return false;
        }
        var nearest = new SortedDictionary<int, (double Distance, int A, int B)>();
        for (int a = 0; a < part.Length; a++)
        {
            for (int b = 0; b < a; b++)
            {
                if (part[a] != part[b] && Distance(a, b) is var distance)
                {
                    Nearer(part[a], distance, a, b);
                    Nearer(part[b], distance, a, b);
                }
            }
        }
        foreach ((_, int a, int b) in nearest.Values)
        {
            Join(a, b, parent);
        }
        return true;

        void Nearer(int of, double distance, int a, int b)
        {
            if (!nearest.TryGetValue(of, out (double Distance, int A, int B) known) || distance < known.Distance)
            {
                nearest[of] = (distance, a, b);
            }
        }
    }

    private static int Root(int[] parent, int place)
    {
        while (parent[place] != place)
        {
            place = parent[place] = parent[parent[place]];
        }
        return place;
    }
}
