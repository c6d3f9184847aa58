using System.Buffers.Binary;

namespace Flex3D.Stages.Tests.Formats;

/// <summary>Builds MRC files byte by byte, by the standard and not by the code under test.</summary>
internal sealed class MrcBytes(int nx, int ny, int nz, int mode)
{
    public bool BigEndian { get; init; }
    public (int, int, int) Axes { get; init; } = (1, 2, 3);
    public int Extended { get; init; }
    public bool Stamped { get; init; } = true;
    public float Cell { get; init; } = 2;

    public byte[] Build(ReadOnlySpan<byte> data)
    {
        byte[] file = new byte[1024 + Extended + data.Length];
        void Word(int number, int value)
        {
            Span<byte> at = file.AsSpan((number - 1) * 4);
            if (BigEndian)
            {
                BinaryPrimitives.WriteInt32BigEndian(at, value);
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(at, value);
            }
        }
        Word(1, nx);
        Word(2, ny);
        Word(3, nz);
        Word(4, mode);
        int[] sizes = new int[4];
        (sizes[Axes.Item1 % 4], sizes[Axes.Item2 % 4], sizes[Axes.Item3 % 4]) = (nx, ny, nz);
        for (int axis = 1; axis <= 3; axis++)
        {
            Word(7 + axis, sizes[axis]);
            Word(10 + axis, BitConverter.SingleToInt32Bits(sizes[axis] * Cell));
            Word(13 + axis, BitConverter.SingleToInt32Bits(90));
        }
        (int c, int r, int s) = Axes;
        Word(17, c);
        Word(18, r);
        Word(19, s);
        Word(24, Extended);
        if (Stamped)
        {
            "MAP "u8.CopyTo(file.AsSpan(208));
            file[212] = file[213] = (byte)(BigEndian ? 0x11 : 0x44);
        }
        data.CopyTo(file.AsSpan(1024 + Extended));
        return file;
    }

    /// <summary>Whole numbers as samples of a mode, in this file's byte order.</summary>
    public byte[] Encode(ReadOnlySpan<int> values)
    {
        var bytes = new List<byte>();
        for (int i = 0; i < values.Length; i++)
        {
            byte[] sample = mode switch
            {
                0 => [(byte)(sbyte)values[i]],
                1 => BitConverter.GetBytes((short)values[i]),
                6 => BitConverter.GetBytes((ushort)values[i]),
                12 => BitConverter.GetBytes((Half)values[i]),
                2 => BitConverter.GetBytes((float)values[i]),
                _ => [],
            };
            if (BigEndian)
            {
                Array.Reverse(sample);
            }
            if (mode == 101)
            {
                if (i % nx % 2 == 0)
                {
                    bytes.Add((byte)values[i]);
                }
                else
                {
                    bytes[^1] |= (byte)(values[i] << 4);
                }
            }
            bytes.AddRange(sample);
        }
        return [.. bytes];
    }
}
