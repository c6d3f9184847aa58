using System.Text.Json;
using System.Text.Json.Serialization;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>The results of prep for later steps: the content of <c>prep/prepared.json</c>, and the names of the files beside it.</summary>
/// <param name="Particles">The particle file.</param>
/// <param name="DataDir">Folder to which the stack names in the particle file are relative, if it was given.</param>
/// <param name="StackFile">Stack that is read instead of the one that the particle file names, if it was given.</param>
/// <param name="Map">The consensus map's file.</param>
/// <param name="Count">Number of particles that were kept.</param>
/// <param name="FullBox">Box of the input images.</param>
/// <param name="TrainingBox">Box of the prepared images.</param>
/// <param name="PixelSizeAngstrom">Pixel size of the input images, Å.</param>
/// <param name="ImageScale">Grey scale of the images over that of the map, at the training box.</param>
/// <param name="FullImageScale">The same at the full box.</param>
/// <param name="SignalEnergy">Mean energy of an image's signal over the variance of its noise.</param>
internal sealed record PreparedFiles(
    string Particles, string? DataDir, string? StackFile, string Map, int Count, int FullBox, int TrainingBox, double PixelSizeAngstrom, double ImageScale, double FullImageScale, double SignalEnergy)
{
    private const string FileName = "prepared.json";

    public static string FileOf(string folder) => Path.Combine(folder, FileName);

    /// <summary>Returns the folder of the prepared particles of a run or of the nearest earlier one that has them; null where none has.</summary>
    /// <param name="lineage">The run, and the earlier ones that it is made from.</param>
    public static string? FolderIn(IEnumerable<RunFolder> lineage) => lineage.Select(run => run.Of(PrepStep.Name)).FirstOrDefault(folder => Storage.Current.FileExists(FileOf(folder)));

    public static string Stack(string folder) => Path.Combine(folder, "particles.mrcs");
    public static string Table(string folder) => Path.Combine(folder, "particles.bin");

    /// <summary>Returns the file in which a step keeps the state of many particles while it runs; it is deleted at the end of the step.</summary>
    public static string ParticleState(string folder) => Path.Combine(folder, "particle-state.swap");

    public static string Normalisation(string folder) => Path.Combine(folder, "normalisation.bin");
    public static string CheckOf(string folder) => Path.Combine(folder, "check.json");
    public static string NoiseSpectra(string folder) => Path.Combine(folder, "noise.star");
    public static string QuarantineOf(string folder) => Path.Combine(folder, "quarantined.csv");
    public static string Mask(string folder) => Path.Combine(folder, "mask.mrc");
    public static string ResampledMap(string folder) => Path.Combine(folder, "map.mrc");

    /// <summary>The rows of the file that were prepared, if some were not selected or were left out; null for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PreparedSelection? Selection { get; init; }

    /// <summary>Particles that were set aside, not in <see cref="Count"/>; <see cref="QuarantineOf"/> lists them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Quarantined { get; init; }

    /// <summary>Number of different images of the particles, where some particles have the same image; null where each has its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? SharedImages { get; init; }

    /// <summary>The micrographs of the particles; null where the particle file does not name that of every particle.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PreparedMicrographs? Micrographs { get; init; }

    /// <summary>Number of different images of the particles.</summary>
    [JsonIgnore]
    public int Images => SharedImages ?? Count;

    /// <summary>The grid of the consensus map's file if that is not the images', or its header does not say so; <see cref="ResampledMap"/> then has the map on the images' grid.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MapGrid? MapAsGiven { get; init; }

    /// <summary>By what factor, less 1, the largest magnification of an optics group is seen to exceed the smallest; 0 where no difference is seen.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double MagnificationDifference { get; init; }

    /// <summary>What the images show to be wrong and a motion may be read from, a sentence each; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>The grid of the full-size images.</summary>
    [JsonIgnore]
    public GridSize Grid => new("the particles", FullBox, PixelSizeAngstrom);

    /// <summary>Rows of the particle file.</summary>
    [JsonIgnore]
    public int FileRows => Selection?.Rows ?? Count + Quarantined;

    /// <summary>Pixel size of the prepared images.</summary>
    public double TrainingPixelSizeAngstrom => PixelSizeAngstrom * FullBox / TrainingBox;

    public void Write(string folder) => DurableFile.WriteText(FileOf(folder), JsonSerializer.Serialize(this, CheckpointJson.Options) + "\n");

    /// <exception cref="InputException">Prep has not been run, or it selected other particles than are asked for.</exception>
    public static PreparedFiles Read(StepContext context)
    {
        PreparedFiles prepared = Load(Path.GetDirectoryName(context.ResultOf(PrepStep.Name, FileName, "prepared particles"))!);
        return context.Options.Inputs.Select is not { } asked || asked == prepared.Selection?.Text
            ? prepared
            : throw new InputException("the pipeline", "inputs.select", $"'{asked}'", $"the selection of the prepared particles, {(prepared.Selection?.Text is { } made ? $"'{made}'" : "all")}", "select where particles are prepared: run prep again");
    }

    /// <summary>Loads the results of prep from <paramref name="folder"/>.</summary>
    public static PreparedFiles Load(string folder)
    {
        string path = FileOf(folder);
        return JsonSerializer.Deserialize<PreparedFiles>(Storage.ReadAll(path), CheckpointJson.Options)
            ?? throw new InputException(path, null, "null", "what a prep step wrote", "run prep again");
    }

    /// <summary>Returns the results of the prep of a run, or of one before it; null where none has any.</summary>
    public static PreparedFiles? Of(RunFolder run) => FolderIn(run.Lineage()) is { } prep ? Load(prep) : null;

    /// <summary>Opens the table of the particles that prep kept, which is read row by row from prep's file.</summary>
    public ParticleTable ReadTable(StepContext context)
    {
        string path = Table(context.ResultsOf(PrepStep.Name));
        ParticleTable table = ParticleTableReader.OpenRows(path);
        table.Selection = FileRows == Count ? null : new SelectionOutcome(FileRows, table.Count, 0) { LeftOut = Selection?.LeftOut ?? [] };
        return table.Count == Count ? table : throw new InputException(path, null, $"{table.Count} particles", $"the {Count} that were prepared", "run prep again");
    }

    /// <summary>Reads the consensus map, on the grid of the full-size images.</summary>
    /// <exception cref="InputException">The file is missing or damaged, or is no longer the one that was prepared.</exception>
    public DensityMap ReadMap(StepContext context)
    {
        string path = MapAsGiven is null ? Map : ResampledMap(context.ResultsOf(PrepStep.Name));
        DensityMap map = MrcMap.Read(path);
        MapChecks.RequireSame(FullBox, PixelSizeAngstrom, "the prepared particles", map.Box, map.PixelSizeAngstrom, path);
        return map;
    }

    /// <summary>Opens the noise model of the prepared images; dispose of it to close its file.</summary>
    /// <param name="table">The particles that were kept.</param>
    /// <exception cref="InputException">The file prep wrote is missing or damaged.</exception>
    public INoiseModel ReadNoise(StepContext context, ParticleTable table) => NoiseOf(context.ResultsOf(PrepStep.Name), Count, table.Optics.Count);

    /// <summary>Opens the noise model that prep left in a folder. Only this method decides which noise model is used.</summary>
    /// <param name="folder">Folder of prep's results.</param>
    /// <param name="count">Particles that were kept.</param>
    /// <param name="groups">Number of their optics groups.</param>
    /// <returns>The noise spectra, where prep has measured them; white noise elsewhere.</returns>
    /// <exception cref="InputException">A file is missing or damaged.</exception>
    public static INoiseModel NoiseOf(string folder, int count, int groups)
    {
        string path = NoiseSpectra(folder);
        IReadOnlyList<NoiseSpectrum?>? spectra = Storage.Current.FileExists(path) ? NoiseSpectrumFile.Read(path) : null;
        if (spectra is not null && spectra.Count != groups)
        {
            throw new InputException(path, null, $"the noise of {spectra.Count} optics groups", $"that of the {groups} that were prepared", "run prep again");
        }
        var scalings = WhiteNoise.Open(Normalisation(folder), count);
        return spectra is null ? scalings : new SpectrumNoise(scalings, spectra);
    }
}

/// <summary>The grid of a map's file.</summary>
/// <param name="Box">N, voxels along each edge.</param>
/// <param name="PixelSizeAngstrom">Voxel size that was used for it, Å.</param>
internal sealed record MapGrid(int Box, double PixelSizeAngstrom);
