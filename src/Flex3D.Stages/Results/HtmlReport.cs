using System.Net;
using System.Text;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Results;

/// <summary>Writes the report as one self-contained HTML page: summary, figures (inlined) and table of files, without scripts or external resources.</summary>
public sealed class HtmlReport
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

    private readonly MotionSummary _summary;
    private readonly MotionReportInput _input;
    private readonly List<(byte[] Png, string Heading, string Caption)> _pictures = [];

    public HtmlReport(MotionReportInput input)
    {
        _input = input;
        _summary = new MotionSummary(input);
    }

    /// <summary>Adds a picture; pictures appear in the order in which they are added.</summary>
    /// <param name="png">The bytes of a PNG file.</param>
    /// <param name="heading">Heading of the picture.</param>
    /// <param name="caption">Explanation of the picture, a sentence or two.</param>
    public HtmlReport Picture(byte[] png, string heading, string caption)
    {
        _pictures.Add((png, heading, caption));
        return this;
    }

    public void Save(string path) => DurableFile.WriteText(path, Text());

    /// <summary>Returns the HTML of the page.</summary>
    public string Text()
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n");
        page.Append($"<title>{Encode(_input.Title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>{Encode(_input.Title)}</h1>\n");
        page.Append($"<p class=\"verdict{(_summary.Supported ? "" : " none")}\">{Encode(_summary.Verdict())}</p>\n");
        foreach (string warning in _summary.Warnings)
        {
            page.Append($"<p class=\"warning\">{Encode(warning)}</p>\n");
        }
        page.Append($"<h2>Summary</h2>\n<pre>{Encode(_summary.Text())}</pre>\n");
        foreach ((byte[] png, string heading, string caption) in _pictures)
        {
            page.Append($"<h2>{Encode(heading)}</h2>\n<figure><img alt=\"{Encode(heading)}\" src=\"data:image/png;base64,");
            page.Append(Convert.ToBase64String(png));
            page.Append($"\"><figcaption>{Encode(caption)}</figcaption></figure>\n");
        }
        Files(page);
        return page.Append("</body>\n</html>\n").ToString();
    }

    private void Files(StringBuilder page)
    {
        if (_input.Files.Count == 0)
        {
            return;
        }
        page.Append("<h2>Files</h2>\n<table>\n");
        foreach ((string file, string what) in _input.Files)
        {
            page.Append($"<tr><td><code>{Encode(file)}</code></td><td>{Encode(what)}</td></tr>\n");
        }
        page.Append("</table>\n");
    }

    // The page is UTF-8, so only the characters that HTML reserves need escaping.
    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
