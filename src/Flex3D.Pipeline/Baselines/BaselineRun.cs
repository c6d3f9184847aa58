using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Halves;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Baselines;

/// <summary>A finished run as baselines need it: its maps, and its particles with the poses, contrasts, weights and half-sets that its rigid maps were made with.</summary>
internal sealed class BaselineRun : IDisposable
{
    private const int Block = 1024;

    private readonly RunFolder _run;
    private readonly List<IDisposable> _open = [];

    /// <summary>Opens the folder of a run; nothing is written in it.</summary>
    /// <param name="scratch">Folder for the state of many particles, until the run is disposed of.</param>
    /// <exception cref="InputException">It has not been reconstructed, or a file of it is missing or damaged.</exception>
    public BaselineRun(string path, string scratch, IProgressReport progress, CancellationToken stop)
    {
        Lineage = RunFolder.Open(path).Lineage();
        _run = Lineage.FirstOrDefault(earlier => Storage.Current.FileExists(MapOf(earlier, "rigid_half1")))
            ?? throw new InputException(path, null, "no rigid half-maps (maps/rigid_half1.mrc)", "the folder of a run that has been reconstructed", $"run flex3d reconstruct --from {path} --out DIR, and name its folder");
        var context = new StepContext(ReconstructStep.Name, _run, _run.Lineage(), RunSettings.Read(_run), false, Serilog.Core.Logger.None, progress, null, stop);
        Options = context.Options;
        Prepared = PreparedFiles.Read(context);
        Solvent = MrcMap.Read(PreparedFiles.Mask(context.ResultsOf(PrepStep.Name)));
        Table = Opened(Prepared.ReadTable(context));
        INoiseModel noise = Opened(Prepared.ReadNoise(context, Table));
        Images = new FullSizeParticles(Table, Opened(new ParticleStacks(Table, box: Prepared.FullBox)), noise);
        bool? fromFile = Options.Reconstruct?.HalfSets switch { HalfSets.File => true, HalfSets.Draw => false, _ => null };
        Plan = ReconstructionPlan.Create(Table, AutomaticSettings.HeldOutOfHalf(Prepared.Images), ReconstructionProblem.ShardSize, (ulong)Options.Seed, fromFile);
        string model = TrainingResults.ModelFileOf(context);
        Model = ModelFile.Read(model, ModelFile.EnoughParticles);
        Particles = FrameNote.Read(context.ResultsOf(ReconstructStep.Name))?.OwnFlows == true
            ? new HalvesState(Read(TrainingResults.ModelFileOf(context, 1), "half1"), Read(TrainingResults.ModelFileOf(context, 2), "half2"), Plan.HalfSets())
            : Read(model, "all");

        ParticleState Read(string file, string part) => Opened(UsedParticles.Read(Model, file, Path.Combine(scratch, part)));
    }

    /// <summary>The run, and the earlier ones whose results it uses.</summary>
    public IReadOnlyList<RunFolder> Lineage { get; }

    public PipelineOptions Options { get; }

    public PreparedFiles Prepared { get; }

    /// <summary>The solvent mask of the rigid maps.</summary>
    public DensityMap Solvent { get; }

    public ParticleTable Table { get; }

    public FullSizeParticles Images { get; }

    /// <summary>The half-sets and shards of the reconstruction.</summary>
    public ReconstructionPlan Plan { get; }

    /// <summary>The trained model, with a sample of its particles.</summary>
    public FlexModel Model { get; }

    /// <summary>The state of each particle that the reconstruction used.</summary>
    public IParticleState Particles { get; }

    /// <summary>Whether the rigid maps were made at poses that training re-estimated.</summary>
    public bool HasRefinedPoses => Options.Train is not null && AnyOffset();

    /// <summary>Reads a map of the run.</summary>
    /// <exception cref="InputException">It is missing or damaged, or of another box than the particles.</exception>
    public DensityMap Map(string name)
    {
        string path = PathOf(name);
        DensityMap map = Storage.Current.FileExists(path) ? MrcMap.Read(path) : throw new InputException(path, null, "no such file", "a map of the reconstruction", "copy the whole run folder again, or reconstruct again");
        MapChecks.RequireSame(Prepared.FullBox, Prepared.PixelSizeAngstrom, "the run's particles", map.Box, map.PixelSizeAngstrom, path);
        return map;
    }

    /// <summary>The path of a map of the run, which need not exist.</summary>
    public string PathOf(string name) => MapOf(_run, name);

    public void Dispose()
    {
        foreach (IDisposable file in Enumerable.Reverse(_open))
        {
            file.Dispose();
        }
    }

    private static string MapOf(RunFolder run, string name) => Path.Combine(run.Path, "maps", name + ".mrc");

    private T Opened<T>(T file)
        where T : IDisposable
    {
        _open.Add(file);
        return file;
    }

    private bool AnyOffset()
    {
        var block = new ParticleBlock(Particles.Layout, Block);
        for (int first = 0; first < Particles.Count; first += Block)
        {
            int count = Math.Min(Block, Particles.Count - first);
            Particles.Read(first, count, block);
            if (block.Column(ParticleColumns.Turn)[..(3 * count)].ContainsAnyExcept(0f) || block.Column(ParticleColumns.Shift)[..(2 * count)].ContainsAnyExcept(0f))
            {
                return true;
            }
        }
        return false;
    }
}
