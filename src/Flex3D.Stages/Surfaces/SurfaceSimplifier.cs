using System.Numerics;

namespace Flex3D.Stages.Surfaces;

/// <summary>Describes a closed surface with fewer triangles, by collapsing the edges at which that changes it least (Garland &amp; Heckbert 1997).</summary>
/// <remarks>
/// Invariants: (1) every edge stays an edge of two triangles: an edge is collapsed only if its two ends have exactly two neighbours in common;
/// (2) no triangle turns over; (3) the same surface gives the same result, as equal costs are ordered by the numbers of the vertices.
/// </remarks>
public sealed class SurfaceSimplifier
{
    private const float LeastCosine = 0.3f;
    private readonly Vector3[] _places;
    private readonly int[] _triangles;
    private readonly List<int>[] _around; // the triangles at each vertex
    private readonly Quadric[] _quadrics;
    private readonly int[] _version;
    private readonly PriorityQueue<Edge, (double Cost, int A, int B)> _edges = new();
    private readonly List<int> _neighbours = [], _others = [];

    private readonly record struct Edge(int A, int B, int Versions, Vector3 Place);

    private SurfaceSimplifier(TriangleMesh surface)
    {
        _places = (Vector3[])surface.Vertices.Clone();
        _triangles = (int[])surface.Triangles.Clone();
        _around = [.. _places.Select(_ => new List<int>(8))];
        (_quadrics, _version) = (new Quadric[_places.Length], new int[_places.Length]);
        for (int t = 0; t < surface.Count; t++)
        {
            for (int corner = 0; corner < 3; corner++)
            {
                int vertex = _triangles[3 * t + corner];
                _around[vertex].Add(t);
                _quadrics[vertex].Add(_places[_triangles[3 * t]], _places[_triangles[3 * t + 1]], _places[_triangles[3 * t + 2]]);
            }
        }
    }

    /// <summary>Returns the surface with at most <paramref name="most"/> triangles, or with as few as can be had without opening it.</summary>
    public static TriangleMesh Simplify(TriangleMesh surface, int most)
    {
        if (surface.Count <= most)
        {
            return surface;
        }
        var work = new SurfaceSimplifier(surface);
        work.Collapse(surface.Count, most);
        return new TriangleMesh(work._places, work._triangles).Where(triangle => work._triangles[3 * triangle] >= 0);
    }

    private void Collapse(int count, int most)
    {
        for (int i = 0; i < _triangles.Length; i++)
        {
            int a = _triangles[i], b = _triangles[i % 3 == 2 ? i - 2 : i + 1];
            if (a < b) // the edge's other triangle has it the other way round
            {
                Enqueue(a, b);
            }
        }
        while (count > most && _edges.TryDequeue(out Edge edge, out _))
        {
            if (edge.Versions == _version[edge.A] + _version[edge.B] && _version[edge.A] >= 0 && _version[edge.B] >= 0 && IsFree(edge))
            {
                Merge(edge);
                count -= 2;
            }
        }
    }

    private void Enqueue(int a, int b)
    {
        Quadric sum = _quadrics[a] + _quadrics[b];
        Vector3 middle = 0.5f * (_places[a] + _places[b]), place = sum.Least(middle, Vector3.Distance(_places[a], _places[b]));
        // The length of an edge decides where the surface is flat.
        double cost = Math.Max(0, sum.At(place)) + 1e-6 * Math.Pow(Vector3.DistanceSquared(_places[a], _places[b]), 2);
        _edges.Enqueue(new Edge(a, b, _version[a] + _version[b], place), (cost, a, b));
    }

    private bool IsFree(Edge edge)
    {
        Neighbours(edge.A, _neighbours);
        Neighbours(edge.B, _others);
        int common = 0;
        foreach (int vertex in _neighbours)
        {
            common += _others.Contains(vertex) ? 1 : 0;
        }
        return common == 2 && Math.Min(_neighbours.Count, _others.Count) > 3 && Keeps(edge.A, edge.B, edge.Place) && Keeps(edge.B, edge.A, edge.Place);
    }

    private void Neighbours(int vertex, List<int> found)
    {
        found.Clear();
        foreach (int t in _around[vertex])
        {
            for (int i = 3 * t; i < 3 * t + 3; i++)
            {
                if (_triangles[i] != vertex && !found.Contains(_triangles[i]))
                {
                    found.Add(_triangles[i]);
                }
            }
        }
    }

    // Whether the triangles at a vertex that stay keep their side when it moves.
    private bool Keeps(int vertex, int other, Vector3 place)
    {
        foreach (int t in _around[vertex])
        {
            int a = _triangles[3 * t], b = _triangles[3 * t + 1], c = _triangles[3 * t + 2];
            if (a == other || b == other || c == other)
            {
                continue;
            }
            Vector3 before = Vector3.Cross(_places[b] - _places[a], _places[c] - _places[a]);
            Vector3 pa = a == vertex ? place : _places[a], pb = b == vertex ? place : _places[b], pc = c == vertex ? place : _places[c];
            Vector3 after = Vector3.Cross(pb - pa, pc - pa);
            if (!(Vector3.Dot(before, after) > LeastCosine * before.Length() * after.Length()))
            {
                return false;
            }
        }
        return true;
    }

    private void Merge(Edge edge)
    {
        (int a, int b) = (edge.A, edge.B);
        _places[a] = edge.Place;
        _quadrics[a] += _quadrics[b];
        foreach (int t in _around[b])
        {
            Span<int> corners = _triangles.AsSpan(3 * t, 3);
            if (corners.Contains(a))
            {
                foreach (int vertex in corners)
                {
                    if (vertex != b)
                    {
                        _around[vertex].Remove(t);
                    }
                }
                corners.Fill(-1);
                continue;
            }
            corners.Replace(b, a);
            _around[a].Add(t);
        }
        _around[b].Clear();
        _version[b] = int.MinValue / 2;
        _version[a]++;
        Neighbours(a, _neighbours);
        foreach (int vertex in _neighbours)
        {
            Enqueue(Math.Min(a, vertex), Math.Max(a, vertex));
        }
    }
}
