using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Segments;

/// <summary>Nested lattices of cubes over a box: level l has cubes of edge h/2^l, and corners of a coarse level are corners of all finer ones.</summary>
internal sealed class CubeLattice
{
    private readonly double _origin;
    private readonly int _finest;
    private readonly int[][] _cubes; // [level][voxel along an axis]

    /// <param name="mask">The map whose voxels lie in the cubes.</param>
    /// <param name="edge">h, Å.</param>
    /// <param name="finest">The finest level.</param>
    public CubeLattice(DensityMap mask, double edge, int finest)
    {
        double boxEdge = mask.Box * mask.PixelSizeAngstrom;
        (Edge, _finest) = (edge, finest);
        Across = (int)Math.Ceiling(boxEdge / edge - 1e-9);
        _origin = -0.5 * Across * edge;
        _cubes = [.. Enumerable.Range(0, finest + 1).Select(level => Enumerable.Range(0, mask.Box).Select(i => CubeAt((i - mask.Box / 2) * mask.PixelSizeAngstrom, level, 1e-6)).ToArray())];
    }

    /// <summary>h, Å.</summary>
    public double Edge { get; }

    /// <summary>Cubes of level 0 along the box.</summary>
    public int Across { get; }

    /// <summary>Cubes of a level along the box.</summary>
    public int AcrossAt(int level) => Across << level;

    /// <summary>Number of the cube of a level that holds the centre of a voxel.</summary>
    public int CubeOf(int level, int x, int y, int z) => Number(level, _cubes[level][x], _cubes[level][y], _cubes[level][z]);

    /// <summary>Number of a cube: raster order, x fastest.</summary>
    public int Number(int level, int i, int j, int k) => (k * AcrossAt(level) + j) * AcrossAt(level) + i;

    /// <summary>Place of a cube along each axis.</summary>
    public (int I, int J, int K) PlaceOf(int level, int cube) => (cube % AcrossAt(level), cube / AcrossAt(level) % AcrossAt(level), cube / AcrossAt(level) / AcrossAt(level));

    /// <summary>The cube of a level along an axis at a coordinate, Å from the box centre; <paramref name="slack"/> is added in units of its edge.</summary>
    public int CubeAt(double at, int level, double slack) => Math.Clamp((int)Math.Floor((at - _origin) / (Edge / (1 << level)) + slack), 0, AcrossAt(level) - 1);

    /// <summary>Key of corner c of a cube, c = x + 2y + 4z; the same for all levels that have the corner.</summary>
    public long Corner(int level, int cube, int c)
    {
        (int i, int j, int k) = PlaceOf(level, cube);
        int step = 1 << (_finest - level);
        long row = AcrossAt(_finest) + 1;
        return ((k + (c >> 2)) * step * row + (j + ((c >> 1) & 1)) * step) * row + (i + (c & 1)) * step;
    }

    /// <summary>Position of a corner, Å from the box centre.</summary>
    public (float X, float Y, float Z) Position(long corner)
    {
        long row = AcrossAt(_finest) + 1;
        double edge = Edge / (1 << _finest);
        return ((float)(_origin + corner % row * edge), (float)(_origin + corner / row % row * edge), (float)(_origin + corner / row / row * edge));
    }
}
