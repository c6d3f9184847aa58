using System.Globalization;
using System.Text;
using System.Text.Json;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Geometry;

/// <summary>The segments of a cut mesh as keys of the mesh file (<see cref="MeshFile"/>).</summary>
internal static class MeshSegmentsJson
{
    public const string CellsKey = "cellSegments";
    public const string SegmentsKey = "segments";
    public const string PlacesKey = "places";

    /// <summary>Appends the keys, each with a comma behind it.</summary>
    public static void Append(StringBuilder text, MeshSegments segments)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        text.Append(c, $"  \"{SegmentsKey}\": [");
        foreach ((int i, MeshSegment segment) in segments.Segments.Index())
        {
            text.Append(i == 0 ? "\n    " : ",\n    ").Append(c, $"{{ \"label\": {segment.Label}, \"name\": {JsonSerializer.Serialize(segment.Name)} }}");
        }
        SegmentGrid places = segments.Places;
        text.Append(c, $"\n  ],\n  \"{PlacesKey}\": {{ \"box\": {places.Box}, \"voxelSize\": {places.VoxelSizeAngstrom.ToString("R", c)}, \"runs\": [");
        int[] runs = places.ToRuns();
        for (int i = 0; i < runs.Length; i += 2)
        {
            text.Append(i == 0 ? "\n    " : i % 16 == 0 ? ",\n    " : ", ").Append(c, $"[{runs[i]}, {runs[i + 1]}]");
        }
        text.Append("\n  ] },\n");
    }

    /// <summary>Reads <c>"segments"</c>.</summary>
    /// <exception cref="InputException">Not a list of labels with names, or one occurs twice.</exception>
    public static IReadOnlyList<MeshSegment> ReadSegments(string path, JsonProperty property)
    {
        var segments = new List<MeshSegment>();
        foreach (JsonElement element in ArrayOf(path, property.Name, property.Value))
        {
            string place = $"{SegmentsKey}[{segments.Count}]";
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("label", out JsonElement label) || label.ValueKind != JsonValueKind.Number || !label.TryGetInt32(out int number) || number == 0
                || !element.TryGetProperty("name", out JsonElement name) || name.ValueKind != JsonValueKind.String)
            {
                throw new InputException(path, place, MeshFile.Shown(element), "{ \"label\": 1, \"name\": \"body\" }, with a label other than 0");
            }
            if (segments.Any(other => other.Label == number))
            {
                throw new InputException(path, place, $"the label {number} a second time", "each label once");
            }
            segments.Add(new(number, name.GetString()!));
        }
        return segments;
    }

    /// <summary>Reads <c>"places"</c>.</summary>
    /// <exception cref="InputException">A key is absent or out of range, or the runs do not fill the box.</exception>
    public static SegmentGrid ReadPlaces(string path, JsonProperty property)
    {
        JsonElement value = property.Value;
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("box", out JsonElement box) || box.ValueKind != JsonValueKind.Number || !box.TryGetInt32(out int n) || n < 1 || n > MeshSegments.LargestBox)
        {
            throw new InputException(path, $"{PlacesKey}, \"box\"", MeshFile.Shown(value), $"1 to {MeshSegments.LargestBox}");
        }
        if (!value.TryGetProperty("voxelSize", out JsonElement size) || size.ValueKind != JsonValueKind.Number || !size.TryGetDouble(out double voxel) || !(voxel is > 0 and < 1000))
        {
            throw new InputException(path, $"{PlacesKey}, \"voxelSize\"", MeshFile.Shown(value), "a voxel size in Å");
        }
        if (!value.TryGetProperty("runs", out JsonElement list))
        {
            throw new InputException(path, $"{PlacesKey}, \"runs\"", "nothing", "a list of [label, number of voxels]");
        }
        var runs = new List<int>();
        foreach (JsonElement run in ArrayOf(path, "runs", list))
        {
            string place = $"{PlacesKey}, runs[{runs.Count / 2}]";
            if (run.ValueKind != JsonValueKind.Array || run.GetArrayLength() != 2 || run.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.Number || !e.TryGetInt32(out _)))
            {
                throw new InputException(path, place, MeshFile.Shown(run), "[label, number of voxels]");
            }
            runs.AddRange(run.EnumerateArray().Select(e => e.GetInt32()));
        }
        long sum = 0;
        for (int i = 1; i < runs.Count; i += 2)
        {
            sum += runs[i];
        }
        return (sum == (long)n * n * n ? SegmentGrid.FromRuns(n, voxel, [.. runs]) : null) ?? throw new InputException(path, $"{PlacesKey}, \"runs\"", $"{sum} voxels", $"{(long)n * n * n}, all of the box, in runs of one or more");
    }

    /// <summary>Puts the segments together; null where the file has none.</summary>
    /// <exception cref="InputException">One of the three keys is absent, or a cell has a label that "segments" does not name.</exception>
    public static MeshSegments? Of(string path, int[]? cells, IReadOnlyList<MeshSegment>? segments, SegmentGrid? places, int cellCount)
    {
        if (cells is null && segments is null && places is null)
        {
            return null;
        }
        if (cells is null || segments is null || places is null)
        {
            throw new InputException(path, null, $"no \"{(cells is null ? CellsKey : segments is null ? SegmentsKey : PlacesKey)}\"", $"all of \"{CellsKey}\", \"{SegmentsKey}\" and \"{PlacesKey}\", or none of them");
        }
        return MeshChecks.CheckSegments(path, new MeshSegments { CellLabels = cells, Segments = segments, Places = places }, cellCount);
    }

    private static IEnumerable<JsonElement> ArrayOf(string path, string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new InputException(path, $"key \"{name}\"", value.ValueKind.ToString(), "an array");
}
