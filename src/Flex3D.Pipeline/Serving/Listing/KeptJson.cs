using System.Collections.Concurrent;
using System.Text.Json;

namespace Flex3D.Pipeline.Serving.Listing;

/// <summary>Keeps the JSON of answers until what they are made from changes, however many ask. Safe for several threads.</summary>
internal sealed class KeptJson
{
    private const int Most = 256;
    private readonly ConcurrentDictionary<string, (string? Key, Lazy<byte[]> Json)> _known = new(StringComparer.Ordinal);

    /// <summary>Returns an answer, made anew where its key is another than before.</summary>
    /// <param name="of">What is answered.</param>
    /// <param name="key">What it is made from, and when that was written (<see cref="Stamp"/>).</param>
    /// <param name="make">Makes the answer; what it throws is thrown, and nothing kept.</param>
    public byte[] Of(string of, string? key, Func<object> make)
    {
        if (_known.Count > Most)
        {
            _known.Clear();
        }
        (string? Key, Lazy<byte[]> Json) known = _known.AddOrUpdate(of, _ => (key, Made()), (_, before) => before.Key == key ? before : (key, Made()));
        try
        {
            return known.Json.Value;
        }
        catch
        {
            _known.TryRemove(of, out _);
            throw;
        }

        Lazy<byte[]> Made() => new(() => JsonSerializer.SerializeToUtf8Bytes(make(), ServedJson.Options));
    }

    /// <summary>Returns a text that is another where a file was written again.</summary>
    public static string Stamp(string path) => new FileInfo(path) is { Exists: true } file ? $"{file.LastWriteTimeUtc.Ticks} {file.Length}" : "none";
}
