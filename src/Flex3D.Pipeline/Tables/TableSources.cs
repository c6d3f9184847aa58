using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Sources;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Tables;

namespace Flex3D.Pipeline.Tables;

/// <summary>Finds the particle table that a path stands for: that of a run, of a job of cryoSPARC or RELION, or the file itself.</summary>
internal static class TableSources
{
    private static readonly string[] s_names = ["particles.star", "particles.cs"];

    /// <summary>Finds the table.</summary>
    /// <param name="passthrough">Datasets with further columns of a .cs file; null to look for them.</param>
    /// <exception cref="InputException">There is no table.</exception>
    public static TableSource Of(string path, IReadOnlyList<string>? passthrough)
    {
        if (Storage.Current.FileExists(RunFolder.At(path).SettingsFile))
        {
            return OfRun(RunFolder.Open(path));
        }
        if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        {
            return new TableSource(path);
        }
        ParticleSource source = ParticleSources.Of(path);
        return new TableSource(source.Particles) { Passthrough = passthrough ?? source.Passthrough };
    }

    // The table that training wrote has every column of the input, of the particles that were used; latents.csv numbers them as the input does.
    private static TableSource OfRun(RunFolder run)
    {
        foreach (RunFolder earlier in run.Lineage())
        {
            if (s_names.Select(name => Path.Combine(earlier.Path, name)).FirstOrDefault(Storage.Current.FileExists) is { } table)
            {
                string numbers = Path.Combine(earlier.Path, "latents.csv");
                return new TableSource(table) { Numbers = Storage.Current.FileExists(numbers) ? numbers : null };
            }
        }
        throw new InputException(run.Path, null, "no particles.star or particles.cs", "the folder of a run that has been trained", "run the train step first, or give the particle table");
    }
}
