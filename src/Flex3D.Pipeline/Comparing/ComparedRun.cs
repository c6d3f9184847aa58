using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Results;
using Flex3D.Stages.Results.Comparing;
using Flex3D.Stages.Training;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Comparing;

/// <summary>A finished training that is compared with others.</summary>
internal sealed class ComparedRun
{
    private readonly string _prep;

    private ComparedRun(string name, IReadOnlyList<RunFolder> lineage, string prep, string train)
    {
        (Name, _prep) = (name, prep);
        Folder = lineage[0].Path;
        Prepared = PreparedFiles.Load(prep);
        Model = RunModel.Load(lineage);
        Latents = ModelFile.ReadColumn(Model.File, ParticleColumns.Latents);
        Particles = new RunParticles(prep, lineage);
        if (Particles.Count != Model.Model.TotalParticles)
        {
            throw new InputException(PreparedFiles.Table(prep), null, $"{Particles.Count} particles", $"the model's {Model.Model.TotalParticles}", "copy the whole run folder again");
        }
        HeldOut = TrainingHistory.HeldOut(TrainingHistory.Read(train), Prepared.MagnificationDifference);
        Losses = HeldOutFile.Read(train, Particles.Count);
        Resolution = MovingRegion.Read(lineage[0].Of(ReconstructStep.Name));
        Settings = new RunSettingTexts(lineage);
    }

    /// <summary>Name of the run on the page: its folder's, or its whole path where two folders have the same name.</summary>
    public string Name { get; }

    /// <summary>Folder of the run.</summary>
    public string Folder { get; }

    /// <summary>The run's model, with a sample of its particles.</summary>
    public RunModel Model { get; }

    /// <summary>Latents of every particle, [particle][K].</summary>
    public float[] Latents { get; }

    /// <summary>The particles.</summary>
    public RunParticles Particles { get; }

    /// <summary>What prep made of them.</summary>
    public PreparedFiles Prepared { get; }

    /// <summary>The test of the motion.</summary>
    public HeldOutLoss HeldOut { get; }

    /// <summary>The losses of each held-out particle; null where the run has none.</summary>
    public IReadOnlyList<HeldOutImage>? Losses { get; }

    /// <summary>Resolutions of the maps; null each where the run was not reconstructed.</summary>
    public MovingRegion.Resolutions Resolution { get; }

    /// <summary>The settings that can change results.</summary>
    public RunSettingTexts Settings { get; }

    /// <summary>Edge of the box, Å.</summary>
    public double BoxAngstrom => Prepared.FullBox * Prepared.PixelSizeAngstrom;

    /// <summary>Opens the folder of a run.</summary>
    /// <exception cref="InputException">There is no run, its training is not finished, or its files are not those of one run.</exception>
    public static ComparedRun Open(string path, string name)
    {
        var run = RunFolder.Open(path);
        IReadOnlyList<RunFolder> lineage = run.Lineage();
        string? train = lineage.Select(earlier => earlier.Of(TrainStep.Name)).FirstOrDefault(folder => Storage.Current.FileExists(TrainingHistory.FileOf(folder)));
        if (train is null)
        {
            StepStatus status = run.Status().Of(TrainStep.Name);
            throw new InputException(path, null, $"a run whose training is not finished (train: {status.State})", "a trained run", $"continue it with flex3d resume {path}, or leave it out");
        }
        string prep = PreparedFiles.FolderIn(lineage)
            ?? throw new InputException(path, null, "no prepared particles (prep/prepared.json)", "the folder of a run with all it was made from", "copy the whole run folder again");
        return new ComparedRun(name, lineage, prep, train);
    }

    /// <summary>The curves of the half-maps; null where the run was not reconstructed.</summary>
    public RunCurves? Curves()
    {
        string path = Path.Combine(Folder, "fsc.csv");
        return Storage.Current.FileExists(path) ? new(Name, BoxAngstrom, FscFiles.ReadCurve(path, "flex_corrected"), FscFiles.ReadCurve(path, "rigid_corrected")) : null;
    }

    /// <summary>Whether prep made the same training images of two runs: their losses are then of the same numbers over the same noise.</summary>
    public bool HasImagesOf(ComparedRun other) =>
        Prepared.TrainingBox == other.Prepared.TrainingBox && Prepared.PixelSizeAngstrom == other.Prepared.PixelSizeAngstrom
        && (_prep == other._prep || (Same(other, PreparedFiles.Normalisation) && Same(other, PreparedFiles.NoiseSpectra)));

    // Whether both runs have a file of prep with the same bytes, or neither has it.
    private bool Same(ComparedRun other, Func<string, string> file)
    {
        return Bytes(_prep).AsSpan().SequenceEqual(Bytes(other._prep));

        byte[] Bytes(string prep) => Storage.Current.FileExists(file(prep)) ? Storage.ReadAll(file(prep)) : [];
    }
}
