using System.IO.Enumeration;
using System.Text;
using Flex3D.Pipeline.Cluster.Wire;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Cluster.Streaming;

/// <summary>The head's files, read over the network by a worker that does not see them, and kept on a disk of this machine as far as they were read. It writes nothing at the head.</summary>
/// <remarks>Calls block until the head has answered; they are safe from any number of threads.</remarks>
/// <param name="ask">Asks the head; throws <see cref="IOException"/> where it cannot be reached.</param>
/// <param name="disk">This machine's storage.</param>
/// <param name="scratch">The folder for what is kept. Its files have no names, so that nothing of them is left whatever ends this process.</param>
internal sealed class StreamedStorage(Func<FileQuestion, Task<FileAnswer>> ask, IStorage disk, string scratch) : IStorage, IDisposable
{
    /// <summary>Bytes of the disk that are left free.</summary>
    private const long LeftFree = 1L << 30;

    private const int BlocksBetweenLooks = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Path, long Length, long LastChange), StreamedFile> _files = [];
    private int _blocks;
    private volatile bool _hasRoom = true;
    private int _names;

    public IStoredFile Open(string path)
    {
        FileAnswer found = Ask(FileQuestionKind.Look, path);
        if (found.Kind != FileAnswerKind.File)
        {
            throw new FileNotFoundException($"the head has no file '{path}' for its workers", path);
        }
        lock (_lock)
        {
            (string, long, long) key = (Path.GetFullPath(path), found.Length, found.LastChange);
            if (!_files.TryGetValue(key, out StreamedFile? file))
            {
                _files[key] = file = new StreamedFile(key.Item1, found.Length, AskAsync, Nameless(), HasRoom);
            }
            return new Reader(file);
        }
    }

    public bool FileExists(string path) => Ask(FileQuestionKind.Look, path).Kind == FileAnswerKind.File;

    public bool FolderExists(string folder) => Ask(FileQuestionKind.Look, folder).Kind == FileAnswerKind.Folder;

    public DateTime LastChange(string path) => new(Ask(FileQuestionKind.Look, path).LastChange, DateTimeKind.Utc);

    public IReadOnlyList<string> ListFolders(string folder) => Names(Ask(FileQuestionKind.Folders, folder));

    public IReadOnlyList<string> List(string folder, string pattern) =>
        [.. Names(Ask(FileQuestionKind.Files, folder)).Where(path => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(path)))];

    public IStoredFile Create(string path) => throw WritesNothing(path);

    public void Rename(string from, string to) => throw WritesNothing(from);

    public void Delete(string path) => throw WritesNothing(path);

    public void FlushFolder(string folder) => throw WritesNothing(folder);

    public void CreateFolder(string folder) => throw WritesNothing(folder);

    public void DeleteFolder(string folder) => throw WritesNothing(folder);

    public long FreeBytes(string folder) => throw WritesNothing(folder);

    public IDisposable? TryLock(string path) => throw WritesNothing(path);

    /// <summary>Gives back what was kept.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (StreamedFile file in _files.Values)
            {
                file.Dispose();
            }
            _files.Clear();
        }
    }

    private static UnauthorizedAccessException WritesNothing(string path) => new($"a worker writes nothing at the head ('{path}')");

    private static string[] Names(FileAnswer answer) => Encoding.UTF8.GetString(answer.Bytes).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    private FileAnswer Ask(FileQuestionKind kind, string path) => AskAsync(new FileQuestion(kind, Path.GetFullPath(path))).GetAwaiter().GetResult();

    private async Task<FileAnswer> AskAsync(FileQuestion question)
    {
        FileAnswer answer = await ask(question).ConfigureAwait(false);
        return answer.Fault.Length == 0 ? answer : throw new IOException($"the head: {answer.Fault}");
    }

    private IStoredFile Nameless()
    {
        string name = Path.Combine(scratch, $"flex3d-stream-{Environment.ProcessId}-{_names++}");
        IStoredFile file = disk.Create(name);
        disk.Delete(name);
        return file;
    }

    // Looks at the disk from time to time.
    private bool HasRoom()
    {
        if (_hasRoom && Interlocked.Increment(ref _blocks) % BlocksBetweenLooks == 1)
        {
            _hasRoom = disk.FreeBytes(scratch) > LeftFree;
        }
        return _hasRoom;
    }

    private sealed class Reader(StreamedFile file) : IStoredFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset)
        {
            byte[] bytes = new byte[buffer.Length];
            int got = file.ReadAsync(bytes, offset).GetAwaiter().GetResult();
            bytes.AsSpan(0, got).CopyTo(buffer);
            return got;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => throw new NotSupportedException("it was opened for reading");

        public void Flush() => throw new NotSupportedException("it was opened for reading");

        public void Dispose()
        {
        }
    }
}
