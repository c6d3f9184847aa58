using System.Text.Json.Nodes;
using Flex3D.Stages.Files;
using Flex3D.Stages.Results.Report;

namespace Flex3D.Stages.Results.Comparing;

/// <summary>Writes the page that compares runs: one file that needs no network, with tables that need no scripts and plots that do.</summary>
public sealed class ComparisonPage(ComparisonContent content)
{
    private const int MostAtTop = 3;
    private const string Motions = "Displacements of the same places in the same particles, each from its mean over the particles, in one conformation of both models and without the turn and shift of the "
        + "molecule as a whole. RMS over particles and places, weighted with the density. The places are ordered by how far they move in both runs. Both runs place a particle by its one image: what the "
        + "noise of the image does to both is not in a difference, and two runs that agree can be wrong in the same way.";
    private const string Directions = "The main motions of a run (each explains 5 % or more of its displacements) span a subspace of all displacements. Principal angles compare two of them: 0° for a direction "
        + "that both have, 90° for one that the other has nothing of. A share says how much of one run's motion (mean square) the other's main motions can describe. The correlation is that of the particles' places along the main motion of each.";
    private const string HeldOut = "Particles that were held out of the training of both runs. A model's latents, pose and contrast of an image are inferred from one half of its Fourier components, and the loss is taken on the "
        + "other half. The difference is that of the same images; its standard error comes from its spread over the images. Three standard errors or more are evidence.";
    private const string Resolution = "Fourier shell correlation of the half-maps of each run, corrected for its mask. It compares the two halves of one run; masks differ between runs, and a curve that is higher within a "
        + "tighter mask is no better map.";

    public void Save(string path) => DurableFile.WriteText(path, Text());

    /// <summary>Returns the HTML of the page.</summary>
    public string Text()
    {
        (JsonObject data, PackedArrays arrays) = Data();
        return LivePage.Text("Comparison of " + string.Join(", ", content.Runs), Body(), data, arrays, PageAssets.ComparisonScript);
    }

    private ReportBody Body()
    {
        var body = new ReportBody();
        if (content.Answers.Count <= MostAtTop)
        {
            Answers(body, "verdict");
        }
        foreach (string warning in content.Warnings)
        {
            body.Paragraph(warning, "warning");
        }
        body.Paragraph(ReportWords.Needs, "needs");
        Table(body.Begin("runs", "The runs"), content.About).End();
        if (content.Answers.Count > MostAtTop)
        {
            Answers(body.Begin("words", "In words"), null).End();
        }
        body.Begin("settings", "Settings that differ");
        body.Paragraph(content.Settings.Rows.Count == 0 ? "None of those that change results." : "Those that change results; run.yaml of each run has all.", "words");
        Table(body, content.Settings).End();
        Table(body.Begin("motions", "Are the motions the same?").Paragraph(Motions, "words"), content.Motions);
        if (content.Pairs.Count > 0)
        {
            body.Figure("mobility", [], "How far parts of the molecule move in both runs, and by how much they differ");
        }
        body.End();
        Table(body.Begin("directions", "Directions, and where the particles lie").Paragraph(Directions, "words"), content.Directions);
        if (content.Pairs.Any(pair => pair.FirstCoordinates.Length > 0))
        {
            body.Figure("places", [], "The particles along the main motion of each run");
        }
        body.End();
        Table(body.Begin("held-out", "Which explains held-out particles better?").Paragraph(HeldOut, "words"), content.HeldOut);
        if (content.Differences.Count > 0)
        {
            body.Figure("differences", [], "Differences on held-out particles, with three standard errors to both sides");
        }
        body.End();
        Table(body.Begin("fsc", "Resolution").Paragraph(Resolution, "words"), content.Resolutions);
        if (content.Curves.Count > 0)
        {
            body.Figure("curves", [], "Fourier shell correlation of the runs");
        }
        body.End();
        return body.Details("Licence of the plotting library", inside => inside.Paragraph(ReportWords.ThirdParty));
    }

    private ReportBody Answers(ReportBody body, string? style) => content.Answers.Aggregate(body, (so, answer) => so.Paragraph(answer, style));

    private static ReportBody Table(ReportBody body, ComparisonTable table) => body.Table(table.Headings, table.Rows);

    private (JsonObject Data, PackedArrays Arrays) Data()
    {
        var arrays = new PackedArrays();
        var pairs = new JsonArray();
        foreach ((int number, PairPlot pair) in content.Pairs.Index())
        {
            bool placed = pair.FirstCoordinates.Length > 0;
            if (placed)
            {
                arrays.Add($"first{number}", pair.FirstCoordinates);
                arrays.Add($"second{number}", pair.SecondCoordinates);
            }
            pairs.Add(new JsonObject
            {
                ["first"] = pair.First,
                ["second"] = pair.Second,
                ["placed"] = placed,
                ["share"] = Numbers(pair.Parts.Select(part => 100 * part.Share)),
                ["moved"] = new JsonArray(Numbers(pair.Parts.Select(part => part.First)), Numbers(pair.Parts.Select(part => part.Second)), Numbers(pair.Parts.Select(part => part.Difference))),
            });
        }
        var data = new JsonObject
        {
            ["pairs"] = pairs,
            ["differences"] = new JsonArray([.. content.Differences.Select(entry => new JsonObject { ["name"] = entry.Name, ["mean"] = entry.Difference.Mean, ["error"] = entry.Difference.Error, ["images"] = entry.Difference.Images })]),
            ["curves"] = new JsonArray([.. content.Curves.Select(run => new JsonObject { ["name"] = run.Name, ["box"] = run.BoxAngstrom, ["flexed"] = Numbers(run.Flexed), ["rigid"] = Numbers(run.Rigid) })]),
            ["arrays"] = arrays.Index,
        };
        return (data, arrays);
    }

    private static JsonArray Numbers(IEnumerable<double> values) => [.. values.Select(value => double.IsFinite(value) ? JsonValue.Create(Math.Round(value, 5)) : null)];
}
