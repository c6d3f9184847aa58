using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Files;
using Flex3D.Stages.Model;
using Flex3D.Stages.Results;
using Flex3D.Stages.Results.Report;
using Flex3D.Stages.Training;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Steps.Summary;

/// <summary>Collects what the page of a run shows: surfaces, particles, curves and pictures, from the files of the run and of those it builds on.</summary>
internal static class RunPage
{
    public static ReportContent Content(
        RunFolder run, IReadOnlyList<RunFolder> lineage, PipelineOptions options, RunModel model, MotionReportInput input, IReadOnlyList<EpochRecord> history, IReadOnlyList<StepResult> results)
    {
        int threads = options.Threads ?? Environment.ProcessorCount;
        string? table = First(lineage, "latents.csv"), fsc = First([run], "fsc.csv");
        return new ReportContent
        {
            Summary = input,
            Pictures = [.. results.Where(result => result.Shown is not null).Select(result => Picture(run, result))],
            Surfaces = PageSurfaces.Scene(lineage, model, input, threads),
            Still = PageSurfaces.Still(run, model, input, threads),
            Particles = table is null ? null : ParticleSample.Read(table),
            Fsc = fsc is null ? null : Fsc(fsc, model.Model),
            Epochs = [.. history.Select(record => new LossEpoch(record.Epoch + 1, record.Loss, record.HeldOutRigid, record.HeldOutFlexed)
            {
                Kind = record.Kind.ToString().ToLowerInvariant(),
                RigidityStrength = record.RigidityStrength,
                ActiveLatents = record.ActiveLatents,
            })],
            Density = model.Density,
            InputWarnings = QuickCheck.Read(lineage)?.Select(warning => (warning.Text, warning.Evidence, warning.Remedy ?? "")).ToArray(),
            Facts = PageFacts.Of(run, lineage, options),
        };
    }

    // The drawing that is the smaller file: many marks make a large SVG, and photographs of sections a large PNG.
    private static ReportPicture Picture(RunFolder run, StepResult result)
    {
        string svg = Path.ChangeExtension(result.File, ".svg");
        byte[] png = Storage.ReadAll(Path.Combine(run.Path, result.File));
        byte[]? drawing = First([run], svg) is { } path ? Storage.ReadAll(path) : null;
        (string heading, string caption) = result.Shown!.Value;
        return drawing?.Length <= png.Length ? new(svg, drawing, heading, caption) : new(result.File, png, heading, caption);
    }

    private static FscPlot Fsc(string path, FlexModel model) => new(
        model.Box * model.PixelSizeAngstrom, FscFiles.ReadCurve(path, "rigid_corrected"), FscFiles.ReadCurve(path, "flex_corrected"), 2 * model.PixelSizeAngstrom * model.Box / model.TrainingBox);

    private static string? First(IReadOnlyList<RunFolder> lineage, string file) =>
        lineage.Select(run => Path.Combine(run.Path, file)).FirstOrDefault(Storage.Current.FileExists);
}
