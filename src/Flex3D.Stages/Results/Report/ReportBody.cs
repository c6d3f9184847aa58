using System.Text;
using Flex3D.Stages.Results.Pages;

namespace Flex3D.Stages.Results.Report;

/// <summary>Builds the body of the page, part by part. Every text is encoded; only this class writes tags.</summary>
internal sealed class ReportBody
{
    private readonly StringBuilder _html = new();

    /// <summary>Returns the HTML.</summary>
    public override string ToString() => _html.ToString();

    public ReportBody Begin(string id, string heading) => Add($"<section id=\"{id}\">\n<h2>{E(heading)}</h2>\n");

    public ReportBody End() => Add("</section>\n");

    /// <summary>Begins a part that the style sheet places.</summary>
    public ReportBody Open(string style) => Add($"<div class=\"{style}\">\n");

    public ReportBody Close() => Add("</div>\n");

    /// <summary>Adds a paragraph.</summary>
    /// <param name="style">Its class; null for plain text.</param>
    public ReportBody Paragraph(string text, string? style = null) => Add($"<p{(style is null ? "" : $" class=\"{style}\"")}>{E(text).Replace("\n", "<br>\n", StringComparison.Ordinal)}</p>\n");

    public ReportBody Preformatted(string text) => Add($"<pre>{E(text)}</pre>\n");

    /// <summary>Adds a figure: a plot by a script where scripts run, and a still picture in print and elsewhere.</summary>
    /// <param name="plot">Name of the plot; null for the picture alone.</param>
    /// <param name="pictures">Still pictures, if there are any.</param>
    /// <param name="name">What it shows, for those who cannot see it.</param>
    public ReportBody Figure(string? plot, IReadOnlyList<ReportPicture> pictures, string name, string? caption = null)
    {
        _html.Append($"<figure{(plot is not null && pictures.Count == 0 ? " class=\"alone\"" : "")}>\n");
        if (plot is not null)
        {
            _html.Append($"<div class=\"live\" data-plot=\"{plot}\" role=\"group\" aria-label=\"{E(name)}\"></div>\n");
        }
        foreach (ReportPicture picture in pictures)
        {
            string type = picture.File.EndsWith(".svg", StringComparison.Ordinal) ? "svg+xml" : "png";
            _html.Append($"<img{(plot is not null ? " class=\"still\"" : "")} alt=\"{E(picture.Heading)}\" src=\"data:image/{type};base64,{Convert.ToBase64String(picture.Image)}\">\n");
        }
        if (caption is not null)
        {
            _html.Append($"<figcaption>{E(caption)}</figcaption>\n");
        }
        return Add("</figure>\n");
    }

    /// <summary>Adds a table whose first cells are code; nothing where there are no rows.</summary>
    /// <param name="headings">Heading of each column.</param>
    /// <param name="rows">Cells of each row.</param>
    public ReportBody Table(string[] headings, IEnumerable<string[]> rows)
    {
        string[][] all = [.. rows];
        if (all.Length == 0)
        {
            return this;
        }
        _html.Append("<div class=\"wide\"><table>\n<thead><tr>").AppendJoin("", headings.Select(heading => $"<th scope=\"col\">{E(heading)}</th>")).Append("</tr></thead>\n<tbody>\n");
        foreach (string[] row in all)
        {
            _html.Append("<tr>").AppendJoin("", row.Select((cell, i) => i == 0 ? $"<td><code>{E(cell)}</code></td>" : $"<td>{E(cell)}</td>")).Append("</tr>\n");
        }
        return Add("</tbody></table></div>\n");
    }

    /// <summary>Adds commands, in which scripts put the run folder for RUN.</summary>
    public ReportBody Commands(IEnumerable<(string Command, string What)> commands)
    {
        foreach ((string command, string what) in commands)
        {
            _html.Append($"<p class=\"command\">{E(what)}<br><code data-command>{E(command)}</code></p>\n");
        }
        return this;
    }

    /// <summary>Adds a part that is closed at first.</summary>
    public ReportBody Details(string summary, Action<ReportBody> inside)
    {
        _html.Append($"<details><summary>{E(summary)}</summary>\n");
        inside(this);
        return Add("</details>\n");
    }

    /// <summary>Adds an empty place that a script fills.</summary>
    public ReportBody Place(string id) => Add($"<div id=\"{id}\"></div>\n");

    private ReportBody Add(string html)
    {
        _html.Append(html);
        return this;
    }

    private static string E(string text) => HtmlPage.Encode(text);
}
