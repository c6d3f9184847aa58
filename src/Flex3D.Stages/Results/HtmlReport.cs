using Flex3D.Stages.Results.Pages;

namespace Flex3D.Stages.Results;

/// <summary>Writes the report as one self-contained HTML page: summary, figures (inlined) and table of files, without scripts or external resources.</summary>
public sealed class HtmlReport
{
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

    public void Save(string path) => Page().Save(path);

    /// <summary>Returns the HTML of the page.</summary>
    public string Text() => Page().Text();

    private HtmlPage Page()
    {
        var page = new HtmlPage(_input.Title);
        page.Paragraph(_summary.Verdict(), _summary.Supported ? "verdict" : "verdict none");
        foreach (string warning in _summary.Warnings)
        {
            page.Paragraph(warning, "warning");
        }
        page.Heading("Summary").Preformatted(_summary.Text());
        foreach ((byte[] png, string heading, string caption) in _pictures)
        {
            page.Heading(heading).Picture(png, heading, caption);
        }
        if (_input.Files.Count > 0)
        {
            page.Heading("Files").Table(_input.Files);
        }
        return page;
    }
}
