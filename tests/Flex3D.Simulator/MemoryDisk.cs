using System.IO.Enumeration;
using Flex3D.Stages.Files;

namespace Flex3D.Simulator;

/// <summary>A disk in memory that fails and dies when it is told to.</summary>
/// <param name="faults">Called before each operation; gives the fault of it, if any.</param>
internal sealed class MemoryDisk(Draw draw, Statistics statistics, Func<bool, IOException?> faults, Action<string>? trace) : IStorage
{
    private readonly MemoryNames _names = new();
    private bool _dead;

    private Draw Draw => draw;

    /// <summary>Operations so far.</summary>
    public long Operations { get; private set; }

    /// <summary>The operation in which the process dies; 0 for none.</summary>
    public long DiesAt { get; set; }

    /// <summary>Looks at the disk from outside the simulation: nothing is counted and nothing fails.</summary>
    public bool Quiet { get; set; }

    /// <summary>The process is gone: what is left.</summary>
    public void Crash(CrashMode mode)
    {
        _dead = false;
        DiesAt = 0;
        if (mode == CrashMode.KeepAll)
        {
            return;
        }
        bool torn = mode == CrashMode.TearLast;
        MemoryFile[] files = [.. _names.Files.Values.Distinct()];
        _names.Cut(torn ? draw : null);
        foreach (MemoryFile file in files.Concat(_names.Files.Values).Distinct())
        {
            if (torn)
            {
                file.Tear(draw);
            }
            else
            {
                file.Drop();
            }
        }
    }

    /// <summary>Flips one bit of a file, or cuts off its end.</summary>
    public void Rot(string path)
    {
        byte[] bytes = [.. _names.Files[path].Content];
        if (draw.Chance(0.2))
        {
            bytes = bytes[..draw.Below(bytes.Length)];
        }
        else
        {
            int bit = draw.Below(8 * bytes.Length);
            bytes[bit >> 3] ^= (byte)(1 << (bit & 7));
        }
        _names.Files[path].Rot(bytes);
    }

    /// <summary>A file's bytes, and others in their place.</summary>
    public byte[] Peek(string path) => _names.Files[path].Content;

    public void Poke(string path, byte[] bytes) => _names.Files[path].Rot(bytes);

    public IStoredFile Open(string path)
    {
        Before("open", path);
        return _names.Files.TryGetValue(path, out MemoryFile? file) ? new OpenFile(this, path, file) : throw new FileNotFoundException("no such file", path);
    }

    public IStoredFile Create(string path)
    {
        Before("create", path);
        if (!Exists(Path.GetDirectoryName(path)!))
        {
            throw new DirectoryNotFoundException($"no folder for '{path}'");
        }
        if (_names.Files.TryGetValue(path, out MemoryFile? file))
        {
            file.Truncate();
        }
        else
        {
            _names.Add(path, file = new MemoryFile());
        }
        return new OpenFile(this, path, file);
    }

    public void Rename(string from, string to)
    {
        IOException? fault = Fault("rename", to);
        if (fault is null || draw.Chance(0.3)) // over a network, what is told to have failed may have happened
        {
            _names.Rename(from, to);
        }
        if (fault is not null)
        {
            throw fault;
        }
    }

    public void Delete(string path)
    {
        Before("delete", path);
        if (_names.Files.ContainsKey(path))
        {
            _names.Remove(path);
        }
    }

    public void FlushFolder(string folder)
    {
        Before("flush folder", folder);
        if (!Exists(folder))
        {
            throw new DirectoryNotFoundException($"no folder '{folder}'");
        }
        _names.Flush(folder);
    }

    public void CreateFolder(string folder)
    {
        Before("create folder", folder);
        for (string? at = folder; at is not null && at != Path.GetPathRoot(at); at = Path.GetDirectoryName(at))
        {
            _names.Folders.Add(at);
        }
    }

    public bool FileExists(string path) => _names.Files.ContainsKey(path);

    public bool FolderExists(string folder) => Exists(folder);

    public DateTime LastChange(string path) => throw new NotSupportedException("the simulated disk has no times");

    public IReadOnlyList<string> List(string folder, string pattern)
    {
        Before("list", folder);
        return [.. _names.Files.Keys.Where(path => Path.GetDirectoryName(path) == folder && FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(path), ignoreCase: false))];
    }

    public IReadOnlyList<string> ListFolders(string folder)
    {
        Before("list folders", folder);
        return [.. _names.Folders.Where(inner => Path.GetDirectoryName(inner) == folder)];
    }

    public void DeleteFolder(string folder) => throw new NotSupportedException("the simulated program deletes no folder");

    public long FreeBytes(string folder) => throw new NotSupportedException("the simulated disk has no size");

    public IDisposable? TryLock(string path) => throw new NotSupportedException("one simulated process runs at a time");

    private bool Exists(string folder) => folder == Path.GetPathRoot(folder) || _names.Folders.Contains(folder);

    private void Before(string what, string path)
    {
        if (Fault(what, path) is { } fault)
        {
            throw fault;
        }
    }

    private IOException? Fault(string what, string path, bool writes = false)
    {
        if (Quiet)
        {
            return null;
        }
        if (_dead || ++Operations == DiesAt)
        {
            trace?.Invoke(_dead ? $"  (dead) {what} {path}" : $"  the process dies before: {what} {path}");
            _dead = true;
            throw new CrashException();
        }
        statistics.Count(Happened.FileOperations);
        IOException? fault = faults(writes);
        trace?.Invoke(fault is null ? $"  {Operations} {what} {path}" : $"  {Operations} {what} {path}: {fault.Message}");
        return fault;
    }

    private sealed class OpenFile(MemoryDisk disk, string path, MemoryFile file) : IStoredFile
    {
        public long Length => file.Content.Length;

        public int Read(Span<byte> buffer, long offset)
        {
            disk.Before("read", path);
            int there = (int)Math.Clamp(file.Content.Length - offset, 0, buffer.Length);
            int got = !disk.Quiet && there > 1 && disk.Draw.Chance(0.2) ? disk.Draw.Between(1, there) : there; // a short read is no fault
            file.Content.AsSpan((int)Math.Min(offset, file.Content.Length), got).CopyTo(buffer);
            return got;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            IOException? fault;
            try
            {
                fault = disk.Fault("write", path, writes: true);
            }
            catch (CrashException)
            {
                file.Write(bytes[..disk.Draw.Below(bytes.Length + 1)], offset);
                throw;
            }
            file.Write(fault is null ? bytes : bytes[..disk.Draw.Below(bytes.Length + 1)], offset);
            if (fault is not null)
            {
                throw fault;
            }
        }

        public void Flush()
        {
            disk.Before("flush", path);
            file.Flush();
        }

        public void Dispose()
        {
        }
    }
}
