namespace Flex3D.Stages.Files;

/// <summary>The storage that readers and writers use by default, and short methods that use it.</summary>
public static class Storage
{
    private const int BufferBytes = 1 << 16;
    private static readonly AsyncLocal<IStorage?> OfThisFlow = new();
    private static IStorage s_current = new DiskStorage();

    /// <summary>The machine's file systems, unless <see cref="Use"/> names another for what runs here, or a test has replaced them.</summary>
    public static IStorage Current => OfThisFlow.Value ?? Volatile.Read(ref s_current);

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

    /// <summary>Makes a storage the current one for the code that follows, and for all work that it starts, until the result is disposed of by the same code.</summary>
    public static IDisposable Use(IStorage storage)
    {
        IStorage? before = OfThisFlow.Value;
        OfThisFlow.Value = storage;
        return new Restore(() => OfThisFlow.Value = before);
    }

    /// <summary>Replaces the current storage by a wrapper of it until the result is disposed of; tests use it to make file operations fail.</summary>
    internal static IDisposable Replace(Func<IStorage, IStorage> wrap)
    {
        IStorage before = Volatile.Read(ref s_current);
        Volatile.Write(ref s_current, wrap(before));
        return new Restore(() => Volatile.Write(ref s_current, before));
    }

    private sealed class Restore(Action restore) : IDisposable
    {
        public void Dispose() => restore();
    }
}
