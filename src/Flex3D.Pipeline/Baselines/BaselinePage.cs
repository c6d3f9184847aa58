using Flex3D.Stages.Files;
using Flex3D.Stages.Results.Pages;

namespace Flex3D.Pipeline.Baselines;

/// <summary>Writes the page of a comparison with baselines: table, sentences and pictures, in one file that needs no network.</summary>
internal static class BaselinePage
{
    public const string FileName = "baseline.html";

    private const string Sections = "Sections through the region's centre: the rigid map, the map after masked local refinement (rigid outside the region), and the flexed map, on one grey scale. The line is the region's mask at 0.5.";
    private const string Curves = "Fourier shell correlation of the half-maps within the region's mask, corrected for the mask. It compares two halves of the same particles: what both halves have wrong, it does not show.";

    public static void Write(BaselineReport report, IReadOnlyList<BaselineRegion> regions, string folder)
    {
        var page = new HtmlPage($"The flexed map beside its baselines: {Path.GetFileName(Path.TrimEndingDirectorySeparator(report.Run))}");
        page.Paragraph(string.Join('\n', BaselineText.Claims(report)), report.MotionSupported == true ? "verdict" : "verdict none");
        foreach (string warning in BaselineText.Warnings(report))
        {
            page.Paragraph(warning, "warning");
        }
        page.Heading("By region").Preformatted(string.Join('\n', BaselineText.Table(report)));
        page.Paragraph(report.Poses);
        foreach (BaselineRegion region in regions)
        {
            page.Heading(region.Name);
            page.Picture(Png(folder, region, "sections"), $"sections through {region.Name}", Sections);
            page.Picture(Png(folder, region, "fsc"), $"FSC in {region.Name}", Curves);
        }
        page.Heading("Rounds of the local refinements").Preformatted(string.Join('\n', BaselineText.Rounds(report)));
        page.Save(Path.Combine(folder, FileName));
    }

    private static byte[] Png(string folder, BaselineRegion region, string what) => Storage.ReadAll(Path.Combine(folder, "plots", $"{region.FileName}_{what}.png"));
}
