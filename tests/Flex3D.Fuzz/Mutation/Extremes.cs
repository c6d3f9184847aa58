using System.Buffers.Binary;

namespace Flex3D.Fuzz.Mutation;

/// <summary>Numbers at which readers break: the edges of each type, no numbers, and counts no file can hold.</summary>
public static class Extremes
{
    public static readonly IReadOnlyList<long> Whole =
    [
        0, 1, -1, 2, 3, 7, 16, 127, 128, 255, 256, 1023, 1024, 32767, 32768, 65535, 65536, 1 << 20, (1 << 24) + 1, 1 << 28,
        int.MaxValue, int.MinValue, int.MaxValue - 1, 1L << 31, uint.MaxValue, 1L << 32, 1L << 40, long.MaxValue, long.MinValue, -2, -128, -1024,
    ];

    public static readonly IReadOnlyList<double> Real =
    [
        0, -0.0, 1, -1, 0.1, 0.5, 1e-300, double.Epsilon, 1e38, -1e38, 3.5e38, 1e300, double.MaxValue, double.MinValue,
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, 90, 180, 360, 89.95, 1e9, 1e18,
    ];

    public static readonly IReadOnlyList<string> Texts =
    [
        "0", "-0", "1", "-1", "00000000000000000001", "2147483647", "2147483648", "-2147483648", "4294967296", "9223372036854775807", "9223372036854775808",
        "18446744073709551616", "1e308", "1e309", "-1e309", "1e-400", "nan", "NaN", "-nan", "inf", "Infinity", "-Infinity", "∞", "1,5", "1_000", "0x10", "1e", "+", "-", ".", "", "1.0.0",
        "1e99999999999", "١", "999999999999999999999999999999999999999999999999999999",
    ];

    /// <summary>Writes an extreme number of a random type and byte order; returns the bytes written, which may be fewer than the type's.</summary>
    public static void Write(Span<byte> at, FuzzRandom random)
    {
        Span<byte> number = stackalloc byte[8];
        int length = 1 << random.Below(4);
        if (random.OneIn(3))
        {
            double real = random.Pick(Real);
            length = random.OneIn(2) ? 4 : 8;
            if (length == 4)
            {
                BinaryPrimitives.WriteSingleLittleEndian(number, (float)real);
            }
            else
            {
                BinaryPrimitives.WriteDoubleLittleEndian(number, real);
            }
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, random.Pick(Whole));
        }
        if (random.OneIn(4))
        {
            number[..length].Reverse();
        }
        number[..Math.Min(length, at.Length)].CopyTo(at);
    }
}
