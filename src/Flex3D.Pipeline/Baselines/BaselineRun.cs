using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;

namespace Flex3D.Pipeline.Baselines;

/// <summary>A finished run as baselines need it: its maps, model and particles.</summary>
internal sealed class BaselineRun : IDisposable
{
    private readonly RunFolder _run;
    private readonly StepContext _context;

    /// <summary>Opens the folder of a run; nothing is written in it.</summary>
    /// <param name="scratch">Folder for the state of many particles, until the run is disposed of.</param>
    /// <exception cref="InputException">It has not been reconstructed, or a file of it is missing or damaged.</exception>
    public BaselineRun(string path, string scratch, IProgressReport progress, CancellationToken stop)
    {
        Lineage = RunFolder.Open(path).Lineage();
        _run = Lineage.FirstOrDefault(earlier => Storage.Current.FileExists(RunHalfMaps.PathOf(earlier, "rigid_half1")))
            ?? throw new InputException(path, null, "no rigid half-maps (maps/rigid_half1.mrc)", "the folder of a run that has been reconstructed", $"run flex3d reconstruct --from {path} --out DIR, and name its folder");
        StepContext context = _context = new StepContext(ReconstructStep.Name, _run, _run.Lineage(), RunSettings.Read(_run), false, Serilog.Core.Logger.None, progress, null, stop);
        Prepared = PreparedFiles.Read(context);
        Solvent = MrcMap.Read(PreparedFiles.Mask(context.ResultsOf(PrepStep.Name)));
        Model = ModelFile.Read(TrainingResults.ModelFileOf(context), ModelFile.EnoughParticles);
        Particles = new BaselineParticles(context, Prepared, Model, scratch);
    }

    /// <summary>The run, and the earlier ones whose results it uses.</summary>
    public IReadOnlyList<RunFolder> Lineage { get; }

    public PreparedFiles Prepared { get; }

    /// <summary>The solvent mask of the rigid maps.</summary>
    public DensityMap Solvent { get; }

    /// <summary>The trained model, with a sample of its particles.</summary>
    public FlexModel Model { get; }

    /// <summary>The particles that the maps were made of.</summary>
    public BaselineParticles Particles { get; }

    /// <summary>The settings of the run.</summary>
    public PipelineOptions Options => _context.Options;

    /// <summary>Reads the models that the flexed maps were made with, in their frame.</summary>
    public ReconstructionProblem ReadProblem() => ReconstructionProblem.Read(_context, Prepared);

    /// <summary>Reads a map of the run.</summary>
    /// <exception cref="InputException">It is missing or damaged, or of another box than the particles.</exception>
    public DensityMap Map(string name)
    {
        string path = PathOf(name);
        DensityMap map = Storage.Current.FileExists(path) ? MrcMap.Read(path) : throw new InputException(path, null, "no such file", "a map of the reconstruction", "copy the whole run folder again, or reconstruct again");
        MapChecks.RequireSame(Prepared.FullBox, Prepared.PixelSizeAngstrom, "the run's particles", map.Box, map.PixelSizeAngstrom, path);
        return map;
    }

    /// <summary>The path of a map of the run, which need not exist: without symmetry, as baselines are.</summary>
    public string PathOf(string name) => RunHalfMaps.BeforeSymmetry(_run, name);

    public void Dispose() => Particles.Dispose();
}
