using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Simulate;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Scoring;

namespace Flex3D.Pipeline.Scoring;

/// <summary>Finds the folder of the simulation that a run's particles are from.</summary>
internal static class SimulationFolder
{
    /// <summary>Returns the folder of the truth in that of a simulation.</summary>
    public static string TruthOf(string simulation) => Path.Combine(simulation, "truth");

    /// <summary>Finds it: the one given, else the simulate step of the run or the folder of its particle table; of a focused run also those of the first run.</summary>
    /// <param name="run">Path of the run, for messages.</param>
    /// <param name="given">Folder that the user names; null for none.</param>
    /// <param name="lineage">The run and the earlier ones that it is made from.</param>
    /// <param name="focused">Where the particles of a focused run come from; null for another run.</param>
    /// <exception cref="InputException">No folder has a truth, or the run is focused on a part of a region of an earlier one.</exception>
    public static string Find(string run, string? given, IReadOnlyList<RunFolder> lineage, PreparedFiles prepared, FocusedParticles? focused)
    {
        string[] known = [.. Known(lineage, prepared.Particles), .. focused is null ? [] : OfFirst(run, focused)];
        if (given is not null)
        {
            string full = Path.GetFullPath(given);
            return new[] { full, Path.Combine(full, SimulateStep.Name) }.FirstOrDefault(HasTruth)
                ?? throw new InputException(given, null, "no truth/particles.csv and truth/atoms.csv", "the folder that flex3d simulate wrote");
        }
        return known.FirstOrDefault(HasTruth)
            ?? throw new InputException(run, null, "no truth (simulate/truth/particles.csv)", "a run on simulated particles", "name the folder that flex3d simulate wrote with --simulation");
    }

    private static IEnumerable<string> Known(IReadOnlyList<RunFolder> lineage, string table) => [.. lineage.Select(run => run.Of(SimulateStep.Name)), Path.GetDirectoryName(Path.GetFullPath(table))!];

    private static IEnumerable<string> OfFirst(string run, FocusedParticles focused)
    {
        if (!Storage.Current.FolderExists(focused.Note.Run))
        {
            return [];
        }
        IReadOnlyList<RunFolder> first = RunFolder.Open(focused.Note.Run).Lineage();
        if (PreparedFiles.FolderIn(first) is not { } prep)
        {
            return [];
        }
        string table = PreparedFiles.Load(prep).Particles;
        return FocusedParticles.Beside(table) is null ? Known(first, table)
            : throw new InputException(run, null, "a run focused on a part of a region that an earlier run was focused on", "a run focused on a region of the whole molecule");
    }

    private static bool HasTruth(string folder) => Storage.Current.FileExists(TruthFiles.ParticlesOf(TruthOf(folder))) && Storage.Current.FileExists(TruthFiles.AtomsOf(TruthOf(folder)));
}
