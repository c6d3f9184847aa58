using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Tests.Faults;

/// <summary>Counts the operations in which a fault can happen, and lets it happen in one of them.</summary>
/// <param name="failing">The operation that fails, counted from 1; 0 for none.</param>
/// <param name="counts">Says of an operation and its path whether it is one of those that are counted; null for all.</param>
/// <param name="forGood">Whether those after it fail, too.</param>
internal sealed class FaultyStorage(IStorage inner, FileFault fault, long failing, Func<string, string, bool>? counts = null, bool forGood = false) : IStorage
{
    private long _operations;

    /// <summary>Operations so far in which the fault could have happened.</summary>
    public long Operations => Interlocked.Read(ref _operations);

    /// <summary>The operation that failed, in words; null where none has.</summary>
    public string? Failed { get; private set; }

    public IStoredFile Open(string path) => new FaultyFile(this, path, Do("open", path, writes: false, () => inner.Open(path)));

    public IStoredFile Create(string path) => new FaultyFile(this, path, Do("create", path, writes: true, () => inner.Create(path)));

    public void Rename(string from, string to) => Do("rename", to, writes: true, () => inner.Rename(from, to));

    public void Delete(string path) => Do("delete", path, writes: false, () => inner.Delete(path));

    public void FlushFolder(string folder) => Do("flush folder", folder, writes: true, () => inner.FlushFolder(folder));

    public void CreateFolder(string folder) => Do("create folder", folder, writes: true, () => inner.CreateFolder(folder));

    public void DeleteFolder(string folder) => Do("delete folder", folder, writes: false, () => inner.DeleteFolder(folder));

    public long FreeBytes(string folder) => Do("free bytes", folder, writes: false, () => inner.FreeBytes(folder));

    public bool FileExists(string path) => inner.FileExists(path); // the operating system's answer to a fault is no

    public bool FolderExists(string folder) => inner.FolderExists(folder);

    public DateTime LastChange(string path) => inner.LastChange(path);

    public IReadOnlyList<string> List(string folder, string pattern) => Do("list", folder, writes: false, () => inner.List(folder, pattern));

    public IReadOnlyList<string> ListFolders(string folder) => Do("list folders", folder, writes: false, () => inner.ListFolders(folder));

    public IDisposable? TryLock(string path) => Do("lock", path, writes: true, () => inner.TryLock(path));

    private static IOException Eio(string what, string path) => new($"Input/output error : '{path}' ({what})", 5);

    private static IOException Enospc(string path) => new($"No space left on device : '{path}'", 28);

    private bool IsNext(string what, string path)
    {
        if (counts?.Invoke(what, path) == false)
        {
            return false;
        }
        long operation = Interlocked.Increment(ref _operations);
        if (forGood ? failing == 0 || operation < failing : operation != failing)
        {
            return false;
        }
        Failed = $"{what} {path}";
        return true;
    }

    private T Do<T>(string what, string path, bool writes, Func<T> operation)
    {
        if (fault == FileFault.InputOutput && IsNext(what, path))
        {
            throw Eio(what, path);
        }
        if (fault == FileFault.NoSpace && writes && IsNext(what, path))
        {
            throw Enospc(path);
        }
        return operation();
    }

    private void Do(string what, string path, bool writes, Action operation) => Do(what, path, writes, () =>
    {
        operation();
        return true;
    });

    private sealed class FaultyFile(FaultyStorage storage, string path, IStoredFile inner) : IStoredFile
    {
        public long Length => inner.Length;

        public int Read(Span<byte> buffer, long offset)
        {
            if (storage.Fault == FileFault.InputOutput && storage.IsNext("read", path))
            {
                throw Eio("read", path);
            }
            bool half = storage.Fault == FileFault.ShortRead && buffer.Length > 1 && storage.IsNext("read", path);
            return inner.Read(half ? buffer[..(buffer.Length / 2)] : buffer, offset);
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            if (storage.Fault == FileFault.InputOutput && storage.IsNext("write", path))
            {
                throw Eio("write", path);
            }
            if (storage.Fault is FileFault.NoSpace or FileFault.ShortWrite && storage.IsNext("write", path))
            {
                inner.Write(storage.Fault == FileFault.ShortWrite ? bytes[..(bytes.Length / 2)] : [], offset);
                throw Enospc(path);
            }
            inner.Write(bytes, offset);
        }

        public void Flush() => storage.Do("flush", path, writes: true, inner.Flush);

        public void Dispose() => inner.Dispose();
    }

    private FileFault Fault => fault;
}
