using System.Globalization;
using System.Text;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Files;
using Flex3D.Stages.Results;
using Flex3D.Stages.Results.Report;
using Flex3D.Stages.Training;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Showing;

/// <summary>Shows a run on a screen of text: its steps, the short part of its summary, and small plots.</summary>
internal static class ShownRun
{
    private const int Height = 7, Narrowest = 84, Gap = 2;

    /// <summary>Returns the lines.</summary>
    /// <param name="run">The run, which need not be finished.</param>
    /// <param name="order">Names of steps in the order in which they run.</param>
    /// <param name="width">Width of the screen, characters; plots are beside each other from 84 on.</param>
    /// <exception cref="Stages.Faults.InputException">A file of the run is damaged.</exception>
    public static IEnumerable<string> Lines(RunFolder run, IEnumerable<string> order, int width)
    {
        foreach (string line in Steps(run.Status(), [.. order]))
        {
            yield return line;
        }
        if (Storage.Current.FileExists(run.SummaryFile))
        {
            yield return "";
            foreach (string line in ShortSummary.Lines(Encoding.UTF8.GetString(Storage.ReadAll(run.SummaryFile))))
            {
                yield return line;
            }
        }
        bool beside = width >= Narrowest;
        int each = beside ? (width - Gap) / 2 : width;
        string[][] plots = [.. Plots(run, each)];
        for (int i = 0; i < plots.Length; i += beside ? 2 : 1)
        {
            yield return "";
            foreach (string line in beside && i + 1 < plots.Length ? TextPlot.Beside(plots[i], plots[i + 1], each) : plots[i])
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> Steps(RunStatus status, string[] order)
    {
        yield return $"{status.State}: " + string.Join(", ", status.Steps.OrderBy(step => Array.IndexOf(order, step.Key)).Select(step => step.Value.State == StepStatus.Waiting ? $"{step.Key} waiting"
            : string.Create(CultureInfo.InvariantCulture, $"{step.Key} {step.Value.Seconds:0.#} s{(step.Value.State == StepStatus.Done ? "" : $" ({step.Value.State})")}")));
        if (status.State != StepStatus.Done && status.Now is { Phase: { } phase } now)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{phase}: {now.CommittedSteps} of {now.Steps} steps, {now.Counted:N0} particles counted{(now.LastFault is { } fault ? $"; last fault: {fault}" : "")}");
        }
        if (status.Message is { } message)
        {
            yield return message;
        }
    }

    private static IEnumerable<string[]> Plots(RunFolder run, int width)
    {
        IReadOnlyList<RunFolder> lineage = run.Lineage();
        if (lineage.Select(earlier => earlier.Of(TrainStep.Name)).FirstOrDefault(folder => Storage.Current.FileExists(TrainingHistory.FileOf(folder))) is { } train)
        {
            EpochRecord[] history = TrainingHistory.Read(train);
            yield return TextPlot.Curves("loss", width, Height, "epoch 1", string.Create(CultureInfo.InvariantCulture, $"{history.Length}"), null, HeldOut(history));
        }
        if (Path.Combine(run.Path, "fsc.csv") is var fsc && Storage.Current.FileExists(fsc))
        {
            double[] flexed = FscFiles.ReadCurve(fsc, "flex_corrected"), rigid = FscFiles.ReadCurve(fsc, "rigid_corrected");
            string finest = Encoding.UTF8.GetString(Storage.ReadAll(fsc)).TrimEnd().Split('\n')[^1].Split(',')[1];
            yield return TextPlot.Curves("FSC", width, Height, "∞", $"{double.Parse(finest, CultureInfo.InvariantCulture).ToString("0.0", CultureInfo.InvariantCulture)} Å", (0, 1), new("flexed", '●', flexed), new("rigid", '○', rigid), new("0.143", '┄', [0.143, 0.143]));
        }
        if (lineage.Select(earlier => Path.Combine(earlier.Path, "latents.csv")).FirstOrDefault(Storage.Current.FileExists) is { } table)
        {
            var sample = ParticleSample.Read(table);
            int column = sample.Names.Contains("motion0") ? sample.Names.Index().First(name => name.Item == "motion0").Index : 0;
            string unit = sample.Names[column] == "motion0" ? " (Å)" : "";
            yield return TextPlot.Histogram($"particles along the main motion, {sample.Names[column]}{unit}", width, Height, sample.Column(column));
        }
    }

    // Without held-out particles, the loss of those that were trained on.
    private static TextCurve[] HeldOut(EpochRecord[] history) => history.Any(record => double.IsFinite(record.HeldOutFlexed))
        ? [new("held out, flexed", '●', [.. history.Select(record => record.HeldOutFlexed)]), new("held out, rigid", '○', [.. history.Select(record => record.HeldOutRigid)])]
        : [new("training", '●', [.. history.Select(record => record.Loss)])];
}
