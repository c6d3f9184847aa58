using System.Collections.Concurrent;
using Flex3D.Pipeline.Runs;

namespace Flex3D.Pipeline.Serving.Listing;

/// <summary>Keeps the newest <see cref="TrainingCurve"/> of each run, as the JSON that is answered. Safe for several threads.</summary>
internal sealed class TrainingCurves
{
    private const int Most = 64;
    private readonly ConcurrentDictionary<string, (string? Key, Lazy<byte[]> Json)> _known = new(StringComparer.Ordinal);

    /// <summary>What the curve of a run is read from, and when that was written; another text where there is a newer one.</summary>
    public static string? KeyOf(string folder) => TrainingCurve.SourceOf(RunFolder.At(folder)) is { } source ? $"{source} {File.GetLastWriteTimeUtc(source).Ticks}" : null;

    /// <summary>Returns the curve of a run.</summary>
    /// <exception cref="Flex3D.Stages.Faults.InputException">Its file is damaged.</exception>
    public byte[] Json(string folder)
    {
        string? key = KeyOf(folder);
        if (_known.Count > Most)
        {
            _known.Clear();
        }
        (string? Key, Lazy<byte[]> Json) known = _known.AddOrUpdate(folder, _ => (key, Read(folder)), (_, before) => before.Key == key ? before : (key, Read(folder)));
        try
        {
            return known.Json.Value;
        }
        catch
        {
            _known.TryRemove(folder, out _);
            throw;
        }
    }

    private static Lazy<byte[]> Read(string folder) => new(() =>
    {
        var run = RunFolder.At(folder);
        TrainingCurve curve = TrainingCurve.SourceOf(run) is { } source ? TrainingCurve.Read(run, source) : TrainingCurve.None;
        return System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(curve, ServedJson.Options);
    });
}
