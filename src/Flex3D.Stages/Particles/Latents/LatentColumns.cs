using System.Globalization;

namespace Flex3D.Stages.Particles.Latents;

/// <summary>The names under which latents stand in each kind of file, shared by writer and reader.</summary>
internal static class LatentColumns
{
    /// <summary>STAR: _flex3dLatent0, _flex3dLatent1, …</summary>
    public const string StarPrefix = "flex3dLatent";

    /// <summary>.cs: one column of K numbers a row.</summary>
    public const string Cs = "flex3d/latent";

    public static string Csv(int axis) => string.Create(CultureInfo.InvariantCulture, $"z{axis}");

    public static string Star(int axis) => string.Create(CultureInfo.InvariantCulture, $"{StarPrefix}{axis}");

    /// <summary>.cs: the names of cryoSPARC's 3D variability analysis.</summary>
    public static string Mode(int axis, string part) => string.Create(CultureInfo.InvariantCulture, $"components_mode_{axis}/{part}");

    /// <summary>Writes the shortest text that reads back as the same float, leaving nothing for the collector: a table has millions of them.</summary>
    public static void Write(TextWriter writer, float value)
    {
        Span<char> text = stackalloc char[32];
        _ = value.TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        writer.Write(text[..length]);
    }

    /// <summary>Writes a row's number, as above.</summary>
    public static void Write(TextWriter writer, int row)
    {
        Span<char> text = stackalloc char[16];
        _ = row.TryFormat(text, out int length, provider: CultureInfo.InvariantCulture);
        writer.Write(text[..length]);
    }
}
