using System.Globalization;
using System.Text;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Tracing;

/// <summary>The trace of one epoch, <c>traces/train/epoch-0001.csv</c>: one line for each hash, in the order of steps, points and shards.</summary>
/// <remarks>
/// Invariants: (1) a step's lines are appended before the checkpoint that says it is committed, so no step that a resumed run
/// skips lacks its lines; (2) opening drops the lines of steps that are to be repeated, and an incomplete last line.
/// </remarks>
internal sealed class TraceFile : IDisposable
{
    private const string Header = "step,point,shard,xxh128\n";
    private readonly IStoredFile _file;
    private long _end;

    private TraceFile(IStoredFile file, long end) => (_file, _end) = (file, end);

    /// <summary>The file of an epoch, counted from 0, in a folder of traces.</summary>
    public static string PathOf(string folder, int epoch) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"epoch-{epoch + 1:0000}.csv"));

    /// <summary>Opens the trace of an epoch whose steps before <paramref name="firstStep"/> are done.</summary>
    public static TraceFile Open(string path, long firstStep)
    {
        IReadOnlyList<TraceLine> kept = firstStep > 0 && Storage.Current.FileExists(path) ? [.. Read(path).TakeWhile(line => line.Step < firstStep)] : [];
        Storage.Current.CreateFolder(Path.GetDirectoryName(path)!);
        string temporary = DurableFile.TemporaryOf(path);
        IStoredFile file = Storage.Current.Create(temporary);
        try
        {
            var trace = new TraceFile(file, 0);
            trace.Append(Header);
            trace.Append(kept);
            DurableFile.Replace(temporary, path); // it is written to under its new name from here on
            return trace;
        }
        catch
        {
            file.Dispose();
            Storage.Current.Delete(temporary);
            throw;
        }
    }

    /// <summary>The whole lines of a trace, in order.</summary>
    public static IEnumerable<TraceLine> Read(string path) =>
        Encoding.UTF8.GetString(Storage.ReadAll(path)).Split('\n')[..^1].Select(TraceLine.Parse).OfType<TraceLine>();

    /// <summary>Adds lines, and returns when they are on disk. After a failure, the same lines can be added again.</summary>
    public void Append(IEnumerable<TraceLine> lines) => Append(string.Concat(lines.Select(line => $"{line}\n")));

    public void Dispose() => _file.Dispose();

    private void Append(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        _file.Write(bytes, _end);
        _file.Flush();
        _end += bytes.Length;
    }
}
