using System.Text.Json;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Serving.Listing;

/// <summary>The runs below a folder, looked at once a second at most, however many ask. Safe for several threads.</summary>
/// <param name="root">The folder, absolute and without a separator at its end.</param>
internal sealed class RunCatalogue(string root, TimeProvider clock)
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromMilliseconds(900), s_findAgain = TimeSpan.FromSeconds(4);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, WatchedRun> _runs = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _folders = [];
    private long? _found, _looked;
    private RunList _latest = new(0, [], []);

    /// <summary>The folder of the runs.</summary>
    public string Root => root;

    /// <summary>Returns the runs as they are now, or were less than a second ago.</summary>
    public RunList Now()
    {
        lock (_lock)
        {
            if (_looked is { } looked && clock.GetElapsedTime(looked) < s_fresh)
            {
                return _latest;
            }
            if (_found is not { } found || clock.GetElapsedTime(found) > s_findAgain)
            {
                Find();
            }
            ListedRun[] runs = [.. _folders.Select(folder => _runs[folder].Look())];
            _looked = clock.GetTimestamp();
            if (_latest.Version == 0 || !runs.SequenceEqual(_latest.Runs))
            {
                _latest = new RunList(_latest.Version + 1, runs, JsonSerializer.SerializeToUtf8Bytes(new { root, version = _latest.Version + 1, runs }, ServedJson.Options));
            }
            return _latest;
        }
    }

    /// <summary>Returns a run by its name; null where there is none of it.</summary>
    public ListedRun? Find(string id) => Now().Runs.FirstOrDefault(run => run.Id == id);

    /// <summary>Makes the next look a new one, after something was started or stopped.</summary>
    public void Refresh()
    {
        lock (_lock)
        {
            (_found, _looked) = (null, null);
        }
    }

    private void Find()
    {
        _folders = Storage.Current.FolderExists(root) ? RunFinder.Find(root) : [];
        foreach (string gone in _runs.Keys.Except(_folders).ToList())
        {
            _runs.Remove(gone);
        }
        foreach (string folder in _folders)
        {
            _runs.TryAdd(folder, new WatchedRun(RunIds.Of(root, folder), folder));
        }
        _found = clock.GetTimestamp();
    }
}

/// <summary>The runs at one moment.</summary>
/// <param name="Version">Grows with each change.</param>
/// <param name="Json">The list as the API answers it.</param>
internal sealed record RunList(long Version, IReadOnlyList<ListedRun> Runs, byte[] Json);
