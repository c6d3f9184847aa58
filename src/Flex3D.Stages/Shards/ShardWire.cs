using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Shards;

/// <summary>Writes and reads the arrays of a shard as bytes: for each its length (int32) and its values, little-endian, one after the other.</summary>
internal static class ShardWire
{
    /// <summary>Writes one array.</summary>
    public static void Write<T>(Stream stream, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        RequireLittleEndian();
        int length = values.Length;
        stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
        stream.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Writes bytes as one array of them, without a copy.</summary>
    /// <param name="write">Writes them; called twice, the first time to be counted.</param>
    public static void Write(Stream stream, Action<Stream> write)
    {
        using var count = new CountingStream();
        write(count);
        int length = checked((int)count.Length);
        stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
        write(stream);
    }

    /// <summary>Reads the next array of bytes in place, and leaves in <paramref name="bytes"/> the bytes after it.</summary>
    /// <exception cref="InvariantException">The array is longer than the bytes that are left.</exception>
    public static ReadOnlySpan<byte> Slice(ref ReadOnlySpan<byte> bytes)
    {
        Require(bytes.Length >= sizeof(int), "a shard's bytes end before the length of an array");
        int length = MemoryMarshal.Read<int>(bytes);
        Require(length >= 0 && length <= bytes.Length - sizeof(int), $"a shard's bytes hold an array of {length} values, and {bytes.Length - sizeof(int)} bytes are left");
        ReadOnlySpan<byte> slice = bytes.Slice(sizeof(int), length);
        bytes = bytes[(sizeof(int) + length)..];
        return slice;
    }

    /// <summary>Reads the next array, and leaves in <paramref name="bytes"/> the bytes after it.</summary>
    /// <exception cref="InvariantException">The array is longer than the bytes that are left.</exception>
    public static T[] Read<T>(ref ReadOnlySpan<byte> bytes)
        where T : unmanaged
    {
        RequireLittleEndian();
        Require(bytes.Length >= sizeof(int), "a shard's bytes end before the length of an array");
        int length = MemoryMarshal.Read<int>(bytes);
        bytes = bytes[sizeof(int)..];
        Require(length >= 0 && (long)length * Unsafe.SizeOf<T>() <= bytes.Length, $"a shard's bytes hold an array of {length} values, and {bytes.Length} bytes are left");
        T[] values = MemoryMarshal.Cast<byte, T>(bytes[..(length * Unsafe.SizeOf<T>())]).ToArray();
        bytes = bytes[(length * Unsafe.SizeOf<T>())..];
        return values;
    }

    /// <summary>Refuses bytes that this program cannot have written.</summary>
    public static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvariantException(otherwise);
        }
    }

    private static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("shards travel as little-endian bytes, and so must the machine be");
        }
    }

    private sealed class CountingStream : WriteOnlyStream
    {
        private long _length;

        public override long Length => _length;

        public override void Write(ReadOnlySpan<byte> buffer) => _length += buffer.Length;
    }
}
