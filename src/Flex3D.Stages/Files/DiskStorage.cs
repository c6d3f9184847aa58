using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Flex3D.Stages.Files;

/// <summary>Storage on the machine's file systems.</summary>
internal sealed partial class DiskStorage : IStorage
{
    private const int NotSupported = 22; // EINVAL: the file system has no folder flush
    private const int NotPermitted = 13; // EACCES
    private const int WouldBlock = 11; // EWOULDBLOCK
    private const int WouldBlockMac = 35;
    private const int WindowsSharing = unchecked((int)0x80070020);
    private static readonly EnumerationOptions Folders = new() { AttributesToSkip = FileAttributes.ReparsePoint };

    public IStoredFile Open(string path) =>
        new DiskFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess));

    public IStoredFile Create(string path) => new DiskFile(File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete));

    public void Rename(string from, string to)
    {
#pragma warning disable RS0030 // the only place that renames
        File.Move(from, to, overwrite: true);
#pragma warning restore RS0030
    }

    public void Delete(string path)
    {
        if (File.Exists(path)) // a missing folder is no error either
        {
            File.Delete(path);
        }
    }

    public void CreateFolder(string folder) => Directory.CreateDirectory(folder);

    public void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder);
        }
    }

    public long FreeBytes(string folder)
    {
        string disk = OperatingSystem.IsWindows() ? Path.GetPathRoot(Path.GetFullPath(folder))! : folder;
        return disk.StartsWith(@"\\", StringComparison.Ordinal)
            ? throw new IOException($"a network share does not report the free space in '{folder}'")
            : new DriveInfo(disk).AvailableFreeSpace;
    }

    public bool FileExists(string path) => File.Exists(path);

    public bool FolderExists(string folder) => Directory.Exists(folder);

    public DateTime LastChange(string path) => File.GetLastWriteTimeUtc(path);

    public IReadOnlyList<string> ListFolders(string folder) => Directory.Exists(folder) ? Directory.GetDirectories(folder, "*", Folders) : [];

    public IDisposable? TryLock(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held) when (held.HResult is WouldBlock or WouldBlockMac or WindowsSharing)
        {
            return null;
        }
    }

    public IReadOnlyList<string> List(string folder, string pattern) => Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];

    public void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals the rename itself
        }
        int handle = OpenFolder(folder, 0);
        if (handle < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw error == NotPermitted
                ? new UnauthorizedAccessException($"no permission to open folder '{folder}' to flush it")
                : new IOException($"cannot open folder '{folder}' to flush it (errno {error})", error);
        }
        try
        {
            if (FSync(handle) != 0 && Marshal.GetLastPInvokeError() is var error and not NotSupported)
            {
                throw new IOException($"cannot flush folder '{folder}' (errno {error})", error);
            }
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);

    private sealed class DiskFile(SafeFileHandle handle) : IStoredFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(handle, buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

        public void Flush() => RandomAccess.FlushToDisk(handle);

        public void Dispose() => handle.Dispose();
    }
}
