using System.Globalization;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Results.Report;

/// <summary>Writes the page of a run, <c>report.html</c>: one file that needs no network, with plots to play with and still pictures for print.</summary>
/// <remarks>
/// The page has nothing that differs between two runs of the same inputs and settings, so that its bytes are a result like others. What does differ (times, memory, the
/// folder) stands in <c>status.js</c> beside the page, which shows it where the file is there.
/// </remarks>
public sealed class HtmlReport(ReportContent content)
{
    private readonly MotionSummary _summary = new(content.Summary);
    private readonly HashSet<ReportPicture> _shown = [];

    public void Save(string path) => DurableFile.WriteText(path, Text());

    /// <summary>Returns the HTML of the page.</summary>
    public string Text()
    {
        (System.Text.Json.Nodes.JsonObject data, PackedArrays arrays) = LivePlots.Of(content);
        return LivePage.Text(content.Summary.Title, Body(), data, arrays, PageAssets.Script, beside: "status.js");
    }

    private ReportBody Body()
    {
        var body = new ReportBody();
        body.Open("top").Open("answer").Paragraph(_summary.Verdict(), _summary.Supported ? "verdict" : "verdict none");
        foreach (string warning in _summary.Warnings)
        {
            body.Paragraph(warning, "warning");
        }
        body.Paragraph(ReportWords.Needs, "needs");
        if (content.Surfaces is { } scene)
        {
            body.Paragraph(scene.Moves ? ReportWords.Moving : ReportWords.Still, "words live-words");
        }
        body.Close();
        Surface(body);
        body.Close();
        body.Begin("summary", "Summary").Preformatted(_summary.Text()).End();
        Particles(body);
        Motions(body);
        Live(body, "fsc", "Resolution: rigid against flexed maps", ReportWords.Fsc, content.Fsc is not null, "plots/fsc");
        Live(body, "loss", "Training", ReportWords.Loss, content.Epochs.Count > 0, Epochs, "plots/loss");
        Live(body, "uncertainty", "How well each particle is placed", ReportWords.Uncertainty, content.Particles is not null);
        Unfit(body);
        foreach (ReportPicture picture in content.Pictures.Where(picture => !_shown.Contains(picture)))
        {
            body.Begin(Path.GetFileNameWithoutExtension(picture.File), picture.Heading).Figure(null, [picture], picture.Heading, picture.Caption).End();
        }
        Inputs(body);
        Run(body);
        return body;
    }

    private void Surface(ReportBody body)
    {
        ReportPicture[] still = content.Still is { } png ? [new ReportPicture("surface.png", png, "The surface of the map", "")] : [];
        if (content.Surfaces is not null || still.Length > 0)
        {
            body.Begin("surface", _summary.Supported ? "The motion" : "The map");
            body.Figure(content.Surfaces is null ? null : "surface", still, "The surface of the map, to turn and play").End();
        }
    }

    private void Particles(ReportBody body)
    {
        ReportPicture[] pictures = Take("plots/coordinates", "plots/latents");
        if (content.Particles is not null || pictures.Length > 0)
        {
            body.Begin("particles", "Where the particles lie").Paragraph(ReportWords.Particles, "words");
            body.Figure(content.Particles is null ? null : "particles", pictures, "The particles over two coordinates");
            body.Paragraph(ReportWords.Select, "words live-words").End();
        }
    }

    private void Motions(ReportBody body)
    {
        body.Begin("motions", "Main motions").Paragraph(ReportWords.Motions, "words");
        if (!_summary.Supported)
        {
            body.Paragraph(ReportWords.Unsupported, "warning");
        }
        body.Figure("motions", [], "The share of each motion");
        body.Table(["motion", "share of all displacement", "whole molecule (Å RMS)", "most mobile tenth (Å RMS)"], content.Summary.Motion.Components.Select((component, i) => (string[])
            [$"motion{i}", N($"{100 * component.VarianceExplained:0.#} %"), N($"{(component.HighScore - component.LowScore) * component.RmsAngstrom:0.0}"), N($"{component.TravelAngstrom:0.0}")]));
        foreach (ReportPicture picture in Take("plots/motion"))
        {
            body.Figure(null, [picture], picture.Heading, $"{picture.Heading}. {picture.Caption}");
        }
        body.End();
        Live(body, "travel", "Displacement by region", ReportWords.Travel, content.Density.Length > 0);
        foreach (ReportPicture picture in Take("plots/flow_motion", "plots/slices"))
        {
            body.Begin(Path.GetFileNameWithoutExtension(picture.File), picture.Heading).Figure(null, [picture], picture.Heading, picture.Caption).End();
        }
    }

    private void Epochs(ReportBody body)
    {
        body.Details("Epoch by epoch: rigidity (λ) and coordinates in use", inside => inside.Paragraph(ReportWords.Epochs)
            .Table(["epoch", "learns", "loss", "held out, rigid", "held out, flexed", "λ", "latent coordinates in use"], content.Epochs.Select(epoch => (string[])
                [$"{epoch.Epoch}", epoch.Kind, N($"{epoch.TrainingFlexed:0.00}"), Known(epoch.HeldOutRigid, "0.00"), Known(epoch.HeldOutFlexed, "0.00"), Known(epoch.RigidityStrength, "0.####"), epoch.ActiveLatents > 0 ? $"{epoch.ActiveLatents}" : "–"])));

        static string Known(double value, string format) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);
    }

    private void Inputs(ReportBody body)
    {
        if (content.InputWarnings is not { } warnings)
        {
            return;
        }
        body.Begin("inputs", "The check of the inputs").Paragraph(warnings.Count == 0 ? ReportWords.InputsRight : ReportWords.InputsWarned, "words");
        foreach ((string text, string evidence, string remedy) in warnings)
        {
            body.Paragraph($"{text} ({evidence}).{(remedy.Length > 0 ? $" What to do: {remedy}." : "")}", "warning");
        }
        body.End();
    }

    private void Unfit(ReportBody body)
    {
        bool weighed = content.Particles?.Names.Contains("weight") == true;
        int unfit = content.Summary.Unfit;
        body.Begin("unfit", "Particles that fit nothing").Paragraph(ReportWords.Unfit, "words");
        body.Paragraph(unfit > 0 ? N($"{unfit:N0} of {content.Summary.Particles:N0} particles have a weight below 0.5.")
            : weighed ? "No particle has a weight below 0.5." : "Weights were not estimated in this run, or are 1 for every particle.");
        if (weighed)
        {
            body.Figure("weights", [], "How many particles have which weight");
        }
        body.End();
    }

    private void Run(ReportBody body)
    {
        RunFacts facts = content.Facts;
        body.Begin("go-on", "How to go on").Commands(facts.Commands).End();
        if (content.Summary.Files.Count > 0)
        {
            body.Begin("files", "Files").Table(["file", "what it holds"], content.Summary.Files.Select(file => (string[])[file.File, file.What])).End();
        }
        body.Begin("run", "How this run was made").Place("status").Paragraph(ReportWords.Times, "words without-status");
        body.Details("Settings that differ from their defaults", inside => inside
            .Paragraph(facts.Settings.Count == 0 ? "None that changes a result." : "Those that change results; run.yaml has all.")
            .Table(["setting", "value", "what it sets"], facts.Settings.Select(setting => (string[])[setting.Key, setting.Value, setting.What])));
        body.Details("Settings that were chosen automatically", inside => inside.Table(["setting", "value", "because"], facts.Chosen.Select(setting => (string[])[setting.Key, setting.Value, setting.Why])));
        body.Details("Files that were read", inside => inside.Table(["file", "bytes", "hash"], facts.Inputs.Select(input => (string[])[input.Path, N($"{input.Bytes:N0}"), input.Hash])));
        body.Details("Versions", inside => inside.Table(["software", "version"], facts.Versions.Select(version => (string[])[version.Name, version.Version]))).End();
        body.Begin("cite", "How to cite").Paragraph(ReportWords.Cite).Paragraph($"Flex3D {facts.Version}, the Flex3D authors: the program.".Replace("  ", " ", StringComparison.Ordinal));
        body.Details("Licence of the plotting library", inside => inside.Paragraph(ReportWords.ThirdParty)).End();
    }

    /// <summary>Adds a section with a plot and the pictures that stand for it in print; nothing where there is neither.</summary>
    private void Live(ReportBody body, string plot, string heading, string words, bool plotted, params string[] names) => Live(body, plot, heading, words, plotted, _ => { }, names);

    /// <param name="more">Adds what stands below them.</param>
    private void Live(ReportBody body, string plot, string heading, string words, bool plotted, Action<ReportBody> more, params string[] names)
    {
        ReportPicture[] pictures = Take(names);
        if (plotted || pictures.Length > 0)
        {
            body.Begin(plot, heading).Paragraph(words, "words").Figure(plotted ? plot : null, pictures, heading);
            more(body);
            body.End();
        }
    }

    private ReportPicture[] Take(params string[] names)
    {
        ReportPicture[] found = [.. names.SelectMany(name => content.Pictures.Where(picture => Path.ChangeExtension(picture.File, null) == name))];
        _shown.UnionWith(found);
        return found;
    }

    private static string N(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
