using System.Numerics;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Surfaces;

/// <summary>Finds the surface on which a map has a given density, by marching tetrahedra.</summary>
/// <remarks>
/// Each cube of eight neighbouring values is cut into the six tetrahedra around its diagonal (Kuhn's triangulation, which is the same on both sides of every
/// face), and each tetrahedron has no, one or two triangles whose corners lie on its edges, where linear interpolation has the level (Doi &amp; Koide 1991).
/// Every edge of the surface therefore belongs to two triangles, which go along it in opposite directions: the surface is closed and has no ambiguous case.
/// Corners keep a fiftieth of an edge away from its ends, which avoids triangles without area.
/// </remarks>
public static class IsoSurface
{
    private const float Apart = 0.02f;
    private const double LeastPiece = 0.05;

    /// <summary>The corners of a cube by bits: 1 for x, 2 for y, 4 for z. From each tetrahedron's first corner to its last every edge goes up.</summary>
    private static readonly int[][] s_tetrahedra = [[0, 1, 3, 7], [0, 2, 6, 7], [0, 4, 5, 7], [0, 1, 5, 7], [0, 2, 3, 7], [0, 4, 6, 7]];

    /// <summary>Returns the surface of a map, facing the lower densities, without pieces of less than a twentieth of the largest one's volume and without hollows.</summary>
    /// <param name="map">The map.</param>
    /// <param name="level">The density of the surface.</param>
    /// <param name="most">The grid's most values along an edge: cubes of voxels are averaged until the molecule has no more.</param>
    /// <param name="leastPiece">The least volume of a piece that is kept, as a share of the largest one's, if not a twentieth.</param>
    public static TriangleMesh Of(DensityMap map, double level, int most = int.MaxValue, double leastPiece = LeastPiece) =>
        SurfaceGrid.Of(map, level, most) is { } grid ? SurfacePieces.KeepLarge(Of(grid, (float)level), leastPiece) : new TriangleMesh([], []);

    private static TriangleMesh Of(SurfaceGrid grid, float level)
    {
        var corners = new Corners(grid, level);
        int[] cube = new int[8];
        for (int z = 0; z < grid.Z - 1; z++)
        {
            corners.NextLayer();
            for (int y = 0; y < grid.Y - 1; y++)
            {
                for (int x = 0; x < grid.X - 1; x++)
                {
                    int at = (z * grid.Y + y) * grid.X + x, inside = 0;
                    for (int corner = 0; corner < 8; corner++)
                    {
                        cube[corner] = at + (corner & 1) + (corner >> 1 & 1) * grid.X + (corner >> 2) * grid.X * grid.Y;
                        inside += grid.Values[cube[corner]] > level ? 1 : 0;
                    }
                    for (int t = 0; t < 6 && inside is > 0 and < 8; t++)
                    {
                        Tetrahedron(corners, cube, s_tetrahedra[t], reversed: t >= 3);
                    }
                }
            }
        }
        return corners.Surface();
    }

    // The first three tetrahedra have their corners in positive order, the others in negative.
    private static void Tetrahedron(Corners surface, int[] cube, int[] corners, bool reversed)
    {
        Span<int> order = [0, 1, 2, 3];
        int inside = 0;
        for (int i = 0; i < 4; i++)
        {
            inside |= surface.IsInside(cube[corners[i]]) ? 1 << i : 0;
        }
        int count = BitOperations.PopCount((uint)inside);
        if (count is 0 or 4)
        {
            return;
        }
        bool one = count != 2;
        // Brings the odd corner to the front, or both inner ones, by an even permutation.
        int first = one ? BitOperations.TrailingZeroCount(count == 1 ? inside : ~inside & 15) : inside switch { 0b0011 => 0, 0b0101 => 1, 0b1001 => 2, 0b0110 => 3, 0b1010 => 4, _ => 5 };
        (order[0], order[1], order[2], order[3]) = (one, first) switch
        {
            (true, 0) => (0, 1, 2, 3),
            (true, 1) => (1, 0, 3, 2),
            (true, 2) => (2, 3, 0, 1),
            (true, _) => (3, 2, 1, 0),
            (_, 0) => (0, 1, 2, 3),
            (_, 1) => (0, 2, 3, 1),
            (_, 2) => (0, 3, 1, 2),
            (_, 3) => (1, 2, 0, 3),
            (_, 4) => (1, 3, 2, 0),
            _ => (2, 3, 0, 1),
        };
        int i0 = cube[corners[order[0]]], i1 = cube[corners[order[1]]], i2 = cube[corners[order[2]]], i3 = cube[corners[order[3]]];
        if (one)
        {
            surface.Add(surface.On(i0, i1), surface.On(i0, i2), surface.On(i0, i3), reversed ^ count == 3);
            return;
        }
        int a = surface.On(i0, i2), b = surface.On(i0, i3), c = surface.On(i1, i3), d = surface.On(i1, i2);
        surface.Add(a, b, c, reversed);
        surface.Add(a, c, d, reversed);
    }

    /// <summary>The corners of the triangles found so far, one for each edge that the surface cuts.</summary>
    private sealed class Corners(SurfaceGrid grid, float level)
    {
        private const int Directions = 8;
        private readonly List<Vector3> _vertices = [];
        private readonly List<int> _triangles = [];
        // The corner on each edge by its lower end, in this layer and the next one; 0 for none.
        private int[] _here = new int[Directions * grid.X * grid.Y], _above = new int[Directions * grid.X * grid.Y];
        private int _layer = -1;

        public bool IsInside(int value) => grid.Values[value] > level;

        public void NextLayer()
        {
            (_here, _above) = (_above, _here);
            Array.Clear(_above);
            _layer++;
        }

        /// <summary>Returns the corner on the edge between two values, in either order.</summary>
        public int On(int one, int other)
        {
            (int low, int high) = one < other ? (one, other) : (other, one);
            int plane = grid.X * grid.Y, apart = high - low;
            int z = apart >= plane ? 1 : 0, y = apart - z * plane >= grid.X ? 1 : 0, x = apart - z * plane - y * grid.X;
            ref int corner = ref (low / plane == _layer ? _here : _above)[low % plane * Directions + (z << 2 | y << 1 | x)];
            if (corner == 0)
            {
                float part = Part(grid.Values[low], grid.Values[high]);
                var at = new Vector3(low % grid.X, low % plane / grid.X, low / plane);
                _vertices.Add(grid.Place(at + part * new Vector3(x, y, z)));
                corner = _vertices.Count;
            }
            return corner - 1;
        }

        public void Add(int a, int b, int c, bool reversed) => _triangles.AddRange(reversed ? [a, c, b] : [a, b, c]);

        public TriangleMesh Surface() => new([.. _vertices], [.. _triangles]);

        // Beyond the frame of the grid lies no density: there the surface ends in the middle.
        private float Part(float low, float high) => float.IsInfinity(low) || float.IsInfinity(high) ? 0.5f : Math.Clamp((level - low) / (high - low), Apart, 1 - Apart);
    }
}
