using System.IO.Hashing;
using System.Net.Sockets;
using System.Text;
using Flex3D.Pipeline.Cluster.Nodes;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Cluster.Joining;

/// <summary>A head that may be there.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Secret">Its secret; null where it must be given.</param>
/// <param name="Run">The run folder; null where it is not known.</param>
internal sealed record FoundHead(ClusterAddress Address, ClusterSecret? Secret, string? Run = null);

/// <summary>Finds the heads that a worker may join, in the order in which it tries them.</summary>
/// <remarks>
/// Of the runs in a folder, one that is helped by fewer cores comes first, so that workers that become free spread over the runs; of equal ones a hash decides, so that workers that start at once do not
/// all choose the same. A head that did not answer comes last.
/// </remarks>
/// <param name="join">The head's address; or its file, or its run folder, or a folder of several run folders.</param>
/// <param name="worker">Name of the worker.</param>
/// <param name="complain">Told of a file in a folder of several that cannot be read.</param>
internal sealed class HeadFinder(string join, string worker, Action<string> complain)
{
    private Dictionary<string, int> _failures = new(StringComparer.Ordinal);

    /// <summary>Returns the heads that there may be now; none while there is none.</summary>
    /// <exception cref="InputException">The address is not valid, or the file is not that of a head.</exception>
    public IReadOnlyList<FoundHead> Find()
    {
        FoundHead[] found = [.. join.Contains(':', StringComparison.Ordinal) && !Path.Exists(join) ? ByName() : JoinFile.Read(join) is { } only ? [Of(only, null)] : InFolder()];
        _failures = _failures.Where(entry => found.Any(head => Key(head) == entry.Key)).ToDictionary(StringComparer.Ordinal);
        return [.. found.OrderBy(head => _failures.GetValueOrDefault(Key(head))).ThenBy(Helped).ThenBy(head => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(worker + Key(head))))];
    }

    /// <summary>Notes what came of an attempt.</summary>
    /// <param name="joined">Whether the head let the worker join.</param>
    public void Tried(FoundHead head, bool joined) => _failures[Key(head)] = joined ? 0 : _failures.GetValueOrDefault(Key(head)) + 1;

    // A name may stand for no address yet, or for several machines.
    private FoundHead[] ByName()
    {
        var address = ClusterAddress.Parse(join, "--join", needsPort: true);
        try
        {
            return [.. address.Resolved().Select(head => new FoundHead(head, null))];
        }
        catch (SocketException)
        {
            return []; // a name that nobody has yet
        }
    }

    private FoundHead[] InFolder() => [.. Storage.Current.ListFolders(join).Select(run => Look(run, () => JoinFile.Read(run)) is { } file ? Of(file, run) : null).OfType<FoundHead>()];

    // Cores that help a run now; the most where its head is lost.
    private long Helped(FoundHead head) => head.Run is not { } run || Look(run, () => NodesFile.Read(run)) is not { } nodes ? 0
        : nodes.Head.IsLost(TimeProvider.System.GetUtcNow()) ? long.MaxValue
        : nodes.Work.Workers.Where(other => !WorkerStates.IsGone(other.State)).Sum(other => (long)other.Places);

    // One run whose file cannot be read keeps nobody from helping with the others.
    private T? Look<T>(string run, Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is InputException or IOException or UnauthorizedAccessException)
        {
            complain($"{run} is passed over: {fault.Message}");
            return null;
        }
    }

    private static FoundHead Of(JoinFile file, string? run) => new(file.Address, file.Secret, run);

    private static string Key(FoundHead head) => $"{head.Run} {head.Address}";
}
