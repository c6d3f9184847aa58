using System.Globalization;
using System.Text.RegularExpressions;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Sources;

/// <summary>The results of a cryoSPARC job by the names of its files, where there is no <c>job.json</c>.</summary>
/// <remarks><c>[cryosparc_P1_]J42_004_particles.cs</c> (the highest iteration), <c>[P1_]J42_passthrough_particles.cs</c>, <c>J42_004_volume_map.mrc</c>, <c>J42_004_volume_mask_refine.mrc</c>.</remarks>
internal static partial class CryoSparcFileNames
{
    private static readonly string[] s_notResults = ["excluded", "incomplete", "remainder", "rejected", "uncategorized", "unused"];

    /// <summary>Finds the results of the job in a folder; null where no file has such a name.</summary>
    /// <exception cref="InputException">Several sets of particles of the last iteration, or several passthrough files.</exception>
    public static ParticleSource? InFolder(string folder)
    {
        (string Path, int Iteration)[] particles = [.. Storage.Current.List(folder, "*.cs").Order(StringComparer.Ordinal)
            .Select(path => (path, Match: Particles().Match(Path.GetFileName(path)))).Where(file => file.Match.Success && IsResult(file.path))
            .Select(file => (file.path, int.Parse(file.Match.Groups["iteration"].Value, CultureInfo.InvariantCulture)))];
        if (particles.Length == 0)
        {
            return null;
        }
        int last = particles.Max(file => file.Iteration);
        string[] newest = [.. particles.Where(file => file.Iteration == last).Select(file => file.Path)];
        if (newest.Length > 1)
        {
            throw new InputException(folder, null, $"several sets of particles: {string.Join(", ", newest.Select(Path.GetFileName))}", "one", "give the particle file you want");
        }
        string iteration = last.ToString("D3", CultureInfo.InvariantCulture);
        return new ParticleSource(newest[0])
        {
            Passthrough = CryoSparcPassthrough.NamedLike(newest[0]),
            Map = Only(folder, $"*_{iteration}_volume_map.mrc"),
            Mask = Only(folder, $"*_{iteration}_volume_mask_refine.mrc"),
            Origin = $"cryoSPARC job {Path.GetFileName(folder)} (by its file names)",
        };
    }

    /// <summary>Whether a group or a file is of particles that the job kept.</summary>
    public static bool IsResult(string name) => !s_notResults.Any(word => Path.GetFileName(name).Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string? Only(string folder, string pattern) => Storage.Current.List(folder, pattern) is [var only] ? only : null;

    [GeneratedRegex(@"^(cryosparc_)?(P\d+_)?J\d+_(?<iteration>\d+)_particles(_[a-z]+)?\.cs$")]
    private static partial Regex Particles();
}
