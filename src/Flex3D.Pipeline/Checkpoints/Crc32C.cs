using System.Buffers.Binary;
using System.Numerics;

namespace Flex3D.Pipeline.Checkpoints;

/// <summary>CRC-32C (Castagnoli, reflected polynomial 0x82F63B78), as in iSCSI: start 0xFFFFFFFF, result inverted.</summary>
internal struct Crc32C
{
    private uint _inverted;

    /// <summary>The check value of the bytes appended so far.</summary>
    public readonly uint Value => ~(_inverted ^ 0xFFFFFFFFu);

    /// <summary>Adds more bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint crc = _inverted ^ 0xFFFFFFFFu;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        foreach (byte b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }
        _inverted = crc ^ 0xFFFFFFFFu;
    }
}
