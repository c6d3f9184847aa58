using System.Globalization;

namespace Flex3D.Pipeline.Configuration;

/// <summary>An amount of memory: <c>600MB</c>, <c>1.5GiB</c>, <c>4096</c>.</summary>
internal readonly record struct ByteSize(long Bytes)
{
    private static readonly (string Suffix, double Factor)[] Units =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1)];

    /// <summary>Reads an amount; false if <paramref name="text"/> is not an amount or is not positive.</summary>
    public static bool TryParse(string text, out ByteSize size)
    {
        string number = text.Trim();
        double factor = 1;
        foreach ((string suffix, double value) in Units)
        {
            if (number.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                (number, factor) = (number[..^suffix.Length].TrimEnd(), value);
                break;
            }
        }
        bool read = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount);
        double bytes = amount * factor;
        size = read && bytes is >= 1 and < 9e18 ? new ByteSize((long)bytes) : default;
        return size.Bytes > 0;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        foreach ((string suffix, double factor) in Units.Reverse())
        {
            if (suffix != "B" && Bytes % (long)factor == 0 && Bytes > 0)
            {
                return (Bytes / (long)factor).ToString(CultureInfo.InvariantCulture) + suffix;
            }
        }
        return Bytes.ToString(CultureInfo.InvariantCulture);
    }
}
