using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Model;

/// <summary>The header of a plain NumPy array (NPY format, versions 1-3): element type, order and shape.</summary>
/// <param name="Type">NumPy's type string, such as "&lt;f4".</param>
/// <param name="FortranOrder">First index fastest.</param>
/// <param name="Shape">Sizes, slowest first; none for a scalar.</param>
/// <param name="Length">Bytes before the data.</param>
internal sealed record NpyArrayHeader(string Type, bool FortranOrder, long[] Shape, int Length)
{
    private const int Longest = 4096;

    /// <exception cref="InputException">Not an NPY header of one plain type.</exception>
    public static NpyArrayHeader Read(Stream stream, string source)
    {
        byte[] start = new byte[12];
        if (stream.ReadAtLeast(start.AsSpan(0, 10), 10, throwOnEndOfStream: false) < 10 || start[0] != 0x93 || !start.AsSpan(1, 5).SequenceEqual("NUMPY"u8) || start[6] is < 1 or > 3)
        {
            throw new InputException(source, "byte 0", "no NPY header of version 1, 2 or 3", "a NumPy array");
        }
        int offset = start[6] == 1 ? 10 : 12;
        bool whole = offset == 10 || stream.ReadAtLeast(start.AsSpan(10), 2, throwOnEndOfStream: false) == 2;
        long length = offset == 10 ? BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8)) : BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8));
        if (length > Longest)
        {
            throw new InputException(source, "byte 8", $"a header of {length} bytes", $"at most {Longest}");
        }
        byte[] text = new byte[length];
        if (!whole || stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length)
        {
            throw new InputException(source, "byte 8", "the end of the array", $"a header of {length} bytes");
        }
        return Parse(text, source, offset + (int)length);
    }

    private static NpyArrayHeader Parse(byte[] text, string source, int length)
    {
        object? literal;
        try
        {
            literal = new PythonLiteral(Encoding.UTF8.GetString(text), source).Parse();
        }
        catch (InputException e)
        {
            throw new InputException(source, e.Place, e.Found, e.Expected, inner: e); // its advice is for particle files
        }
        if (literal is not Dictionary<string, object?> header || !header.TryGetValue("descr", out object? descr) || descr is not string type
            || !header.TryGetValue("fortran_order", out object? order) || order is not bool fortran
            || !header.TryGetValue("shape", out object? shape) || shape is not List<object?> sizes || !sizes.TrueForAll(size => size is long and >= 0))
        {
            throw new InputException(source, "header", "no plain array", "{'descr': type, 'fortran_order': …, 'shape': (sizes)}");
        }
        return new(type, fortran, [.. sizes.Select(size => (long)size!)], length);
    }

    /// <summary>The bytes of a version 1 header in C order, padded to a multiple of 64.</summary>
    public static byte[] Write(string type, ReadOnlySpan<long> shape)
    {
        var sizes = new StringBuilder();
        foreach (long size in shape)
        {
            sizes.Append(CultureInfo.InvariantCulture, $"{size}, ");
        }
        string tuple = shape.Length > 1 ? sizes.ToString(0, sizes.Length - 2) : sizes.ToString().TrimEnd();
        byte[] text = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': ({tuple}), }}");
        byte[] bytes = new byte[(10 + text.Length + 1 + 63) / 64 * 64];
        bytes.AsSpan().Fill((byte)' ');
        bytes[0] = 0x93;
        "NUMPY\u0001\0"u8.CopyTo(bytes.AsSpan(1));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(bytes.Length - 10));
        text.CopyTo(bytes, 10);
        bytes[^1] = (byte)'\n';
        return bytes;
    }
}
