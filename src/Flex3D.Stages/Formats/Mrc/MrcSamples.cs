using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Flex3D.Stages.Formats;

/// <summary>Converts the samples of an MRC file, of any mode and byte order, to float32.</summary>
internal static class MrcSamples
{
    public static readonly MrcMode[] All = [MrcMode.Float32, MrcMode.Int8, MrcMode.Int16, MrcMode.UInt16, MrcMode.Float16, MrcMode.UInt4];

    public static bool IsKnown(int mode) => Array.IndexOf(All, (MrcMode)mode) >= 0;

    public static int BytesOf(MrcMode mode) => mode switch
    {
        MrcMode.Float32 => 4,
        MrcMode.Int8 => 1,
        _ => 2,
    };

    /// <summary>Decodes whole rows: <paramref name="raw"/> holds rows of <paramref name="header"/>.RowBytes, <paramref name="samples"/> rows of Columns.</summary>
    public static void Decode(MrcHeader header, ReadOnlySpan<byte> raw, Span<float> samples)
    {
        switch (header.Mode)
        {
            case MrcMode.Float32:
                Span<int> bits = MemoryMarshal.Cast<float, int>(samples);
                ReadOnlySpan<int> words = MemoryMarshal.Cast<byte, int>(raw);
                if (header.BigEndian == BitConverter.IsLittleEndian)
                {
                    BinaryPrimitives.ReverseEndianness(words, bits);
                }
                else
                {
                    words.CopyTo(bits);
                }
                break;
            case MrcMode.Int8:
                for (int i = 0; i < samples.Length; i++)
                {
                    samples[i] = header.UnsignedBytes ? raw[i] : (sbyte)raw[i];
                }
                break;
            case MrcMode.UInt4:
                DecodeNibbles(raw, samples, header.Columns, (int)header.RowBytes);
                break;
            default:
                DecodeShorts(header, MemoryMarshal.Cast<byte, short>(raw), samples);
                break;
        }
    }

    private static void DecodeShorts(MrcHeader header, ReadOnlySpan<short> raw, Span<float> samples)
    {
        bool swap = header.BigEndian == BitConverter.IsLittleEndian;
        for (int i = 0; i < samples.Length; i++)
        {
            short bits = swap ? BinaryPrimitives.ReverseEndianness(raw[i]) : raw[i];
            samples[i] = header.Mode switch
            {
                MrcMode.Int16 => bits,
                MrcMode.UInt16 => (ushort)bits,
                _ => (float)BitConverter.Int16BitsToHalf(bits),
            };
        }
    }

    /// <summary>Decodes 4-bit samples: two a byte, the low four bits first; every row starts at a byte.</summary>
    private static void DecodeNibbles(ReadOnlySpan<byte> raw, Span<float> samples, int columns, int rowBytes)
    {
        for (int row = 0; row * columns < samples.Length; row++)
        {
            ReadOnlySpan<byte> bytes = raw.Slice(row * rowBytes, rowBytes);
            Span<float> values = samples.Slice(row * columns, columns);
            for (int i = 0; i < columns; i++)
            {
                values[i] = (bytes[i >> 1] >> ((i & 1) * 4)) & 15;
            }
        }
    }
}
