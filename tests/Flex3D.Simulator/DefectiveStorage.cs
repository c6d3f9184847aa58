using Flex3D.Stages.Files;

namespace Flex3D.Simulator;

/// <summary>A storage as a program with a defect would use it.</summary>
internal sealed class DefectiveStorage(MemoryDisk inner, Defect defect) : IStorage
{
    public IStoredFile Open(string path) => inner.Open(path);

    public IStoredFile Create(string path)
    {
        if (defect == Defect.DeletesBeforeSaving && path.EndsWith(".partial", StringComparison.Ordinal))
        {
            foreach (string old in inner.List(Path.GetDirectoryName(path)!, "checkpoint-*"))
            {
                inner.Delete(old);
            }
        }
        IStoredFile file = inner.Create(defect == Defect.WritesInPlace ? FinalOf(path) : path);
        return defect == Defect.NoFileFlush ? new NeverFlushed(file) : file;
    }

    public void Rename(string from, string to)
    {
        if (defect != Defect.WritesInPlace)
        {
            inner.Rename(from, to);
        }
    }

    public void Delete(string path) => inner.Delete(path);

    public void FlushFolder(string folder)
    {
        if (defect != Defect.NoFolderFlush)
        {
            inner.FlushFolder(folder);
        }
    }

    public void CreateFolder(string folder) => inner.CreateFolder(folder);

    public void DeleteFolder(string folder) => inner.DeleteFolder(folder);

    public long FreeBytes(string folder) => inner.FreeBytes(folder);

    public bool FileExists(string path) => inner.FileExists(path);

    public bool FolderExists(string folder) => inner.FolderExists(folder);

    public DateTime LastChange(string path) => inner.LastChange(path);

    public IReadOnlyList<string> List(string folder, string pattern) => inner.List(folder, pattern);

    public IReadOnlyList<string> ListFolders(string folder) => inner.ListFolders(folder);

    public IDisposable? TryLock(string path) => inner.TryLock(path);

    // ".NAME.PID.partial" → "NAME"
    private static string FinalOf(string temporary)
    {
        string name = Path.GetFileNameWithoutExtension(temporary)[1..];
        return Path.Combine(Path.GetDirectoryName(temporary)!, name[..name.LastIndexOf('.')]);
    }

    private sealed class NeverFlushed(IStoredFile inner) : IStoredFile
    {
        public long Length => inner.Length;

        public int Read(Span<byte> buffer, long offset) => inner.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => inner.Write(bytes, offset);

        public void Flush()
        {
        }

        public void Dispose() => inner.Dispose();
    }
}
