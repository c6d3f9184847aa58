namespace Flex3D.Simulator;

/// <summary>Names of files and folders: as everybody sees them, and as a power cut would leave them.</summary>
/// <remarks>Changes of a folder's names become durable together, when the folder is flushed; a power cut leaves a first part of them.</remarks>
internal sealed class MemoryNames
{
    private readonly Dictionary<string, List<Change>> _journals = [];
    private Dictionary<string, MemoryFile> _durable = [];
    private HashSet<string> _durableFolders = [];

    private readonly record struct Change(string? Removed, string? Added, MemoryFile? File);

    public Dictionary<string, MemoryFile> Files { get; private set; } = [];

    public HashSet<string> Folders { get; private set; } = [];

    public void Add(string path, MemoryFile file) => Make(path, new Change(null, path, file));

    public void Remove(string path) => Make(path, new Change(path, null, null));

    public void Rename(string from, string to) => Make(to, new Change(from, to, Files[from]));

    public void Flush(string folder)
    {
        if (_journals.Remove(folder, out List<Change>? journal))
        {
            journal.ForEach(change => Apply(_durable, change));
        }
        _durableFolders.UnionWith(Folders.Where(inner => Path.GetDirectoryName(inner) == folder));
    }

    /// <summary>A power cut.</summary>
    /// <param name="draw">How much of what was not flushed is left; null for none of it.</param>
    public void Cut(Draw? draw)
    {
        foreach (List<Change> journal in _journals.Values)
        {
            int left = draw?.Below(journal.Count + 1) ?? 0;
            for (int i = 0; i < left; i++)
            {
                Apply(_durable, journal[i]);
            }
        }
        _journals.Clear();
        HashSet<string> folders = [];
        foreach (string folder in Folders.OrderBy(folder => folder.Length)) // those above come first
        {
            bool kept = _durableFolders.Contains(folder) || (draw?.Chance(0.5) ?? false);
            string above = Path.GetDirectoryName(folder)!;
            if (kept && (above == Path.GetPathRoot(folder) || folders.Contains(above)))
            {
                folders.Add(folder);
            }
        }
        Folders = folders;
        _durableFolders = [.. folders];
        _durable = _durable.Where(entry => folders.Contains(Path.GetDirectoryName(entry.Key)!)).ToDictionary();
        Files = new(_durable);
    }

    private void Make(string path, Change change)
    {
        Apply(Files, change);
        string folder = Path.GetDirectoryName(path)!;
        if (!_journals.TryGetValue(folder, out List<Change>? journal))
        {
            _journals[folder] = journal = [];
        }
        journal.Add(change);
    }

    private static void Apply(Dictionary<string, MemoryFile> files, Change change)
    {
        if (change.Removed is { } removed)
        {
            files.Remove(removed);
        }
        if (change.Added is { } added)
        {
            files[added] = change.File!;
        }
    }
}
