using System.Numerics;
using System.Text.Json.Nodes;
using Flex3D.Stages.Surfaces;

namespace Flex3D.Stages.Results.Report;

/// <summary>Surfaces of a map for the page, and where the flow carries them along the main motion.</summary>
public sealed record SurfaceScene
{
    /// <summary>Surfaces at some levels of the map, the usual one first.</summary>
    public required IReadOnlyList<MovingSurface> Levels { get; init; }

    /// <summary>The map from which the run began, or the one without motion; null where there is none.</summary>
    public TriangleMesh? Original { get; init; }

    /// <summary>The name of <see cref="Original"/>.</summary>
    public string OriginalName { get; init; } = "";

    /// <summary>Places of the vertices of the tetrahedral mesh, [frame][vertex][x, y, z], Å; empty for no mesh.</summary>
    public IReadOnlyList<float[]> MeshFrames { get; init; } = [];

    /// <summary>Edges of the tetrahedral mesh, [edge][2].</summary>
    public int[] MeshEdges { get; init; } = [];

    /// <summary>The view at the start: unit vectors to the right, upwards, and to the viewer, [3][x, y, z].</summary>
    public float[] View { get; init; } = [1, 0, 0, 0, 1, 0, 0, 0, 1];

    /// <summary>Whether the surfaces move: false where the data support no motion, and there is one frame.</summary>
    public required bool Moves { get; init; }

    /// <summary>Adds the surfaces to the arrays of a page, and returns what its script needs to know of them.</summary>
    internal JsonObject Pack(PackedArrays arrays)
    {
        var levels = new JsonArray();
        foreach ((int number, MovingSurface level) in Levels.Index())
        {
            levels.Add(new JsonObject { ["name"] = level.Name, ["density"] = level.Density, ["fine"] = Add(arrays, $"level{number}", level.Fine), ["light"] = Add(arrays, $"light{number}", level.Light) });
        }
        JsonArray view = [.. Enumerable.Range(0, 3).Select(axis => new JsonArray(Math.Round(View[3 * axis], 5), Math.Round(View[3 * axis + 1], 5), Math.Round(View[3 * axis + 2], 5)))];
        var scene = new JsonObject { ["view"] = view, ["moves"] = Moves, ["frames"] = Levels[0].Fine.Frames.Count, ["levels"] = levels };
        if (Original is { Count: > 0 } original)
        {
            Add(arrays, "original", [Flat(original.Vertices)], original.Triangles);
            scene["original"] = OriginalName;
        }
        if (MeshEdges.Length > 0)
        {
            Add(arrays, "mesh", MeshFrames, MeshEdges);
            scene["mesh"] = MeshFrames[0].Length / 3;
        }
        return scene;
    }

    private static JsonObject Add(PackedArrays arrays, string name, CarriedSurface surface)
    {
        Add(arrays, name, surface.Frames, surface.Triangles);
        return new JsonObject { ["array"] = name, ["vertices"] = surface.Frames[0].Length / 3 };
    }

    private static void Add(PackedArrays arrays, string name, IReadOnlyList<float[]> frames, int[] corners)
    {
        arrays.Add(name + ".places", frames.SelectMany(frame => frame).ToArray(), frames[0].Length);
        arrays.AddWhole(name + ".corners", corners, 1);
    }

    internal static float[] Flat(Vector3[] places) => [.. places.SelectMany(place => (float[])[place.X, place.Y, place.Z])];
}

/// <summary>The surface of one level in every frame.</summary>
/// <param name="Name">Name of the level.</param>
/// <param name="Density">The level, in the units of the map.</param>
/// <param name="Fine">The surface.</param>
/// <param name="Light">The same with few triangles, for machines that are slow at drawing, while it moves.</param>
public sealed record MovingSurface(string Name, double Density, CarriedSurface Fine, CarriedSurface Light);

/// <summary>A surface in every frame.</summary>
/// <param name="Triangles">Numbers of vertices, [triangle][3]; the same in every frame.</param>
/// <param name="Frames">Places of the vertices, [frame][vertex][x, y, z], Å from the box centre.</param>
public sealed record CarriedSurface(int[] Triangles, IReadOnlyList<float[]> Frames);
