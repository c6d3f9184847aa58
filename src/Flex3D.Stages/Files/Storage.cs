namespace Flex3D.Stages.Files;

/// <summary>The storage that readers and writers use by default, and short methods that use it.</summary>
public static class Storage
{
    private const int BufferBytes = 1 << 16;
    private static IStorage s_current = new DiskStorage();

    /// <summary>The machine's file systems, unless a test has replaced them.</summary>
    public static IStorage Current => Volatile.Read(ref s_current);

    /// <summary>Opens a file as a buffered stream for reading.</summary>
    public static Stream OpenRead(string path, IStorage? storage = null) => new BufferedStream(new StoredStream((storage ?? Current).Open(path), writable: false), BufferBytes);

    /// <summary>Reads all bytes of a file.</summary>
    public static byte[] ReadAll(string path)
    {
        using IStoredFile file = Current.Open(path);
        byte[] bytes = new byte[file.Length];
        int got = ReadFully(file, bytes, 0);
        return got == bytes.Length ? bytes : bytes[..got];
    }

    /// <summary>Reads until <paramref name="buffer"/> is full or the file ends; returns the bytes read.</summary>
    public static int ReadFully(IStoredFile file, Span<byte> buffer, long offset)
    {
        int total = 0;
        while (total < buffer.Length)
        {
            int got = file.Read(buffer[total..], offset + total);
            if (got == 0)
            {
                break;
            }
            total += got;
        }
        return total;
    }

    /// <summary>Replaces the current storage by a wrapper of it until the result is disposed of; tests use it to make file operations fail.</summary>
    internal static IDisposable Replace(Func<IStorage, IStorage> wrap)
    {
        IStorage before = Current;
        Volatile.Write(ref s_current, wrap(before));
        return new Restore(before);
    }

    private sealed class Restore(IStorage before) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref s_current, before);
    }
}
