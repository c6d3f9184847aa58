using System.Globalization;
using System.Numerics;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Rendering;
using Flex3D.Stages.Surfaces;

namespace Flex3D.Stages.Results.Movies;

/// <summary>Paints the conformations of a model along a path: isosurfaces of their maps, all in one view and one scale.</summary>
/// <remarks>
/// View and extent are those of the surface of the map at rest, carried by the flow to each frame: this is quick. What is painted is the isosurface of each conformation's own map, as
/// <c>flex3d generate</c> writes it, so that parts that touch become one. Its colours are the displacements between the first and the last frame, carried to the conformation: each part keeps its colour.
/// Not thread-safe.
/// </remarks>
public sealed class MovieScene
{
    private const int MostVoxels = 224, EnoughVoxels = 128, Finer = 3; // of a map along an edge
    private const int MostCoarse = 96, MostChosen = 3000; // values along an edge of the grid, and triangles, of the surface by which the view is chosen
    private const double LeastPiece = 0.02, Farthest = 0.995;
    private const float Margin = 2.5f; // Å around the molecule, and as many hundredths of its width

    private readonly ConformationMaps _maps;
    private readonly double _level;
    private readonly float[] _latents;
    private readonly int _dimensions, _threads;
    private readonly Vector3[] _corners;
    private readonly (Vector3 Right, Vector3 Up) _view;
    private readonly Dictionary<int, (LitSurface Surface, float[] Values)> _kept = [];

    /// <param name="model">The model, in the frame of the map.</param>
    /// <param name="flow">The flow that moves the map.</param>
    /// <param name="map">The map to move.</param>
    /// <param name="mask">Its mask, of the same box.</param>
    /// <param name="level">The density of the isosurface.</param>
    /// <param name="latents">The latents of the frames, [frame][K], at least one.</param>
    /// <param name="view">From where it is seen.</param>
    /// <param name="threads">The number of threads; it changes no pixel.</param>
    /// <exception cref="InputException">The map has no surface at the level.</exception>
    public MovieScene(FlexModel model, IFlow flow, DensityMap map, DensityMap mask, double level, float[] latents, MovieView view, int threads)
    {
        if (map.Box > MostVoxels)
        {
            (map, mask) = (FourierResize3.Resize(map, MostVoxels, threads), MapResampling.Mask(mask, MostVoxels, map.PixelSizeAngstrom * map.Box / MostVoxels, threads));
        }
        _maps = new ConformationMaps(model, flow, map, mask, threads);
        (_level, _latents, _dimensions, _threads) = (level, latents, flow.LatentDimension, threads);
        TriangleMesh rest = Rest(map, level);
        var points = new CarriedPoints(model.Mesh, rest.Vertices);
        Vector3[][] frames = [.. Enumerable.Range(0, Frames).Select(frame => Carried(points, flow, frame))];
        LargestAngstrom = Quantile(frames[0].Zip(frames[^1], Vector3.Distance), Farthest);
        _view = view.Of(rest with { Vertices = frames[0] }, frames[^1], threads);
        _corners = [.. frames.SelectMany(places => places)];
    }

    /// <summary>The number of frames.</summary>
    public int Frames => _latents.Length / _dimensions;

    /// <summary>The number of the frame in the middle.</summary>
    public int Middle => Frames / 2;

    /// <summary>How far the surface moves at most between the first and the last frame, Å: the last colour.</summary>
    /// <remarks>99.5 % of its vertices move no farther.</remarks>
    public double LargestAngstrom { get; }

    /// <summary>The direction from the molecule to the viewer, in the frame of the map.</summary>
    public Vector3 Towards => Vector3.Cross(_view.Right, _view.Up);

    /// <summary>Paints a frame.</summary>
    /// <param name="frame">Its number.</param>
    /// <param name="style">The looks.</param>
    /// <returns>The pixels, [row][column][red, green, blue], as wide as the style says.</returns>
    public byte[] Paint(int frame, MovieStyle style)
    {
        (Camera camera, (float, float) depths) = CameraOf(style);
        (LitSurface surface, float[] values) = SurfaceOf(frame, camera);
        byte[] painted = new SurfacePainter(style.Look, camera, depths).Paint(surface, values, _threads);
        return MoviePicture.WithStrip(painted, camera, style, LargestAngstrom);
    }

    /// <summary>Paints the last frame, coloured by displacement, with the outline of the first one over it.</summary>
    public byte[] PaintBothEnds(MovieStyle style)
    {
        style = style with { Colour = MovieColour.Displacement };
        byte[] pixels = Paint(Frames - 1, style);
        (Camera camera, _) = CameraOf(style);
        OutlinePainter.Paint(pixels, SurfaceOf(0, camera).Surface.Mesh, camera, new Vector3(style.Ink.R, style.Ink.G, style.Ink.B), _threads);
        return pixels;
    }

    // A coarse grid, whose values are means of voxels, may have none above a level that some voxels exceed.
    private static TriangleMesh Rest(DensityMap map, double level)
    {
        TriangleMesh coarse = IsoSurface.Of(map, level, MostCoarse, LeastPiece), rest = coarse.Count > 0 ? coarse : IsoSurface.Of(map, level, leastPiece: LeastPiece);
        return rest.Count > 0 ? SurfaceSimplifier.Simplify(rest, MostChosen)
            : throw new InputException("the surface", null, string.Create(CultureInfo.InvariantCulture, $"nothing at a density of {level:G4}"), "a density that enough of the map exceeds", "give a lower --level");
    }

    // Pixels are finer than the voxels of a small map. The surfaces of stills are kept.
    private (LitSurface Surface, float[] Values) SurfaceOf(int frame, Camera camera)
    {
        if (_kept.TryGetValue(frame, out (LitSurface, float[]) kept))
        {
            return kept;
        }
        DensityMap map = _maps.At(Latent(frame)), displacement = _maps.DisplacementAt(Latent(frame), Latent(0), Latent(Frames - 1));
        DensityMap fine = SurfacePicture.Fine(map, _threads, Math.Min(EnoughVoxels, Finer * map.Box));
        TriangleMesh mesh = IsoSurface.Of(fine, _level, leastPiece: LeastPiece);
        (LitSurface, float[]) found = (LitSurface.Of(mesh, Normals(fine, mesh.Vertices), camera, _threads), Moved(displacement, mesh.Vertices));
        if (frame == 0 || frame == Middle || frame == Frames - 1)
        {
            _kept[frame] = found;
        }
        return found;
    }

    // All frames fit into the picture, which is as wide as asked for and at most a quarter higher than wide.
    private (Camera Camera, (float Back, float Front) Depths) CameraOf(MovieStyle style)
    {
        Vector3[] seen = new Camera(Vector3.Zero, _view.Right, _view.Up, 0, 0, 1).Project(_corners);
        Vector3 low = seen.Aggregate(Vector3.Min), high = seen.Aggregate(Vector3.Max), middle = 0.5f * (low + high), wide = high - low;
        float margin = 2 * (Margin + Margin / 100 * MathF.Max(wide.X, wide.Y)), across = wide.X + margin, along = wide.Y + margin;
        float pixel = MathF.Max(across, along / 1.25f) / style.Width;
        var camera = new Camera(middle.X * _view.Right - middle.Y * _view.Up + middle.Z * Towards, _view.Right, _view.Up, style.Width, (int)MathF.Ceiling(along / pixel), pixel);
        return (camera, (low.Z - middle.Z, high.Z - middle.Z));
    }

    // Down the gradient of the density, which is smoother than the triangles are.
    private Vector3[] Normals(DensityMap map, Vector3[] vertices)
    {
        var rays = new SurfaceRays(map, (float)_level);
        float pixel = (float)map.PixelSizeAngstrom;
        var centre = new Vector3(map.Box / 2);
        return Array.ConvertAll(vertices, vertex => rays.Normal(vertex / pixel + centre));
    }

    private float[] Moved(DensityMap displacement, Vector3[] vertices)
    {
        float pixel = (float)displacement.PixelSizeAngstrom;
        var centre = new Vector3(displacement.Box / 2);
        return Array.ConvertAll(vertices, vertex => LargestAngstrom > 0 ? SurfaceRays.Density(displacement, vertex / pixel + centre) / (float)LargestAngstrom : 0);
    }

    private ReadOnlySpan<float> Latent(int frame) => _latents.AsSpan(frame * _dimensions, _dimensions);

    private Vector3[] Carried(CarriedPoints points, IFlow flow, int frame)
    {
        float[] places = points.At(ModelMotion.At(flow, Latent(frame)));
        return [.. Enumerable.Range(0, places.Length / 3).Select(i => new Vector3(places[3 * i], places[3 * i + 1], places[3 * i + 2]))];
    }

    private static double Quantile(IEnumerable<float> values, double share)
    {
        float[] sorted = [.. values.Order()];
        return sorted[(int)(share * (sorted.Length - 1))];
    }
}
