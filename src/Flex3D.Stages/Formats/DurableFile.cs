using System.Runtime.InteropServices;

namespace Flex3D.Stages.Formats;

/// <summary>Writes files so that nothing half-written is ever seen under a final name.</summary>
/// <remarks>
/// Invariants: (1) the final name holds the old bytes or the new bytes, never a mixture; (2) when a method returns, the new
/// bytes and the name survive a power cut; (3) a failed write removes its temporary file.
/// </remarks>
public static partial class DurableFile
{
    /// <summary>Creates or replaces <paramref name="path"/> with what <paramref name="write"/> writes.</summary>
    public static void Write(string path, Action<FileStream> write)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.partial");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            Replace(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Creates or replaces a UTF-8 text file.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Renames a finished temporary file over <paramref name="path"/> in the same folder, and flushes the folder.</summary>
    public static void Replace(string temporary, string path)
    {
#pragma warning disable RS0030 // the one place that renames
        File.Move(temporary, path, overwrite: true);
#pragma warning restore RS0030
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals the rename itself
        }
        int handle = Open(folder, 0);
        if (handle < 0)
        {
            throw new IOException($"cannot open folder '{folder}' to flush it (errno {Marshal.GetLastPInvokeError()})");
        }
        try
        {
            if (FSync(handle) != 0 && Marshal.GetLastPInvokeError() is var error and not 22)
            {
                throw new IOException($"cannot flush folder '{folder}' (errno {error})"); // 22: the file system has no folder flush
            }
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
