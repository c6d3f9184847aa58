using System.Collections.Concurrent;
using Flex3D.Stages.Files;

namespace Flex3D.Fuzz.Measuring;

/// <summary>Files that live in memory and are only read.</summary>
public sealed class MemoryStorage : IStorage
{
    private readonly ConcurrentDictionary<string, byte[]> _files = new();

    /// <summary>Creates or replaces a file.</summary>
    public void Put(string path, byte[] bytes) => _files[path] = bytes;

    public IStoredFile Open(string path) => new MemoryFile(_files.TryGetValue(path, out byte[]? bytes) ? bytes : throw new FileNotFoundException($"no file '{path}'", path));

    public bool FileExists(string path) => _files.ContainsKey(path);

    public IReadOnlyList<string> List(string folder, string pattern) =>
        [.. _files.Keys.Where(path => Path.GetDirectoryName(path) == folder && System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(path)))];

    public bool FolderExists(string folder) => _files.Keys.Any(path => path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal));

    public IReadOnlyList<string> ListFolders(string folder) => [];

    public IDisposable? TryLock(string path) => throw ReadOnly();

    public IStoredFile Create(string path) => throw ReadOnly();

    public void Rename(string from, string to) => throw ReadOnly();

    public void Delete(string path) => throw ReadOnly();

    public void FlushFolder(string folder) => throw ReadOnly();

    public void CreateFolder(string folder) => throw ReadOnly();

    public void DeleteFolder(string folder) => throw ReadOnly();

    public long FreeBytes(string folder) => throw ReadOnly();

    public DateTime LastChange(string path) => DateTime.UnixEpoch;

    private static NotSupportedException ReadOnly() => new("a reader wrote");

    private sealed class MemoryFile(byte[] bytes) : IStoredFile
    {
        public long Length => bytes.Length;

        public int Read(Span<byte> buffer, long offset)
        {
            int count = (int)Math.Clamp(bytes.Length - offset, 0, buffer.Length);
            bytes.AsSpan((int)Math.Min(offset, bytes.Length), count).CopyTo(buffer);
            return count;
        }

        public void Write(ReadOnlySpan<byte> from, long offset) => throw ReadOnly();

        public void Flush() => throw ReadOnly();

        public void Dispose()
        {
        }
    }
}
