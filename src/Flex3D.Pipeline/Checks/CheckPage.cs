using System.Globalization;
using Flex3D.Stages.Checks;
using Flex3D.Stages.Checks.Pictures;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Results.Pages;

namespace Flex3D.Pipeline.Checks;

/// <summary>The findings of a check with pictures, as one self-contained HTML page.</summary>
internal static class CheckPage
{
    private static readonly string[] s_accuracy = ["agreement", "no-agreement", "poses-wrong", "pose-accuracy", "noise"];

    /// <summary>Makes sure that a page may be written to a file: a new one, or one that ends in .html or .htm.</summary>
    /// <exception cref="InputException">It is a folder or another file.</exception>
    public static void Require(string path)
    {
        if (Storage.Current.FolderExists(path))
        {
            throw new InputException(path, null, "a folder", "the name of an HTML file", "name a file with --report, such as check.html");
        }
        if (Storage.Current.FileExists(path) && !path.EndsWith(".html", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".htm", StringComparison.OrdinalIgnoreCase))
        {
            throw new InputException(path, null, "a file that exists and may be no page", "the name of a new file, or one that ends in .html", "name another with --report, or delete it");
        }
    }

    /// <summary>Writes the page, complete or not at all.</summary>
    /// <param name="path">The file, which is replaced.</param>
    /// <param name="input">The findings.</param>
    /// <param name="evidence">What the images showed; null where they were not compared with a map.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Save(string path, CheckedInput input, ImageEvidence? evidence)
    {
        HtmlPage page = Of(input, evidence);
        try
        {
            page.Save(path);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException || (fault is IOException full && !FaultClassifier.IsDiskFull(full)))
        {
            throw new InputException(path, null, $"a file that cannot be written: {fault.Message}", "the name of a file in a folder that can be written", "name another with --report");
        }
    }

    /// <summary>Composes the page.</summary>
    public static HtmlPage Of(CheckedInput input, ImageEvidence? evidence)
    {
        var page = new HtmlPage($"flex3d check: {input.Name}");
        page.Paragraph($"{input.Name}: {FindingWords.Verdict(input.Findings)}", input.Findings.Any(finding => finding.Severity >= CheckSeverity.Warning) ? "warning" : "verdict");
        page.Paragraph(string.Create(CultureInfo.InvariantCulture, $"{input.Count} particles; map: {input.Map ?? "none"}; {evidence?.Images ?? 0} images were compared with it."));
        page.Heading("Findings");
        foreach (CheckFinding finding in input.Findings)
        {
            page.Paragraph($"{FindingWords.Word(finding.Severity)} {finding.Code}: {finding.Text}\n{finding.Evidence}{(finding.Remedy is { } remedy ? $"\n→ {remedy}" : "")}", Style(finding.Severity));
        }
        if (evidence is not null)
        {
            Averages(page, evidence);
            Readings(page, evidence);
            PixelSize(page, evidence);
            page.Heading("Poses and noise").Table(input.Findings.Where(finding => s_accuracy.Contains(finding.Code)).Select(finding => (finding.Code, $"{finding.Text}: {finding.Evidence}")));
        }
        return page;
    }

    private static string Style(CheckSeverity severity) => severity >= CheckSeverity.Warning ? "warning" : severity == CheckSeverity.Right ? "verdict" : "verdict none";

    private static void Averages(HtmlPage page, ImageEvidence evidence)
    {
        bool found = evidence.AsFound is not null;
        page.Heading("What the images show").Picture(AveragesFigure.Sections(evidence.AsGiven, evidence.AsFound).ToPng(), "central sections of the map and of the average of the images",
            $"The images, averaged in Fourier space as the poses, shifts and CTF say that they belong together, beside the map. The map's column is the same average of the images that the map predicts. Where the input is right, the columns show the same molecule; noise, a blur, a mirror image or inverted grey show that it is not.{(found ? " The last column is the average once the table is read as the findings say." : "")}");
        page.Picture(AveragesFigure.Views(evidence.ViewsAsGiven, "as the table says").ToPng(), "projections of the map and averages of the images of similar view",
            "The most frequent views: images within 20° of one of them are turned in plane, corrected for their CTF and averaged, and so are the projections of the map at their poses.");
        if (found)
        {
            page.Picture(AveragesFigure.Views(evidence.ViewsAsFound, "as found").ToPng(), "projections and averages with what was found", "The same once the table is read as the findings say.");
        }
    }

    private static void Readings(HtmlPage page, ImageEvidence evidence)
    {
        page.Heading("Readings of the table that were tried");
        foreach (ReadingRound round in evidence.Rounds)
        {
            string over = round.Over.Code == "table" ? "the table's own reading" : $"what was found before ({round.Over.Code})";
            page.Drawing(ReadingBars.Of(round), $"Log-likelihood gain of the images with each change of {over}, and standard errors by which it is better. A change is accepted if it is better by 5 standard errors and by 3 %. Point at a name to read what it means. A gain that is clearly worse in the first images is estimated from those.");
        }
    }

    private static void PixelSize(HtmlPage page, ImageEvidence evidence)
    {
        page.Heading("Pixel size");
        if (evidence.PixelSize is { } curve)
        {
            page.Picture(new PixelSizeFigure(curve).ToPng(), "agreement over pixel size", string.Create(CultureInfo.InvariantCulture, $"Agreement of images and map over the pixel size. The images agree best at {100 * curve.Change:+0.0;-0.0;0.0} ± {100 * curve.Error:0.00} %."));
        }
        else
        {
            page.Paragraph("The pixel size was not looked for: with --quick, and where the images do not agree with the map, it is left out.");
        }
    }
}
