using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Flex3D.Pipeline.Checkpoints;

/// <summary>One named part of a checkpoint, written straight from where it lies.</summary>
/// <param name="Name">1-64 characters of a-z, A-Z, 0-9, '.', '-', '_', '/'.</param>
/// <param name="Length">Bytes that <paramref name="Write"/> writes.</param>
/// <param name="Write">Writes the content, the same every time it is called.</param>
internal sealed record CheckpointSection(string Name, long Length, Action<Stream> Write)
{
    private const int Chunk = 1 << 20;

    /// <summary>An array of numbers, little-endian, without a copy.</summary>
    public static CheckpointSection Array<T>(string name, ReadOnlyMemory<T> values)
        where T : unmanaged => new(name, (long)values.Length * Unsafe.SizeOf<T>(), stream =>
        {
            RequireLittleEndian();
            for (int start = 0; start < values.Length; start += Chunk)
            {
                stream.Write(MemoryMarshal.AsBytes(values.Span[start..Math.Min(values.Length, start + Chunk)]));
            }
        });

    /// <summary>A value as JSON, for what is small and worth reading with the eye.</summary>
    public static CheckpointSection Json<T>(string name, T value)
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(value, CheckpointJson.Options);
        return new CheckpointSection(name, bytes.Length, stream => stream.Write(bytes));
    }

    internal static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("checkpoints are little-endian, and so must the machine be");
        }
    }
}
