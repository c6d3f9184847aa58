using System.Text.RegularExpressions;

namespace Flex3D.Stages.Tests.Results.Report;

/// <summary>Takes a page apart as far as tests need it.</summary>
internal static partial class PageMarkup
{
    private static readonly string[] s_empty = ["meta", "img", "br"];

    /// <summary>The page without what stands in its scripts and its style.</summary>
    public static string Markup(string page) => Raw().Replace(page, "$1$2");

    /// <summary>Every tag that is opened is closed in its place.</summary>
    public static void ShouldBeWellFormed(string page)
    {
        page.ShouldStartWith("<!DOCTYPE html>");
        var open = new Stack<string>();
        foreach (Match tag in Tag().Matches(Markup(page)))
        {
            string name = tag.Groups["name"].Value;
            if (tag.Groups["end"].Success)
            {
                open.Pop().ShouldBe(name, tag.Value);
            }
            else if (!s_empty.Contains(name))
            {
                open.Push(name);
            }
        }
        open.ShouldBeEmpty();
    }

    /// <summary>What the page has the browser load, but for data that stand in it.</summary>
    public static IEnumerable<string> Loaded(string page) => Source().Matches(page).Select(match => match.Groups["what"].Value).Where(what => !what.StartsWith("data:", StringComparison.Ordinal));

    [GeneratedRegex("""(<(?:script|style)[^>]*>).*?(</(?:script|style)>)""", RegexOptions.Singleline)]
    private static partial Regex Raw();

    [GeneratedRegex("""<(?<end>/)?(?<name>[a-z][a-z0-9]*)[^>]*>""")]
    private static partial Regex Tag();

    [GeneratedRegex("""(?:\b(?:src|href|srcset|action|poster)\s*=\s*["']?|url\(\s*["']?|@import\s*["']?)(?<what>[^"'\s>)]+)""")]
    private static partial Regex Source();
}
