using System.Globalization;
using System.Text.RegularExpressions;

namespace Flex3D.Stages.Results;

/// <summary>Renumbers the ids of an SVG in order of appearance. Skia numbers them through the life of the process, which would make the bytes of a figure depend on those drawn before.</summary>
internal static partial class SvgIds
{
    /// <summary>Returns <paramref name="svg"/> with every id, and every reference to one, renamed to <c>p0</c>, <c>p1</c>, …</summary>
    public static string Renumber(string svg)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        return Id().Replace(svg, match =>
        {
            if (!names.TryGetValue(match.Value, out string? name))
            {
                names[match.Value] = name = string.Create(CultureInfo.InvariantCulture, $"p{names.Count}");
            }
            return name;
        });
    }

    [GeneratedRegex("""(?<=\bid="|url\(#|href="#)[A-Za-z][\w.-]*(?=["\)])""")]
    private static partial Regex Id();
}
