namespace Flex3D.Stages.Files;

/// <summary>Writes files so that a half-written file never appears under its final name.</summary>
/// <remarks>
/// Invariants: (1) the final name holds the old bytes or the new bytes, never a mixture; (2) when a method returns, the new
/// bytes and the name survive a power cut; (3) a failed write removes its temporary file.
/// </remarks>
public static class DurableFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Creates or replaces <paramref name="path"/> with what <paramref name="write"/> writes.</summary>
    /// <param name="storage">The storage to write to; null for <see cref="Storage.Current"/>.</param>
    public static void Write(string path, Action<Stream> write, IStorage? storage = null)
    {
        storage ??= Storage.Current;
        DurableFolder.Create(FolderOf(path), storage);
        string temporary = TemporaryOf(path);
        try
        {
            using (IStoredFile file = storage.Create(temporary))
            {
                var stream = new BufferedStream(new StoredStream(file, writable: true), BufferBytes); // not disposed of, as that would write again after a failure
                write(stream);
                stream.Flush();
                file.Flush();
            }
            Replace(temporary, path, storage);
        }
        catch
        {
            storage.Delete(temporary);
            throw;
        }
    }

    /// <summary>Creates or replaces a UTF-8 text file.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Renames a finished temporary file over <paramref name="path"/> in the same folder, and flushes the folder.</summary>
    public static void Replace(string temporary, string path, IStorage? storage = null)
    {
        storage ??= Storage.Current;
        storage.Rename(temporary, path);
        storage.FlushFolder(FolderOf(path));
        WrittenFiles.Add(path);
    }

    /// <summary>The name under which <paramref name="path"/> is written until it is complete: in the same folder, hidden, ending in <c>.partial</c>.</summary>
    public static string TemporaryOf(string path) => Path.Combine(FolderOf(path), $".{Path.GetFileName(path)}.{Environment.ProcessId}.partial");

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;
}
