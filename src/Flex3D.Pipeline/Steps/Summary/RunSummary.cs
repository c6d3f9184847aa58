using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Files;
using Flex3D.Stages.Particles.Quarantine;
using Flex3D.Stages.Results;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Summary;

/// <summary>What came of a run, in words and as one page: <c>summary.txt</c> and <c>report.html</c>.</summary>
internal static class RunSummary
{
    private static readonly (string File, string What)[] Known =
    [
        ("report.html", "this summary with all pictures on one page"),
        ("plots/slices.png", "the map at −1, 0 and +1 standard deviation of the main motion and of each latent axis"),
        ("plots/fsc.png", "resolution of the flexed and the rigid map"),
        ("plots/latents.png", "where the particles lie on the landscape"),
        ("series/motion", "maps along the main motion; open motion.cxc in ChimeraX to play them (series/axis0 … go along the latent axes)"),
        ("maps/flex.mrc", "the merged map in the middle conformation; maps/rigid.mrc is the control without motion"),
        ("latents.csv", "each particle's latent coordinates; also beside every input column in particles.star"),
        ("train/given_latents.json", "how the given latents were centred and scaled for training: z = (given − offset) · factor"),
        ("prep/quarantined.csv", "particles that were set aside, each with its fault; see also ledger.json"),
        ("model.npz", "the model: evaluate the flow at any latent (docs/model-file.md)"),
    ];

    private static readonly (string Name, string Heading, string Caption)[] Pictures =
    [
        ("slices", "The motion", "Central slices of the map at −1, 0 and +1 standard deviation of the main motion and of each latent axis, and their difference."),
        ("flow_motion", "The flow", "Arrows from −1 to +1 standard deviation of the main motion, on slices of the map."),
        ("motion", "How the particles are spread along the motion", "The first principal component of the learned displacements."),
        ("latents", "Latent coordinates", "Every pair of latent coordinates, coloured by density."),
        ("fsc", "Resolution", "Fourier shell correlation of the half-maps, flexed and rigid, masked and corrected."),
        ("loss", "Training", "Loss by epoch; the held-out particles were never trained on."),
    ];

    public static string Write(RunFolder run, PipelineOptions options, IReadOnlyList<StepName> steps)
    {
        IReadOnlyList<RunFolder> lineage = run.Lineage();
        string? train = lineage.Select(earlier => earlier.Of(StepName.Train)).FirstOrDefault(folder => Storage.Current.FileExists(TrainingResults.HistoryFileOf(folder)));
        if (train is null || !(steps.Contains(StepName.Train) || steps.Contains(StepName.Reconstruct)))
        {
            return $"{options.Name}: {string.Join(", ", steps.Select(RunFolder.NameOf))} done; results are in {run.Path}\n";
        }
        RunModel model = RunModel.Load(lineage);
        MotionReportInput input = Input(run, options, model, TrainingResults.ReadHistory(train));
        var report = new HtmlReport(input);
        foreach ((string name, string heading, string caption) in Pictures)
        {
            string png = Path.Combine(run.Path, "plots", name + ".png");
            if (Storage.Current.FileExists(png))
            {
                report.Picture(Storage.ReadAll(png), heading, caption);
            }
        }
        report.Save(Path.Combine(run.Path, "report.html"));
        return new MotionSummary(input).Text();
    }

    private static MotionReportInput Input(RunFolder run, PipelineOptions options, RunModel model, EpochRecord[] history)
    {
        MovingRegion.Resolutions resolution = MovingRegion.Read(run.Of(StepName.Reconstruct));
        int k = model.Model.Flow.LatentDimension;
        (_, double[] deviation) = LatentPaths.Spread(model.Model.Latents, k);
        return new MotionReportInput
        {
            Title = options.Name,
            Particles = model.Model.TotalParticles,
            SetAside = SetAsideOf(run),
            Motion = ModelMotion.Of(model.Model, model.Map, model.Mask),
            HeldOut = TrainingResults.HeldOut(history),
            Reconstructed = Storage.Current.FileExists(Path.Combine(run.Path, "fsc.csv")),
            FlexedResolution = resolution.Flexed,
            RigidResolution = resolution.Rigid,
            FlexedResolutionMoving = resolution.FlexedMoving,
            RigidResolutionMoving = resolution.RigidMoving,
            Health = new ModelHealth
            {
                LatentsAtEdge = AtEdge(model.Model.Latents, k, 1.5),
                LatentSpread = deviation.Max(),
                SmallestDeformationDeterminant = FlowHealth.SmallestDeterminant(model.Model, 200),
            },
            OtherWarnings = FrameNote.Read(run.Of(StepName.Reconstruct))?.Warning is { } warning ? [warning] : [],
            Files = [.. Known.Where(entry => entry.File == "report.html" || Path.Exists(Path.Combine(run.Path, entry.File)))],
        };
    }

    // Faults and numbers of the particles that the run's prep, or an earlier run's, set aside; empty where there are none.
    private static (int Count, string Faults) SetAsideOf(RunFolder run)
    {
        string? prep = run.Lineage().Select(earlier => earlier.Of(StepName.Prep)).FirstOrDefault(Storage.Current.FolderExists);
        IReadOnlyList<BadParticle> particles = prep is null ? [] : QuarantineFile.Read(PreparedFiles.QuarantineOf(prep));
        return (particles.Count, ParticleQuarantine.Summary(particles));
    }

    private static double AtEdge(float[] latents, int k, double limit)
    {
        int edge = 0, count = latents.Length / k;
        for (int p = 0; p < count; p++)
        {
            edge += latents.AsSpan(p * k, k).ContainsAnyExceptInRange((float)(-0.99 * limit), (float)(0.99 * limit)) ? 1 : 0;
        }
        return edge / (double)count;
    }
}
