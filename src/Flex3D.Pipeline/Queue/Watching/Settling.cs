using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Queue.Watching;

/// <summary>Finds out which data sets are complete: their marker exists, or the job that writes them is finished and nothing has changed for a while.</summary>
/// <remarks>Only changes and the local monotonic clock count, so that the clock of a file server does not matter. After a restart the quiet time begins anew.</remarks>
internal sealed class Settling(SettlingRule rule, TimeProvider clock)
{
    private readonly Dictionary<string, (Fingerprint Print, long Since)> _seen = [];
    private readonly HashSet<string> _withoutPoses = [];

    /// <summary>Number of data sets that were seen and are not complete.</summary>
    public int Unsettled => _seen.Count;

    /// <summary>Returns those of the data sets that are complete, in their order.</summary>
    /// <param name="found">All data sets that are not in the queue.</param>
    public IReadOnlyList<string> Settled(IReadOnlyCollection<string> found)
    {
        foreach (string gone in _seen.Keys.Except(found).ToList())
        {
            _seen.Remove(gone);
        }
        List<string> settled = [];
        foreach (string path in found.Where(path => !_withoutPoses.Contains(path) && IsSettled(path)))
        {
            _seen.Remove(path);
            settled.Add(path);
        }
        return settled;
    }

    private bool IsSettled(string path)
    {
        try
        {
            bool isFolder = Storage.Current.FolderExists(path);
            if (rule.MarkerOf(path, isFolder) is { } marker)
            {
                _seen.TryAdd(path, default);
                return Storage.Current.FileExists(marker);
            }
            Fingerprint now = Fingerprint.Of(path);
            if (!_seen.TryGetValue(path, out (Fingerprint Print, long Since) before) || before.Print != now)
            {
                _seen[path] = before = (now, clock.GetTimestamp());
            }
            if (clock.GetElapsedTime(before.Since) < rule.Quiet)
            {
                return false;
            }
            JobState job = isFolder ? JobFolder.StateOf(path) : JobState.Unknown;
            if (job == JobState.WithoutPoses)
            {
                _withoutPoses.Add(path); // a job that is finished stays as it is
                _seen.Remove(path);
            }
            return job is JobState.Unknown or JobState.Finished;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _seen.Remove(path); // removed or locked at this moment: from the beginning
            return false;
        }
    }
}
