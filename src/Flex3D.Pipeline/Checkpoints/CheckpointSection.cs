using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Flex3D.Pipeline.Checkpoints;

/// <summary>One named part of a checkpoint, written without first copying all of it.</summary>
/// <param name="Name">1-64 characters of a-z, A-Z, 0-9, '.', '-', '_', '/'.</param>
/// <param name="Length">Bytes that <paramref name="Write"/> writes.</param>
/// <param name="Write">Writes the content, the same every time it is called.</param>
internal sealed record CheckpointSection(string Name, long Length, Action<Stream> Write)
{
    private const int Chunk = 1 << 20;

    /// <summary>Makes a section of an array of numbers, little-endian, without a copy.</summary>
    public static CheckpointSection Array<T>(string name, ReadOnlyMemory<T> values)
        where T : unmanaged => new(name, (long)values.Length * Unsafe.SizeOf<T>(), stream =>
        {
            RequireLittleEndian();
            for (int start = 0; start < values.Length; start += Chunk)
            {
                stream.Write(MemoryMarshal.AsBytes(values.Span[start..Math.Min(values.Length, start + Chunk)]));
            }
        });

    /// <summary>Makes a section of a small value as JSON, which a person can read.</summary>
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
