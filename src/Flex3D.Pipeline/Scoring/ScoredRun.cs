using System.Globalization;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Simulate;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Scoring;
using Flex3D.Stages.Simulation.Limit;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Scoring;

/// <summary>A run on simulated particles, and the truth about them.</summary>
/// <param name="Run">Folder of the run.</param>
/// <param name="Simulation">Folder of the simulation.</param>
/// <param name="Model">The model, with the latents of the scored particles, and the map that is compared: the mean of the half-maps, or the canonical map of training.</param>
/// <param name="MapName">Name of that map, for users.</param>
/// <param name="Rigid">The mean of the half-maps that were reconstructed without motion; null where there are none.</param>
/// <param name="Rows">Number of each scored particle in the simulation, ascending.</param>
/// <param name="Names">Name of each true coordinate.</param>
/// <param name="Truth">True coordinates, [particle][coordinate], as <paramref name="Rows"/>.</param>
/// <param name="Motion">The true displacements.</param>
/// <param name="Limit">The limit of the simulation; null where it was not computed.</param>
internal sealed record ScoredRun(
    string Run, string Simulation, RunModel Model, string MapName, DensityMap? Rigid, int[] Rows, IReadOnlyList<string> Names, IReadOnlyList<double[]> Truth, TrueMotion Motion, LimitSummary? Limit)
{
    /// <summary>The folder of the truth.</summary>
    public string TruthFolder => TruthOf(Simulation);

    /// <summary>Reads a run and the truth; of many particles, every n-th.</summary>
    /// <param name="path">Folder of the run.</param>
    /// <param name="simulation">Folder that a simulation wrote; null for the simulate step of the run, or the folder of its particle table.</param>
    /// <exception cref="InputException">The run is not trained, its particles are not simulated, or the truth is that of others.</exception>
    public static ScoredRun Of(string path, string? simulation)
    {
        IReadOnlyList<RunFolder> lineage = RunFolder.Open(path).Lineage();
        RunModel model = RunModel.Load(lineage);
        PreparedFiles prepared = PreparedFiles.Load(lineage.Select(run => run.Of(PrepStep.Name)).FirstOrDefault(folder => Storage.Current.FileExists(PreparedFiles.FileOf(folder)))
            ?? throw new InputException(path, null, "no prepared particles (prep/prepared.json)", "the folder of a run with all it was made from", "copy the whole run folder again"));
        string folder = Find(path, simulation, [.. lineage.Select(run => run.Of(SimulateStep.Name)), Path.GetDirectoryName(Path.GetFullPath(prepared.Particles))!]);
        int[] rows = ReadRows(lineage, model.Model);
        (IReadOnlyList<string> names, IReadOnlyList<double[]> truth, int count) = TruthFiles.Particles(TruthOf(folder), rows);
        if (count != prepared.FileRows)
        {
            throw new InputException(TruthFiles.ParticlesOf(TruthOf(folder)), null, $"{count} particles", $"{prepared.FileRows}, as the particle table of the run has",
                "name the folder of the simulation that the run was made from with --simulation, and run on its whole table (inputs.select leaves particles out)");
        }
        TrueMotion motion = TruthFiles.Motion(TruthOf(folder));
        if (motion.Coordinates != names.Count)
        {
            throw new InputException(TruthFiles.AtomsOf(TruthOf(folder)), "line 1", $"displacements at {motion.Coordinates} coordinates", $"{names.Count}, as in particles.csv", "take both files from one simulation");
        }
        (DensityMap? flexed, string? name) = HalfMaps(lineage, "flex");
        return new ScoredRun(Path.GetFullPath(path), folder, flexed is null ? model : model with { Map = flexed }, name ?? "maps/canonical.mrc, of training", HalfMaps(lineage, "rigid").Map, rows, names, truth, motion, LimitFiles.Read(TruthOf(folder)));
    }

    private static string TruthOf(string simulation) => Path.Combine(simulation, "truth");

    private static string Find(string run, string? given, IEnumerable<string> known)
    {
        bool HasTruth(string folder) => Storage.Current.FileExists(TruthFiles.ParticlesOf(TruthOf(folder))) && Storage.Current.FileExists(TruthFiles.AtomsOf(TruthOf(folder)));
        if (given is not null)
        {
            string full = Path.GetFullPath(given);
            return new[] { full, Path.Combine(full, SimulateStep.Name) }.FirstOrDefault(HasTruth)
                ?? throw new InputException(given, null, "no truth/particles.csv and truth/atoms.csv", "the folder that flex3d simulate wrote");
        }
        return known.FirstOrDefault(HasTruth)
            ?? throw new InputException(run, null, "no truth (simulate/truth/particles.csv)", "a run on simulated particles", "name the folder that flex3d simulate wrote with --simulation");
    }

    // The particle numbers that latents.csv has for the latents that the model holds.
    private static int[] ReadRows(IReadOnlyList<RunFolder> lineage, FlexModel model)
    {
        string path = lineage.Select(run => Path.Combine(run.Path, "latents.csv")).FirstOrDefault(Storage.Current.FileExists)
            ?? throw new InputException(lineage[0].Path, null, "no latents.csv", "the folder of a run that has been trained", "copy the whole run folder again");
        int every = ModelFile.EveryOf(model.TotalParticles, ModelFile.EnoughParticles), line = -1;
        var rows = new List<int>();
        using var reader = new StreamReader(Storage.OpenRead(path));
        while (reader.ReadLine() is { } text)
        {
            if (line >= 0 && line % every == 0)
            {
                string number = text.Split(',', 2)[0];
                rows.Add(int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int row) && (rows.Count == 0 || row > rows[^1])
                    ? row
                    : throw new InputException(path, $"line {line + 2}", $"'{number}'", "particle numbers that ascend"));
            }
            line++;
        }
        return line == model.TotalParticles ? [.. rows] : throw new InputException(path, null, $"{line} particles", $"the model's {model.TotalParticles}", "copy the whole run folder again");
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
