using System.Buffers.Binary;
using System.Security.Cryptography;
using Flex3D.Pipeline.Checkpoints;

namespace Flex3D.Simulator;

/// <summary>A damaged checkpoint with check sums that fit the damage: what a reader that does not verify would take for whole.</summary>
internal static class Forgery
{
    /// <summary>The same bytes with each section's CRC and the file's SHA-256 made anew; where the structure itself is damaged, as it is.</summary>
    public static byte[] Of(byte[] damaged)
    {
        byte[] bytes = [.. damaged];
        int end = bytes.Length - CheckpointFormat.TrailerLength, at = CheckpointFormat.HeaderLength;
        while (at + 2 <= end)
        {
            int name = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));
            if (at + 10 + name > end || BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at + 2 + name)) is var length && (length < 0 || length > end - at - 14 - name))
            {
                return bytes;
            }
            int content = 10 + name + (int)length;
            Crc32C crc = default;
            crc.Append(bytes.AsSpan(at, content));
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + content), crc.Value);
            at += content + 4;
        }
        if (at == end)
        {
            SHA256.HashData(bytes.AsSpan(0, bytes.Length - CheckpointFormat.HashLength)).CopyTo(bytes, bytes.Length - CheckpointFormat.HashLength);
        }
        return bytes;
    }
}
