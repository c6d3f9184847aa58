using System.Globalization;

namespace Flex3D.Stages.Particles.Export;

/// <summary>Writes numbers as text without allocating memory, since a table has millions of them.</summary>
internal static class ExportText
{
    /// <summary>Writes the shortest text that reads back as the same float.</summary>
    public static void Write(TextWriter writer, float value)
    {
        Span<char> text = stackalloc char[32];
        _ = value.TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        writer.Write(text[..length]);
    }

    /// <summary>Returns a number that was a float32 as the shortest text that reads back to it, and any other with ten digits.</summary>
    public static string Of(double value) => value == 0 ? "0" : value == (float)value ? ((float)value).ToString("R", CultureInfo.InvariantCulture) : value.ToString("G10", CultureInfo.InvariantCulture);

    /// <summary>Writes a row number.</summary>
    public static void Write(TextWriter writer, int row)
    {
        Span<char> text = stackalloc char[16];
        _ = row.TryFormat(text, out int length, provider: CultureInfo.InvariantCulture);
        writer.Write(text[..length]);
    }
}
