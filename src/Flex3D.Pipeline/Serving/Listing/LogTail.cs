using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Serving.Listing;

/// <summary>The last lines of a run's log, each as the console shows it.</summary>
internal static partial class LogTail
{
    /// <summary>The most lines, and the most bytes from the end of the file that are read for them.</summary>
    public const int MostLines = 2000, MostBytes = 1 << 20;

    // A log that has grown too long goes on in log_001.json, log_002.json, …
    private static string? Newest(string folder) => Storage.Current.List(folder, "log*.json").Order(StringComparer.Ordinal).LastOrDefault();

    /// <summary>The newest log file of a run, and when it was written; another text where there is more of it.</summary>
    public static string KeyOf(string folder) => Newest(folder) is { } path ? $"{path} {KeptJson.Stamp(path)}" : "none";

    /// <summary>Reads the end of the newest log file of a run.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="lines">The most lines.</param>
    /// <param name="debug">Whether lines for the log file alone are returned, too.</param>
    public static IReadOnlyList<LogLine> Read(string folder, int lines, bool debug)
    {
        if (Newest(folder) is not { } path)
        {
            return [];
        }
        using IStoredFile file = Storage.Current.Open(path);
        byte[] end = new byte[(int)Math.Min(file.Length, MostBytes)];
        long from = file.Length - end.Length;
        int got = Storage.ReadFully(file, end, from);
        IEnumerable<string> found = Encoding.UTF8.GetString(end, 0, got).Split('\n');
        List<LogLine> read = [.. (from > 0 ? found.Skip(1) : found).Select(Parse).OfType<LogLine>().Where(line => debug || line.Level != "debug")];
        return read.Count <= lines ? read : read[^lines..];
    }

    /// <summary>Reads one line of the file; null where it is none, such as the one that is being written.</summary>
    internal static LogLine? Parse(string line)
    {
        try
        {
            using var entry = JsonDocument.Parse(line);
            JsonElement root = entry.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("@mt", out JsonElement template) || !root.TryGetProperty("@t", out JsonElement time))
            {
                return null;
            }
            string level = root.TryGetProperty("@l", out JsonElement said) ? said.GetString() ?? "" : "Information";
            return new LogLine(time.GetString() ?? "", level.ToLowerInvariant(), Hole().Replace(template.GetString() ?? "", hole => Value(root, hole)));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Value(JsonElement root, Match hole) => !root.TryGetProperty(hole.Groups["name"].Value, out JsonElement value) ? hole.Value : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetDouble().ToString("0.######", CultureInfo.InvariantCulture),
        _ => value.GetRawText(),
    };

    [GeneratedRegex(@"\{[@$]?(?<name>\w+)(?:[,:][^{}]*)?\}")]
    private static partial Regex Hole();
}

/// <summary>A line of a run's log.</summary>
/// <param name="Time">When it was written, UTC.</param>
/// <param name="Level"><c>debug</c>, <c>information</c>, <c>warning</c>, <c>error</c> or <c>fatal</c>.</param>
/// <param name="Text">The sentence.</param>
internal sealed record LogLine(string Time, string Level, string Text);
