using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Checkpoints;

/// <summary>The generations of checkpoints of one pipeline step: <c>checkpoint-000001.flexckpt</c>, <c>checkpoint-000002.flexckpt</c>, …</summary>
/// <remarks>Invariants: (1) numbers only grow; (2) an older generation is deleted only after a newer one is safely on disk.</remarks>
internal sealed class CheckpointFolder(string folder, int generations = CheckpointFolder.DefaultGenerations, IStorage? storage = null)
{
    /// <summary>Number of generations kept by default.</summary>
    public const int DefaultGenerations = 3;

    private const string Prefix = "checkpoint-";
    private IStorage Disk => storage ?? Storage.Current;

    /// <summary>Writes the next generation and deletes those beyond the number kept. Returns its path.</summary>
    public string Save(IReadOnlyList<CheckpointSection> sections)
    {
        List<(long Number, string Path)> present = List();
        long number = present.Count == 0 ? 1 : present[^1].Number + 1;
        string path = Path.Combine(folder, $"{Prefix}{number.ToString("D6", CultureInfo.InvariantCulture)}{CheckpointFormat.Extension}");
        CheckpointWriter.Write(path, sections, Disk);
        foreach ((_, string old) in present.Take(Math.Max(0, present.Count + 1 - generations)))
        {
            Disk.Delete(old);
        }
        return path;
    }

    /// <summary>Opens the newest intact checkpoint; null if there is no checkpoint at all.</summary>
    /// <param name="rejected">Called with the reason for each newer checkpoint that is damaged.</param>
    /// <exception cref="InputException">There are checkpoints and every one is damaged; or the newest intact one was written by another version of Flex3D.</exception>
    public CheckpointReader? OpenNewest(Action<InputException>? rejected = null)
    {
        InputException? last = null;
        foreach ((_, string path) in Enumerable.Reverse(List()))
        {
            try
            {
                return CheckpointReader.Open(path, Disk);
            }
            catch (InputException damaged)
            {
                if (CheckpointReader.IsOfOtherVersion(path, Disk))
                {
                    throw; // continuing from an older one would undo what that version did
                }
                rejected?.Invoke(damaged);
                last = damaged;
            }
        }
        return last is null ? null : throw new InputException(folder, null, $"no checkpoint that verifies ({last.Message})", "at least one", "start the run again in a new folder", last);
    }

    /// <summary>The newest checkpoint, whole or not; null if there is none. Nothing is read.</summary>
    public string? NewestFile => List() is [.., var last] ? last.Path : null;

    private List<(long Number, string Path)> List() =>
        [.. Disk.List(folder, $"{Prefix}*{CheckpointFormat.Extension}").Select(path => (Number: NumberOf(path), Path: path)).Where(entry => entry.Number >= 0).Order()];

    private static long NumberOf(string path) =>
        long.TryParse(Path.GetFileNameWithoutExtension(path)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1;
}
