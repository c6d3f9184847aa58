using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Surfaces;

namespace Flex3D.Pipeline.Serving.Scenes;

/// <summary>The surface of a run's map, and the map itself, at any latent. Not thread-safe.</summary>
internal sealed class LatentScene
{
    private const int GridEdge = 72, MostTriangles = 8000, Frames = 11, Threads = 1;
    private const double Low = 0.05, High = 0.95;

    // Latents of particles are roughly −1.5 to 1.5; the flow is not defined by any data far beyond.
    private const double Farthest = 10;
    private readonly RunModel _run;
    private readonly IFlow _flow;
    private readonly CarriedPoints _points;
    private ConformationMaps? _maps;

    /// <param name="run">The model and its map.</param>
    /// <param name="epoch">The epochs that it has trained; null for a finished training.</param>
    /// <exception cref="InputException">The map has no density in its mask.</exception>
    public LatentScene(RunModel run, int? epoch)
    {
        (_run, Epoch) = (run, epoch);
        _flow = run.Flow(FlowFrame.Molecule);
        Level = ContourLevel.Of(run.Map, run.Mask);
        TriangleMesh surface = SurfaceSimplifier.Simplify(IsoSurface.Of(run.Map, Level, GridEdge), MostTriangles);
        if (surface.Count == 0)
        {
            throw new InputException(run.File, null, "a model whose map has no density above its level", "a map with density inside the mask");
        }
        Triangles = surface.Triangles;
        _points = new CarriedPoints(run.Model.Mesh, surface.Vertices);
        int k = Dimension;
        Ranges = [.. Enumerable.Range(0, k).Select(axis => RangeOf(run.Model.Latents, axis, k))];
        Path = PathOf(run, Ranges);
    }

    /// <summary>The epochs that the model has trained; null for a finished training.</summary>
    public int? Epoch { get; }

    /// <summary>Latent coordinates.</summary>
    public int Dimension => _run.Model.Flow.LatentDimension;

    /// <summary>The density of the surface.</summary>
    public double Level { get; }

    /// <summary>What held-out particles say of the motion; of a training under way they say nothing yet.</summary>
    public string Evidence => Epoch is { } epoch ? $"after {epoch} epochs; whether particles that the model has not seen agree is known at the end" : _run.Evidence;

    /// <summary>The triangles of the surface, numbers of vertices, [triangle][3]: the same at every latent.</summary>
    public int[] Triangles { get; }

    /// <summary>Of each coordinate the 5th percentile of the particles, their median, and the 95th.</summary>
    public IReadOnlyList<double[]> Ranges { get; }

    /// <summary>Latents along the main motion, [frame][coordinate].</summary>
    public IReadOnlyList<float[]> Path { get; }

    /// <summary>Returns the places of the surface's vertices at a latent, [vertex][x, y, z], Å from the box centre.</summary>
    public float[] At(float[] latent) => _points.At(ModelMotion.At(_flow, latent));

    /// <summary>Writes the map at a latent as an MRC file.</summary>
    public void WriteMap(float[] latent, Stream stream)
    {
        _maps ??= new ConformationMaps(_run.Model, _flow, _run.Map, _run.Mask, Threads);
        MrcMap.Write(stream, _maps.At(latent), "Flex3D conformation");
    }

    /// <summary>Returns a latent that a user has typed, numbers between commas; the middle where it is empty.</summary>
    /// <exception cref="InputException">It has another number of coordinates, or one is no number or far from all particles.</exception>
    public float[] Latent(string text)
    {
        if (text.Length == 0)
        {
            return [.. Ranges.Select(range => (float)range[1])];
        }
        string[] words = text.Split(',');
        float[] latent = new float[Dimension];
        bool right = words.Length == latent.Length;
        for (int i = 0; i < words.Length && right; i++)
        {
            right = float.TryParse(words[i], System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out latent[i]) && Math.Abs(latent[i]) <= Farthest;
        }
        return right ? latent : throw new InputException("latent", null, $"'{text}'", $"{Dimension} numbers between commas, each from −{Farthest} to {Farthest}");
    }

    private static double[] RangeOf(float[] latents, int axis, int k)
    {
        float[] values = [.. Enumerable.Range(0, latents.Length / k).Select(i => latents[i * k + axis])];
        Array.Sort(values);
        return values.Length == 0 ? [0, 0, 0] : [MotionLatents.Quantile(values, Low), MotionLatents.Quantile(values, 0.5), MotionLatents.Quantile(values, High)];
    }

    // Before the model moves there is no main motion: then along the coordinate that varies most.
    private static IReadOnlyList<float[]> PathOf(RunModel run, IReadOnlyList<double[]> ranges)
    {
        int k = ranges.Count;
        float[] path = MotionLatents.Along(run.Motion(), run.Model.Latents, k, Low, High, Frames);
        if (path.All(float.IsFinite) && path[..k].Zip(path[^k..]).Any(ends => ends.First != ends.Second))
        {
            return [.. path.Chunk(k)];
        }
        int widest = Enumerable.Range(0, k).MaxBy(axis => ranges[axis][2] - ranges[axis][0]);
        return [.. Enumerable.Range(0, Frames).Select(frame => ranges.Select((range, axis) => (float)(axis == widest ? range[0] + (range[2] - range[0]) * frame / (Frames - 1) : range[1])).ToArray())];
    }
}
