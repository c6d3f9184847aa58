using System.Numerics;

namespace Flex3D.Stages.Surfaces;

/// <summary>A surface of triangles. Seen from outside, the corners of each go round anticlockwise.</summary>
/// <param name="Vertices">Å from the box centre.</param>
/// <param name="Triangles">Numbers of vertices, [triangle][3].</param>
public sealed record TriangleMesh(Vector3[] Vertices, int[] Triangles)
{
    /// <summary>Number of triangles.</summary>
    public int Count => Triangles.Length / 3;

    /// <summary>The area, Å².</summary>
    public double Area()
    {
        double sum = 0;
        for (int t = 0; t < Count; t++)
        {
            sum += 0.5 * Normal(t).Length();
        }
        return sum;
    }

    /// <summary>The enclosed volume, Å³: positive for a closed surface whose triangles face outwards.</summary>
    public double Volume()
    {
        double sum = 0;
        for (int t = 0; t < Count; t++)
        {
            sum += VolumeOf(t);
        }
        return sum;
    }

    /// <summary>The signed volume of the tetrahedron of one triangle and the box centre, Å³.</summary>
    internal double VolumeOf(int triangle)
    {
        (Vector3 a, Vector3 b, Vector3 c) = Corners(triangle);
        return Vector3.Dot(a, Vector3.Cross(b, c)) / 6.0;
    }

    /// <summary>Returns the surface of some triangles, with the vertices that they have.</summary>
    /// <param name="kept">Whether a triangle is kept.</param>
    internal TriangleMesh Where(Func<int, bool> kept)
    {
        int[] numbers = new int[Vertices.Length];
        var vertices = new List<Vector3>();
        var triangles = new List<int>();
        for (int i = 0; i < Triangles.Length; i++)
        {
            if (kept(i / 3))
            {
                ref int number = ref numbers[Triangles[i]];
                if (number == 0)
                {
                    vertices.Add(Vertices[Triangles[i]]);
                    number = vertices.Count;
                }
                triangles.Add(number - 1);
            }
        }
        return new([.. vertices], [.. triangles]);
    }

    private Vector3 Normal(int triangle)
    {
        (Vector3 a, Vector3 b, Vector3 c) = Corners(triangle);
        return Vector3.Cross(b - a, c - a);
    }

    private (Vector3 A, Vector3 B, Vector3 C) Corners(int triangle) =>
        (Vertices[Triangles[3 * triangle]], Vertices[Triangles[3 * triangle + 1]], Vertices[Triangles[3 * triangle + 2]]);
}
