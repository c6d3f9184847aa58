using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Tracing;

/// <summary>The comparison of the traces of two runs, with the first difference.</summary>
/// <param name="Same">Whether every hash of both is the same.</param>
/// <param name="Text">The sentence that says so, or names the first difference.</param>
internal sealed record TraceComparison(bool Same, string Text)
{
    /// <summary>Compares the traces of two run folders.</summary>
    /// <exception cref="InputException">One of the folders has no traces.</exception>
    public static TraceComparison Of(string runA, string runB)
    {
        SortedDictionary<string, string> a = Epochs(runA), b = Epochs(runB);
        long hashes = 0;
        foreach (string epoch in a.Keys.Union(b.Keys).Order(StringComparer.Ordinal))
        {
            if (!a.TryGetValue(epoch, out string? fileA) || !b.TryGetValue(epoch, out string? fileB))
            {
                return new TraceComparison(false, $"{(a.ContainsKey(epoch) ? runB : runA)} has no {epoch}; the {hashes} hashes before it are the same");
            }
            (TraceLine[] linesA, TraceLine[] linesB) = ([.. TraceFile.Read(fileA)], [.. TraceFile.Read(fileB)]);
            for (int i = 0; i < Math.Max(linesA.Length, linesB.Length); i++, hashes++)
            {
                if (i >= linesA.Length || i >= linesB.Length)
                {
                    TraceLine only = i < linesA.Length ? linesA[i] : linesB[i];
                    return new TraceComparison(false, $"{(i < linesA.Length ? runB : runA)} ends before {epoch}, {Place(only)}; the {hashes} hashes before it are the same");
                }
                if (linesA[i] != linesB[i])
                {
                    TraceLine first = linesA[i].CompareTo(linesB[i]) <= 0 ? linesA[i] : linesB[i];
                    string how = linesA[i].CompareTo(linesB[i]) == 0 ? $"{linesA[i].Hash} and {linesB[i].Hash}" : "only one of them has it";
                    return new TraceComparison(false, $"the first difference: {epoch}, {Place(first)}: {how}; the {hashes} hashes before it are the same");
                }
            }
        }
        return new TraceComparison(true, $"the same: {hashes} hashes of {a.Count} epochs");
    }

    private static string Place(TraceLine line) => line.Shard is { } shard ? $"step {line.Step}, shard {shard}, {line.Point}" : $"step {line.Step}, {line.Point}";

    private static SortedDictionary<string, string> Epochs(string run)
    {
        IReadOnlyList<string> files = Storage.Current.List(TrainingTrace.FolderOf(run), "epoch-*.csv");
        return files.Count > 0
            ? new(files.ToDictionary(file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal), StringComparer.Ordinal)
            : throw new InputException(run, "traces", "none", "the folder of a run made with train.traceHashes: true", "train again with --trace-hashes");
    }
}
