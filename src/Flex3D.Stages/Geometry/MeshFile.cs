using System.Globalization;
using System.Text;
using System.Text.Json;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Geometry;

/// <summary>Reads and writes the open mesh file, in which users give their own mesh and find the mesh that was used.</summary>
/// <remarks>
/// UTF-8 JSON (RFC 8259), one object; comments and trailing commas are accepted on reading:
/// <code>
/// {
///   "format": "flex3d-mesh", "version": 1,
///   "vertices": [[x, y, z], …],          rest positions, Å from the box centre (voxel N/2); at least 4
///   "cells": [[a, b, c, d], …],          0-based vertex numbers of each tetrahedron, any orientation; at least 1
///   "rigidityWeights": [w, …],           optional, one a cell, ≥ 0; 1 where absent
///   "mobility": [m, …]                   optional, one a vertex, 0 (held still) to 1 (free); 1 where absent
/// }
/// </code>
/// A mesh that was cut along segments is of version 2 and has three more keys:
/// <code>
///   "cellSegments": [label, …],          one a cell
///   "segments": [{ "label": 1, "name": "body" }, …],
///   "places": { "box": N, "voxelSize": a, "runs": [[label, count], …] }   label of each of N³ voxels, x fastest; voxel i at (i − N/2)·a Å; 0 for none
/// </code>
/// A point is bound to a cell that holds it and has the label of its place.
/// Cells may overlap, and neighbours need not share vertices (so domains can slide past each other). Numbers are written so
/// that reading gives the same single-precision bits. Unknown keys are refused, so that a typing mistake is noticed.
/// </remarks>
public static class MeshFile
{
    private const string Format = "flex3d-mesh";
    private const long MaximumBytes = 1L << 30;

    /// <summary>Writes the mesh, with one vertex or cell on each line.</summary>
    public static void Write(string path, TetrahedralMesh mesh)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{{\n  \"format\": \"{Format}\",\n  \"version\": {(mesh.Segments is null ? 1 : 2)},\n");
        if (mesh.Segments is { } segments)
        {
            MeshSegmentsJson.Append(text, segments);
            Rows(text, MeshSegmentsJson.CellsKey, segments.CellLabels, 1);
        }
        Rows(text, "vertices", mesh.Vertices, 3);
        Rows(text, "cells", mesh.Cells, 4);
        Rows(text, "rigidityWeights", mesh.RigidityWeights, 1);
        Rows(text, "mobility", mesh.Mobility, 1, last: true);
        DurableFile.WriteText(path, text.Append("}\n").ToString());
    }

    /// <summary>Reads and checks a mesh; cells of negative volume are reoriented.</summary>
    /// <exception cref="InputException">The file is not a mesh file, an index is out of range, a cell is flat, or a number is not finite.</exception>
    public static TetrahedralMesh Read(string path)
    {
        using Stream stream = Storage.OpenRead(path);
        if (stream.Length > MaximumBytes)
        {
            throw new InputException(path, null, $"{stream.Length} bytes", $"at most {MaximumBytes}", "use a coarser mesh");
        }
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException e)
        {
            throw new InputException(path, $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", "text that is not JSON", $"a Flex3D mesh (\"format\": \"{Format}\")", inner: e);
        }
        using (document)
        {
            return MeshChecks.Check(path, Parse(path, document.RootElement));
        }
    }

    private static TetrahedralMesh Parse(string path, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out JsonElement format) || format.ToString() != Format)
        {
            throw new InputException(path, "key \"format\"", root.ValueKind == JsonValueKind.Object ? "another format or none" : root.ValueKind.ToString(), $"\"{Format}\"");
        }
        float[]? vertices = null, weights = null, mobility = null;
        int[]? cells = null, cellSegments = null;
        IReadOnlyList<MeshSegment>? segments = null;
        SegmentGrid? places = null;
        foreach (JsonProperty property in root.EnumerateObject())
        {
            switch (property.Name)
            {
                case "format":
                    break;
                case "version":
                    if (property.Value.ToString() is not ("1" or "2"))
                    {
                        throw new InputException(path, "key \"version\"", property.Value.ToString(), "1 or 2", "update Flex3D");
                    }
                    break;
                case "vertices":
                    vertices = Numbers(path, property, 3, ReadFloat);
                    break;
                case "cells":
                    cells = Numbers(path, property, 4, ReadInteger);
                    break;
                case MeshSegmentsJson.CellsKey:
                    cellSegments = Numbers(path, property, 1, ReadInteger);
                    break;
                case MeshSegmentsJson.SegmentsKey:
                    segments = MeshSegmentsJson.ReadSegments(path, property);
                    break;
                case MeshSegmentsJson.PlacesKey:
                    places = MeshSegmentsJson.ReadPlaces(path, property);
                    break;
                case "rigidityWeights":
                    weights = Numbers(path, property, 1, ReadFloat);
                    break;
                case "mobility":
                    mobility = Numbers(path, property, 1, ReadFloat);
                    break;
                default:
                    throw new InputException(path, null, $"the key \"{property.Name}\"", "format, version, vertices, cells, rigidityWeights, mobility, cellSegments, segments, places");
            }
        }
        if (vertices is null || cells is null)
        {
            throw new InputException(path, null, $"no \"{(vertices is null ? "vertices" : "cells")}\"", "vertices and cells");
        }
        return new TetrahedralMesh
        {
            Vertices = vertices,
            Cells = cells,
            RigidityWeights = weights ?? Ones(cells.Length / 4),
            Mobility = mobility ?? Ones(vertices.Length / 3),
            Segments = MeshSegmentsJson.Of(path, cellSegments, segments, places, cells.Length / 4),
        };
    }

    private static int? ReadInteger(JsonElement element) => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int value) ? value : null;

    private static float? ReadFloat(JsonElement element) => element.ValueKind == JsonValueKind.Number && element.TryGetSingle(out float value) ? value : null;

    private static T[] Numbers<T>(string path, JsonProperty property, int width, Func<JsonElement, T?> read)
        where T : struct
    {
        if (property.Value.ValueKind != JsonValueKind.Array)
        {
            throw new InputException(path, $"key \"{property.Name}\"", property.Value.ValueKind.ToString(), "an array");
        }
        var all = new T[(long)property.Value.GetArrayLength() * width];
        int at = 0;
        foreach (JsonElement row in property.Value.EnumerateArray())
        {
            string place = $"{property.Name}[{at / width}]";
            if (width == 1)
            {
                all[at++] = read(row) ?? throw new InputException(path, place, Shown(row), "a number");
                continue;
            }
            if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() != width)
            {
                throw new InputException(path, place, Shown(row), $"{width} numbers in brackets");
            }
            foreach (JsonElement element in row.EnumerateArray())
            {
                all[at++] = read(element) ?? throw new InputException(path, place, Shown(element), typeof(T) == typeof(int) ? "a vertex number" : "a number");
            }
        }
        return all;
    }

    internal static string Shown(JsonElement element) => element.GetRawText() is { Length: > 40 } text ? text[..40] + "…" : element.GetRawText();

    private static float[] Ones(int count)
    {
        float[] ones = new float[count];
        Array.Fill(ones, 1f);
        return ones;
    }

    private static void Rows<T>(StringBuilder text, string name, T[] values, int width, bool last = false)
        where T : IFormattable
    {
        text.Append(CultureInfo.InvariantCulture, $"  \"{name}\": [");
        for (int i = 0; i < values.Length; i += width)
        {
            text.Append(i == 0 ? "\n    " : ",\n    ").Append(width > 1 ? "[" : "");
            for (int k = 0; k < width; k++)
            {
                text.Append(k == 0 ? "" : ", ").Append(values[i + k].ToString(null, CultureInfo.InvariantCulture));
            }
            text.Append(width > 1 ? "]" : "");
        }
        text.Append("\n  ]").Append(last ? "\n" : ",\n");
    }
}
