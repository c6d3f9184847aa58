using System.Buffers.Binary;
using System.Numerics;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Dealing;

/// <summary>Writes int64 sums in as few bytes as hold them: for each block of values the number of bytes of a value (0 to 8), and then the low bytes of each, little-endian, the highest bit of which is the sign.</summary>
/// <remarks>The sums of a gradient keep 40 bits below its largest value, so most fit into 5 bytes of 8.</remarks>
public static class PackedSums
{
    /// <summary>Values of a block.</summary>
    public const int Block = 256;

    /// <summary>Writes sums.</summary>
    public static void Write(Stream stream, ReadOnlySpan<long> sums)
    {
        Span<byte> bytes = stackalloc byte[1 + sizeof(long) * (Block + 1)]; // a value is written whole, and the next over what is too much
        for (int at = 0; at < sums.Length; at += Block)
        {
            ReadOnlySpan<long> block = sums[at..Math.Min(at + Block, sums.Length)];
            ulong largest = 0;
            foreach (long sum in block)
            {
                largest |= (ulong)(sum < 0 ? ~sum : sum);
            }
            int width = largest == 0 && !block.ContainsAnyExcept(0L) ? 0 : (64 - BitOperations.LeadingZeroCount(largest)) / 8 + 1;
            bytes[0] = (byte)width;
            for (int i = 0; i < block.Length; i++)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes[(1 + i * width)..], block[i]);
            }
            stream.Write(bytes[..(1 + block.Length * width)]);
        }
    }

    /// <summary>Reads as many sums as are expected, and leaves in <paramref name="bytes"/> the bytes after them.</summary>
    /// <param name="length">Number of sums, which the reader knows: no memory is taken for more than it has asked for.</param>
    /// <exception cref="Faults.InvariantException">The bytes are not so many sums.</exception>
    public static long[] Read(ref ReadOnlySpan<byte> bytes, int length)
    {
        long blocks = ((long)length + Block - 1) / Block;
        ShardWire.Require(bytes.Length >= blocks, $"{bytes.Length} bytes cannot hold {length} sums");
        long[] sums = new long[length];
        for (int at = 0; at < length; at += Block)
        {
            Span<long> block = sums.AsSpan(at, Math.Min(Block, length - at));
            int width = bytes.IsEmpty ? -1 : bytes[0];
            ShardWire.Require(width is >= 0 and <= sizeof(long) && bytes.Length > block.Length * width, "the sums of a shard's gradient end too early, or have values of more than 8 bytes");
            Unpack(bytes.Slice(1, block.Length * width), width, block);
            bytes = bytes[(1 + block.Length * width)..];
        }
        return sums;
    }

    private static void Unpack(ReadOnlySpan<byte> bytes, int width, Span<long> block)
    {
        if (width == 0)
        {
            return; // all are 0
        }
        int shift = 64 - 8 * width;
        for (int i = 0; i < block.Length; i++)
        {
            ReadOnlySpan<byte> value = bytes[(i * width)..];
            long low = value.Length >= sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(value) : Last(value[..width]);
            block[i] = low << shift >> shift;
        }
    }

    private static long Last(ReadOnlySpan<byte> value)
    {
        long low = 0;
        for (int i = value.Length - 1; i >= 0; i--)
        {
            low = low << 8 | value[i];
        }
        return low;
    }
}
