using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Scoring;
using Flex3D.Stages.Simulation.Limit;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Scoring;

/// <summary>A run on simulated particles, and the truth about them.</summary>
internal sealed record ScoredRun
{
    private const int FewestParticles = 10;

    /// <summary>Folder of the run.</summary>
    public required string Run { get; init; }

    /// <summary>Folder of the simulation.</summary>
    public required string Simulation { get; init; }

    /// <summary>The model, and the map that is compared: the mean of the half-maps, or the canonical map of training.</summary>
    public required RunModel Model { get; init; }

    /// <summary>Name of that map, for users.</summary>
    public required string MapName { get; init; }

    /// <summary>The mean of the half-maps that were reconstructed without motion; null where there are none.</summary>
    public DensityMap? Rigid { get; init; }

    /// <summary>Number of each scored particle in the simulation, ascending. Junk is not scored.</summary>
    public required int[] Rows { get; init; }

    /// <summary>Latents, [particle][K], as <see cref="Rows"/>.</summary>
    public required float[] Latents { get; init; }

    /// <summary>Posterior covariance of each particle's latents, [particle][K(K + 1)/2] (<see cref="ParticleColumns.Covariance"/>), as <see cref="Rows"/>; 0 where it was not computed.</summary>
    public required float[] Covariances { get; init; }

    /// <summary>Name of each true coordinate.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>True coordinates, [particle][coordinate], as <see cref="Rows"/>.</summary>
    public required IReadOnlyList<double[]> Truth { get; init; }

    /// <summary>How far the poses are from the true ones; null where those of the particle table are true and were not re-estimated.</summary>
    public PoseScore? Poses { get; init; }

    /// <summary>How far defocus values are from the true ones; null where those of the particle table are true and were not re-estimated.</summary>
    public DefocusScore? Defocus { get; init; }

    /// <summary>The true displacements.</summary>
    public required TrueMotion Motion { get; init; }

    /// <summary>The limit of the simulation; null where it was not computed.</summary>
    public LimitSummary? Limit { get; init; }

    /// <summary>The limit of each particle for which the simulation computed it; empty where it did not.</summary>
    public IReadOnlyList<ParticleLimit> ParticleLimits { get; init; } = [];

    /// <summary>True coordinates of these particles.</summary>
    public IReadOnlyList<double[]> LimitTruth { get; init; } = [];

    /// <summary>The region whose atoms are scored; null for the whole molecule.</summary>
    public ScoredRegion? Region { get; init; }

    /// <summary>Of a focused run, how the first run's flow carries the region, as <see cref="Rows"/>; else null.</summary>
    public IReadOnlyList<RigidMotion>? Carried { get; init; }

    /// <summary>The folder of the truth.</summary>
    public string TruthFolder => SimulationFolder.TruthOf(Simulation);

    /// <summary>Reads a run and the truth; of many particles, every n-th.</summary>
    /// <param name="path">Folder of the run.</param>
    /// <param name="simulation">Folder that a simulation wrote; null for the simulate step of the run, or the folder of its particle table.</param>
    /// <param name="region">Mask of the region whose atoms are scored; null for the whole molecule or, of a focused run, for its solvent mask.</param>
    /// <exception cref="InputException">The run is not trained, its particles are not simulated, or the truth is that of others.</exception>
    public static ScoredRun Of(string path, string? simulation, string? region)
    {
        IReadOnlyList<RunFolder> lineage = RunFolder.Open(path).Lineage();
        RunModel model = RunModel.Load(lineage);
        string prep = PreparedFiles.FolderIn(lineage)
            ?? throw new InputException(path, null, "no prepared particles (prep/prepared.json)", "the folder of a run with all it was made from", "copy the whole run folder again");
        PreparedFiles prepared = PreparedFiles.Load(prep);
        FocusedParticles? focused = FocusedParticles.Beside(prepared.Particles);
        string folder = SimulationFolder.Find(path, simulation, lineage, prepared, focused);
        string truthFolder = SimulationFolder.TruthOf(folder);
        Particle[] rows = ReadRows(prep, model.Model);
        int[] numbers = [.. rows.Select(row => focused?.Rows[row.SourceRow].Row ?? row.SourceRow)];
        TrueParticles truth = TruthFiles.Particles(truthFolder, numbers);
        int fileRows = focused?.Note.FileRows ?? prepared.FileRows;
        if (truth.Count != fileRows)
        {
            throw new InputException(TruthFiles.ParticlesOf(truthFolder), null, $"{truth.Count} particles", $"{fileRows}, as the particle table of the run has",
                "name the folder of the simulation that the run was made from with --simulation, and run on its whole table (inputs.select leaves particles out)");
        }
        TrueMotion motion = TruthFiles.Motion(truthFolder);
        if (motion.Coordinates != truth.Names.Count)
        {
            throw new InputException(TruthFiles.AtomsOf(truthFolder), "line 1", $"displacements at {motion.Coordinates} coordinates", $"{truth.Names.Count}, as in particles.csv", "take both files from one simulation");
        }
        (DensityMap? flexed, string? name) = HalfMaps(lineage, "flex");
        int[] scored = [.. Enumerable.Range(0, rows.Length).Where(p => !truth.IsJunk[p])];
        if (scored.Length < FewestParticles)
        {
            throw new InputException(path, null, $"{scored.Length} particles that are not junk", $"at least {FewestParticles}");
        }
        int k = model.Model.Flow.LatentDimension;
        ScoredRegion? scoredRegion = ScoredRegion.Read(region ?? (focused is null ? null : PreparedFiles.Mask(prep)));
        IReadOnlyList<ParticleLimit> limits = scoredRegion is null ? [] : LimitFiles.ReadParticles(truthFolder) ?? [];
        if (limits.Count > 0 && limits[^1].Particle >= truth.Count)
        {
            throw new InputException(LimitFiles.ParticlesOf(truthFolder), null, $"particle {limits[^1].Particle}", $"0 to {truth.Count - 1}", "delete the file to score without it");
        }
        return new ScoredRun
        {
            Run = Path.GetFullPath(path),
            Simulation = folder,
            Model = flexed is null ? model : model with { Map = flexed },
            MapName = name ?? "maps/canonical.mrc, of training",
            Rigid = HalfMaps(lineage, "rigid").Map,
            Rows = [.. scored.Select(p => numbers[p])],
            Latents = [.. scored.SelectMany(p => model.Model.Latents[(p * k)..((p + 1) * k)])],
            Covariances = Of(model, ParticleColumns.Covariance, ParticleColumns.Covariance.WidthFor(k), scored),
            Names = truth.Names,
            Truth = [.. scored.Select(p => truth.Coordinates[p])],
            Poses = focused is null ? PosesOf(model, rows, truth, scored) : null, // those of a focused run are the region's
            Defocus = DefocusScore.Of(
                [.. scored.Select(p => 0.5 * (rows[p].DefocusUAngstrom + rows[p].DefocusVAngstrom))], truth.Defocus is { } defocus ? [.. scored.Select(p => defocus[p])] : null,
                Of(model, ParticleColumns.DefocusChange, 1, scored)),
            Motion = motion,
            Limit = LimitFiles.Read(truthFolder),
            ParticleLimits = limits,
            LimitTruth = limits.Count == 0 ? [] : TruthFiles.Particles(truthFolder, [.. limits.Select(limit => limit.Particle)]).Coordinates,
            Region = scoredRegion,
            Carried = focused is null ? null : [.. scored.Select(p => focused.Rows[rows[p].SourceRow].Carried)],
        };
    }

    private static PoseScore? PosesOf(RunModel model, Particle[] rows, TrueParticles truth, int[] scored)
    {
        float[] turns = Of(model, ParticleColumns.Turn, 3, scored), shifts = Of(model, ParticleColumns.Shift, 2, scored);
        return PoseScore.Of(
            [.. scored.Select(p => rows[p].Rotation)], [.. scored.Select(p => (rows[p].OriginXAngstrom, rows[p].OriginYAngstrom))],
            truth.Poses is { } poses ? [.. scored.Select(p => poses[p])] : null, truth.Origins is { } origins ? [.. scored.Select(p => origins[p])] : null,
            [.. scored.Select((_, i) => new PoseOffset(turns[3 * i], turns[3 * i + 1], turns[3 * i + 2], shifts[2 * i], shifts[2 * i + 1]))]);
    }

    // The numbers of the scored particles in a column of the model's state.
    private static float[] Of(RunModel model, ParticleColumn column, int width, int[] scored)
    {
        float[] numbers = ModelFile.ReadColumn(model.File, column, ModelFile.EnoughParticles);
        return [.. scored.SelectMany(p => numbers[(p * width)..((p + 1) * width)])];
    }

    // The rows of the particle table whose latents the model holds.
    private static Particle[] ReadRows(string prep, FlexModel model)
    {
        string path = PreparedFiles.Table(prep);
        using ParticleTable table = ParticleTableReader.OpenRows(path);
        if (table.Count != model.TotalParticles)
        {
            throw new InputException(path, null, $"{table.Count} particles", $"the model's {model.TotalParticles}", "copy the whole run folder again");
        }
        int every = ModelFile.EveryOf(model.TotalParticles, ModelFile.EnoughParticles);
        return [.. Enumerable.Range(0, model.ParticleCount).Select(i => table[i * every])];
    }

    private static (DensityMap? Map, string? Name) HalfMaps(IReadOnlyList<RunFolder> lineage, string name)
    {
        foreach (RunFolder run in lineage)
        {
            string[] halves = [.. new[] { 1, 2 }.Select(half => Path.Combine(run.Path, "maps", $"{name}_half{half}.mrc"))];
            if (halves.All(Storage.Current.FileExists))
            {
                return (MapSharpening.Merge(MrcMap.Read(halves[0]), MrcMap.Read(halves[1])), $"the mean of maps/{name}_half1.mrc and {name}_half2.mrc");
            }
        }
        return (null, null);
    }
}
