using System.Globalization;

namespace Flex3D.Stages.Particles;

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

    /// <summary>The shortest text that reads back as the same float.</summary>
    public static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}
