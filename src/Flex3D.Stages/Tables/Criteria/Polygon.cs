using System.Globalization;
using System.Text;
using System.Text.Json;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Tables.Criteria;

/// <summary>A polygon in the plane of two axes, closed, with the even-odd rule where its sides cross.</summary>
/// <param name="Axes">The two axes; null where the file does not name them.</param>
/// <param name="Vertices">At least three, in order.</param>
internal sealed record Polygon((string X, string Y)? Axes, IReadOnlyList<(double X, double Y)> Vertices)
{
    private const int MostVertices = 100_000;
    private static readonly char[] s_between = [',', ' ', '\t', ';'];

    /// <summary>Reads the vertices from JSON (<c>[[x, y], …]</c> or <c>{"axes": ["z0", "z1"], "vertices": [[x, y], …]}</c>), or from text with a vertex in each line, after a line of names if there is one.</summary>
    /// <exception cref="InputException">The file is not such a polygon.</exception>
    public static Polygon Read(string path)
    {
        string text = Encoding.UTF8.GetString(Storage.ReadAll(path)).TrimStart('\uFEFF');
        Polygon polygon = text.TrimStart() is ['[' or '{', ..] ? OfJson(text, path) : OfText(text, path);
        return polygon.Vertices.Count is >= 3 and <= MostVertices ? polygon
            : throw new InputException(path, null, $"{polygon.Vertices.Count} vertices", $"3 to {MostVertices}", "write one vertex in each line, two numbers");
    }

    /// <summary>Whether a point is inside; a point on a side may be either.</summary>
    public bool Contains(double x, double y)
    {
        bool inside = false;
        (double x1, double y1) = Vertices[^1];
        foreach ((double x2, double y2) in Vertices)
        {
            if (y1 > y != y2 > y && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
            {
                inside = !inside;
            }
            (x1, y1) = (x2, y2);
        }
        return inside;
    }

    private static Polygon OfText(string text, string path)
    {
        (string, string)? axes = null;
        var vertices = new List<(double, double)>();
        foreach ((int index, string line) in text.Split('\n').Index())
        {
            string[] parts = line.Split('#')[0].Trim().Split(s_between, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0)
            {
                continue;
            }
            bool numbers = parts.All(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value));
            if (parts.Length != 2 || (!numbers && (axes is not null || vertices.Count > 0)))
            {
                throw new InputException(path, $"line {index + 1}", $"'{(line.Length <= 60 ? line.Trim() : line[..60])}'", "two numbers, the vertex of a polygon");
            }
            if (numbers)
            {
                vertices.Add((double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture)));
            }
            else
            {
                axes = (parts[0], parts[1]);
            }
        }
        return new Polygon(axes, vertices);
    }

    private static Polygon OfJson(string text, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            bool named = root.ValueKind == JsonValueKind.Object;
            JsonElement vertices = named ? root.GetProperty("vertices") : root;
            (string, string)? axes = named && root.TryGetProperty("axes", out JsonElement names) ? (names[0].GetString()!, names[1].GetString()!) : null;
            return new Polygon(axes, [.. vertices.EnumerateArray().Select(vertex => (vertex[0].GetDouble(), vertex[1].GetDouble()))]);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new InputException(path, null, "JSON that is not a polygon", "[[x, y], …], or {\"axes\": [\"z0\", \"z1\"], \"vertices\": [[x, y], …]}", "write three vertices or more", fault);
        }
    }
}
