using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Surfaces;

namespace Flex3D.Stages.Results.Report;

/// <summary>Makes the surfaces of a page: those of the map at three levels, carried to the conformations along the main motion.</summary>
/// <remarks>The surface of the map at rest is carried, and not found anew in each conformation: so each of its places keeps its number, and how far it travels is known.</remarks>
public sealed class SceneBuilder
{
    /// <summary>Values along the longest edge of the grids, and triangles of a level, of one that moves on a slow machine, and of the original.</summary>
    private const int GridEdge = 96, MostTriangles = 12_000, MostLightTriangles = 2_000, MostOriginalTriangles = 8_000;

    private const int MostEdges = 15_000;
    private static readonly (string Name, double Volume)[] s_levels = [("usual", 1), ("wide, 1.5 times the volume", 1.5), ("narrow, 0.6 times the volume", 0.6)];
    private readonly TetrahedralMesh _mesh;
    private readonly List<float[]> _flows = [];

    /// <param name="mesh">The mesh, in the frame of the maps.</param>
    /// <param name="flow">The flow that carries it.</param>
    /// <param name="latents">Latents of the frames, [frame][K]; none for the mesh at rest alone.</param>
    public SceneBuilder(TetrahedralMesh mesh, IFlow flow, ReadOnlySpan<float> latents)
    {
        _mesh = mesh;
        int frames = latents.Length / flow.LatentDimension;
        for (int frame = 0; frame < frames; frame++)
        {
            _flows.Add(ModelMotion.At(flow, latents.Slice(frame * flow.LatentDimension, flow.LatentDimension)));
        }
        if (frames == 0)
        {
            _flows.Add(new float[3 * flow.VertexCount]);
        }
    }

    /// <summary>Makes the scene.</summary>
    /// <param name="map">The map at rest.</param>
    /// <param name="mask">Its mask, of the same box.</param>
    /// <param name="threads">The number of threads to use; the result does not depend on it.</param>
    /// <returns>Null where the map has no density above its level.</returns>
    public SurfaceScene? Build(DensityMap map, DensityMap mask, int threads)
    {
        double usual = ContourLevel.Of(map, mask);
        float[] inside = Inside(map, mask);
        if (inside.Length == 0)
        {
            return null;
        }
        int above = inside.Count(value => value > usual);
        double[] levels = [.. s_levels.Select(level => level.Volume == 1 ? usual : inside[Math.Clamp((int)Math.Round(level.Volume * above), 0, inside.Length - 1)])];
        var surfaces = new MovingSurface?[levels.Length];
        Parallel.For(0, levels.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => surfaces[i] = Carried(s_levels[i].Name, levels[i], map));
        MovingSurface[] found = [.. surfaces.OfType<MovingSurface>()];
        int[] edges = Edges();
        return found.Length == 0 ? null : new SurfaceScene
        {
            Levels = found,
            Moves = _flows.Count > 1,
            View = View(map, usual),
            MeshEdges = edges,
            MeshFrames = edges.Length == 0 ? [] : [.. _flows.Select(flow => _mesh.Vertices.Zip(flow, (rest, moved) => rest + moved).ToArray())],
        };
    }

    /// <summary>Returns the surface of another map that encloses the volume of the usual level of the first.</summary>
    /// <param name="original">The other map.</param>
    /// <param name="mask">A mask of its box.</param>
    /// <param name="map">The first map.</param>
    /// <param name="mapMask">Its mask.</param>
    public static TriangleMesh Like(DensityMap original, DensityMap mask, DensityMap map, DensityMap mapMask)
    {
        double level = ContourLevel.Of(map, mapMask);
        double volume = Inside(map, mapMask).Count(value => value > level) * Math.Pow(map.PixelSizeAngstrom, 3);
        float[] inside = Inside(original, mask);
        int at = (int)Math.Round(volume / Math.Pow(original.PixelSizeAngstrom, 3));
        return inside.Length == 0 ? new([], []) : SurfaceSimplifier.Simplify(IsoSurface.Of(original, inside[Math.Clamp(at, 0, inside.Length - 1)], GridEdge), MostOriginalTriangles);
    }

    // The view in which the molecule looks largest.
    private static float[] View(DensityMap map, double level)
    {
        var view = SurfaceView.Of(Array.ConvertAll(map.Values, value => value > level), map.Box);
        return SurfaceScene.Flat([view.Right, view.Up, view.Towards]);
    }

    private MovingSurface? Carried(string name, double level, DensityMap map)
    {
        TriangleMesh surface = SurfaceSimplifier.Simplify(IsoSurface.Of(map, level, GridEdge), MostTriangles);
        return surface.Count == 0 ? null : new MovingSurface(name, level, Carried(surface), Carried(SurfaceSimplifier.Simplify(surface, MostLightTriangles)));
    }

    private CarriedSurface Carried(TriangleMesh surface)
    {
        var points = new CarriedPoints(_mesh, surface.Vertices);
        return new CarriedSurface(surface.Triangles, [.. _flows.Select(flow => points.At(flow))]);
    }

    // Densities inside a mask, the largest first.
    private static float[] Inside(DensityMap map, DensityMap mask)
    {
        float[] inside = [.. map.Values.Where((_, i) => mask.Values[i] > 0.5f)];
        Array.Sort(inside);
        Array.Reverse(inside);
        return inside;
    }

    // Of a mesh too fine to be seen there are no lines.
    private int[] Edges()
    {
        var edges = new SortedSet<(int, int)>();
        for (int cell = 0; cell < _mesh.CellCount && edges.Count <= MostEdges; cell++)
        {
            for (int i = 0; i < 4; i++)
            {
                for (int j = i + 1; j < 4; j++)
                {
                    int a = _mesh.Cells[4 * cell + i], b = _mesh.Cells[4 * cell + j];
                    edges.Add((Math.Min(a, b), Math.Max(a, b)));
                }
            }
        }
        return edges.Count > MostEdges || _mesh.VertexCount > ushort.MaxValue - 1 ? [] : [.. edges.SelectMany(edge => (int[])[edge.Item1, edge.Item2])];
    }
}
