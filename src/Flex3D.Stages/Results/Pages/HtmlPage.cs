using System.Net;
using System.Text;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Results.Pages;

/// <summary>Builds a self-contained HTML page, part by part: pictures are inlined, and there are no scripts or external resources.</summary>
/// <param name="title">Title and main heading of the page.</param>
public sealed class HtmlPage(string title)
{
    private const string Style = """
        body { font: 16px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; color: #222; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; border-bottom: 1px solid #ddd; }
        .verdict { font-size: 1.1rem; padding: .7rem 1rem; border-left: 5px solid #0072B2; background: #f1f6fa; }
        .verdict.none { border-color: #777; background: #f4f4f4; }
        .warning { padding: .4rem 1rem; border-left: 5px solid #D55E00; background: #fdf3ec; }
        pre { font: 13px/1.45 ui-monospace, "DejaVu Sans Mono", Consolas, monospace; white-space: pre-wrap; }
        figure { margin: 1rem 0; } figure img { max-width: 100%; height: auto; } figcaption { color: #555; font-size: .9rem; }
        table { border-collapse: collapse; } td { padding: .2rem 1rem .2rem 0; vertical-align: top; } code { font-size: .9em; }
        """;

    private readonly StringBuilder _body = new();

    /// <summary>Adds a heading.</summary>
    public HtmlPage Heading(string text) => Add($"<h2>{Encode(text)}</h2>\n");

    /// <summary>Adds a paragraph.</summary>
    /// <param name="text">The text; line breaks are kept.</param>
    /// <param name="style"><c>verdict</c>, <c>verdict none</c> or <c>warning</c>; null for plain text.</param>
    public HtmlPage Paragraph(string text, string? style = null) =>
        Add($"<p{(style is null ? "" : $" class=\"{style}\"")}>{Encode(text).Replace("\n", "<br>\n", StringComparison.Ordinal)}</p>\n");

    /// <summary>Adds text in which spaces and line breaks count.</summary>
    public HtmlPage Preformatted(string text) => Add($"<pre>{Encode(text)}</pre>\n");

    /// <summary>Adds a picture.</summary>
    /// <param name="png">The bytes of a PNG file.</param>
    /// <param name="name">What it shows, for those who cannot see it.</param>
    /// <param name="caption">Explanation of the picture, a sentence or two.</param>
    public HtmlPage Picture(byte[] png, string name, string caption) =>
        Add($"<figure><img alt=\"{Encode(name)}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\"><figcaption>{Encode(caption)}</figcaption></figure>\n");

    /// <summary>Adds a drawing.</summary>
    /// <param name="svg">An <c>svg</c> element, whose texts are encoded.</param>
    /// <param name="caption">Explanation of the drawing, a sentence or two.</param>
    public HtmlPage Drawing(string svg, string caption) => Add($"<figure>{svg}<figcaption>{Encode(caption)}</figcaption></figure>\n");

    /// <summary>Adds a table of names and explanations.</summary>
    public HtmlPage Table(IEnumerable<(string Name, string Explanation)> rows)
    {
        _body.Append("<table>\n");
        foreach ((string name, string explanation) in rows)
        {
            _body.Append($"<tr><td><code>{Encode(name)}</code></td><td>{Encode(explanation)}</td></tr>\n");
        }
        return Add("</table>\n");
    }

    /// <summary>Returns the HTML of the page.</summary>
    public string Text() =>
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
        + $"<title>{Encode(title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>{Encode(title)}</h1>\n{_body}</body>\n</html>\n";

    /// <summary>Writes the page, complete or not at all.</summary>
    public void Save(string path) => DurableFile.WriteText(path, Text());

    /// <summary>Encodes the characters that HTML reserves; the page is UTF-8.</summary>
    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    private HtmlPage Add(string html)
    {
        _body.Append(html);
        return this;
    }
}
