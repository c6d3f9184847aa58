using Flex3D.Pipeline.Tests.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Tests.LocalScratch;

/// <summary>Storage of which one folder, with all in it, is on a faulty disk.</summary>
internal sealed class FaultsIn(string folder, IStorage inner, FileFault fault, long failing) : IStorage
{
    /// <summary>The disk of the folder.</summary>
    public FaultyStorage Faulty { get; } = new(inner, fault, failing);

    public IStoredFile Open(string path) => Of(path).Open(path);

    public IStoredFile Create(string path) => Of(path).Create(path);

    public void Rename(string from, string to) => Of(to).Rename(from, to);

    public void Delete(string path) => Of(path).Delete(path);

    public void FlushFolder(string path) => Of(path).FlushFolder(path);

    public void CreateFolder(string path) => Of(path).CreateFolder(path);

    public void DeleteFolder(string path) => Of(path).DeleteFolder(path);

    public long FreeBytes(string path) => Of(path).FreeBytes(path);

    public bool FileExists(string path) => Of(path).FileExists(path);

    public bool FolderExists(string path) => Of(path).FolderExists(path);

    public DateTime LastChange(string path) => Of(path).LastChange(path);

    public IReadOnlyList<string> ListFolders(string path) => Of(path).ListFolders(path);

    public IReadOnlyList<string> List(string path, string pattern) => Of(path).List(path, pattern);

    public IDisposable? TryLock(string path) => Of(path).TryLock(path);

    private IStorage Of(string path) => path.StartsWith(folder, StringComparison.Ordinal) ? Faulty : inner;
}
