using System.Buffers.Binary;
using System.Text;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Formats;

/// <summary>The frame around the header of a NumPy .npy file or entry: magic, version, length, and a Python literal that describes the data.</summary>
/// <remarks>
/// NumPy's NPY format, versions 1-3: \x93NUMPY, major, minor, header length (2 bytes in version 1, else 4, little-endian), then
/// the literal, padded with blanks and a line feed so that the data start at a multiple of 64.
/// </remarks>
internal static class NpyFrame
{
    public static bool IsMagic(ReadOnlySpan<byte> bytes) => bytes.Length >= 6 && bytes[0] == 0x93 && bytes.Slice(1, 5).SequenceEqual("NUMPY"u8);

    /// <summary>Reads to the first byte of the data.</summary>
    /// <param name="stream">A stream positioned at the magic.</param>
    /// <param name="source">The name of the file or entry in error messages.</param>
    /// <param name="longest">The most bytes the literal may have.</param>
    /// <param name="advice">Advice for all error messages; null for none.</param>
    /// <returns>The literal, and the number of bytes before the data.</returns>
    /// <exception cref="InputException">There is no such frame, or the stream ends inside it.</exception>
    public static (string Literal, int Length) Read(Stream stream, string source, long longest, string? advice = null)
    {
        Span<byte> start = stackalloc byte[12];
        int got = stream.ReadAtLeast(start[..10], 10, throwOnEndOfStream: false);
        if (got < 10 || !IsMagic(start) || start[6] is < 1 or > 3)
        {
            string found = got < 10 ? "the end of the file" : IsMagic(start) ? $"NPY version {start[6]}" : "other bytes";
            throw new InputException(source, "byte 0", found, "an NPY header of version 1, 2 or 3", advice);
        }
        int offset = start[6] == 1 ? 10 : 12;
        bool whole = offset == 10 || stream.ReadAtLeast(start[10..], 2, throwOnEndOfStream: false) == 2;
        long length = offset == 10 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > longest)
        {
            throw new InputException(source, "byte 8", $"a header of {length} bytes", $"at most {longest}", advice);
        }
        byte[] text = new byte[length];
        if (!whole || stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length)
        {
            throw new InputException(source, "byte 8", "the end of the file", $"a header of {length} bytes", advice);
        }
        return (Encoding.UTF8.GetString(text), offset + (int)length);
    }

    /// <summary>Returns the bytes before the data: in version 1, or in version 2 where the literal is too long for version 1.</summary>
    public static byte[] Write(string literal)
    {
        byte[] text = Encoding.UTF8.GetBytes(literal);
        int version = text.Length + 64 < ushort.MaxValue ? 1 : 2;
        int start = version == 1 ? 10 : 12;
        byte[] bytes = new byte[(start + text.Length + 1 + 63) / 64 * 64];
        bytes.AsSpan(start).Fill((byte)' ');
        bytes[^1] = (byte)'\n';
        bytes[0] = 0x93;
        "NUMPY"u8.CopyTo(bytes.AsSpan(1));
        bytes[6] = (byte)version;
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(bytes.Length - start));
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), (uint)(bytes.Length - start));
        }
        text.CopyTo(bytes.AsSpan(start));
        return bytes;
    }
}
