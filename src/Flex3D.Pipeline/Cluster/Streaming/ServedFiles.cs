using System.Collections.Concurrent;
using System.Text;
using Flex3D.Pipeline.Cluster.Wire;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Cluster.Streaming;

/// <summary>The files that a head reads for workers that do not see them: those in its run folder and the folders before it, and those that these runs have read (<c>inputs.json</c>), such as particle stacks. No others.</summary>
/// <remarks>Safe for use from any number of threads; each <see cref="Reader"/> is for one at a time.</remarks>
internal sealed class ServedFiles(RunFolder run)
{
    private readonly ConcurrentDictionary<string, long> _bytes = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private string[] _folders = [];
    private HashSet<string> _files = [];
    private int _generation;

    /// <summary>Bytes of files that were read for a worker.</summary>
    /// <param name="worker">Machine and process.</param>
    public long BytesFor(string worker) => _bytes.GetValueOrDefault(worker);

    /// <summary>Looks again which files there are; called as a step opens.</summary>
    public void Refresh()
    {
        IReadOnlyList<RunFolder> runs = run.Lineage();
        string[] folders = [.. runs.Select(earlier => Path.GetFullPath(earlier.Path))];
        HashSet<string> files = [.. runs.SelectMany(earlier => earlier.Inputs()).Select(input => Path.GetFullPath(input.Path))];
        lock (_lock)
        {
            (_folders, _files) = (folders, files);
            _generation++;
        }
    }

    /// <summary>Makes a reader.</summary>
    public Reader Read() => new(this);

    private (bool Serves, int Generation) Look(string path)
    {
        lock (_lock)
        {
            return (_files.Contains(path) || _folders.Any(folder => path == folder || path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)), _generation);
        }
    }

    /// <summary>Answers questions, and keeps the file that was read last open: the parts of one are asked for one after the other.</summary>
    public sealed class Reader(ServedFiles served) : IDisposable
    {
        private IStoredFile? _open;
        private (string Path, int Generation) _which;

        /// <summary>Answers a question; what cannot be answered is said in the answer.</summary>
        public FileAnswer Answer(FileQuestion question)
        {
            try
            {
                string path = Path.GetFullPath(question.Path);
                (bool serves, int generation) = served.Look(path);
                return !serves ? Nothing
                    : question.Kind switch
                    {
                        FileQuestionKind.Look => Look(path),
                        FileQuestionKind.Read => ReadPart(path, generation, question),
                        FileQuestionKind.Files => Names(Storage.Current.List(path, "*")),
                        _ => Names(Storage.Current.ListFolders(path)),
                    };
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
            {
                Dispose();
                return fault is FileNotFoundException or DirectoryNotFoundException ? Nothing : new(fault.Message, FileAnswerKind.Nothing, 0, 0, []);
            }
        }

        private static FileAnswer Nothing => new("", FileAnswerKind.Nothing, 0, 0, []);

        private static FileAnswer Look(string path)
        {
            if (!Storage.Current.FileExists(path))
            {
                return new("", Storage.Current.FolderExists(path) ? FileAnswerKind.Folder : FileAnswerKind.Nothing, 0, 0, []);
            }
            using IStoredFile file = Storage.Current.Open(path);
            return new("", FileAnswerKind.File, file.Length, Storage.Current.LastChange(path).Ticks, []);
        }

        private FileAnswer ReadPart(string path, int generation, FileQuestion question)
        {
            if (question.Offset < 0 || question.Length is < 0 or > WireCodec.LongestPiece)
            {
                return new($"{question.Length} bytes from byte {question.Offset} were asked for, and at most {WireCodec.LongestPiece} can be", FileAnswerKind.Nothing, 0, 0, []);
            }
            if (_open is null || _which != (path, generation))
            {
                Dispose();
                (_open, _which) = (Storage.Current.Open(path), (path, generation));
            }
            byte[] bytes = new byte[question.Length];
            int got = Storage.ReadFully(_open, bytes, question.Offset);
            served._bytes.AddOrUpdate(question.Worker, got, (_, before) => before + got);
            return new("", FileAnswerKind.File, _open.Length, 0, got == bytes.Length ? bytes : bytes[..got]);
        }

        private static FileAnswer Names(IReadOnlyList<string> paths)
        {
            byte[] names = Encoding.UTF8.GetBytes(string.Concat(paths.Select(path => path + '\0')));
            return names.Length > WireCodec.LongestPiece
                ? new($"a folder of {paths.Count} entries, more than can be listed for a worker", FileAnswerKind.Nothing, 0, 0, [])
                : new("", FileAnswerKind.Folder, 0, 0, names);
        }

        /// <summary>Closes the file that is open.</summary>
        public void Dispose()
        {
            _open?.Dispose();
            _open = null;
        }
    }
}
