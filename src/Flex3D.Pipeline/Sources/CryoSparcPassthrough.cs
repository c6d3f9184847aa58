using System.Text.RegularExpressions;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Pipeline.Sources;

/// <summary>Finds the passthrough file of a cryoSPARC particle file that lacks columns: the file of the same job and particles in the same folder.</summary>
/// <remarks><c>J42_004_particles.cs</c> and <c>J42_passthrough_particles.cs</c>; <c>particles_selected.cs</c> and <c>J12_passthrough_particles_selected.cs</c>; <c>J7_particles_class_2.cs</c> and <c>J7_passthrough_particles_all_classes.cs</c>.</remarks>
internal static partial class CryoSparcPassthrough
{
    /// <summary>Returns a particle file together with its passthrough file, if it needs one and one is there.</summary>
    /// <exception cref="InputException">Several files could be its passthrough file.</exception>
    public static ParticleSource Beside(string path)
    {
        if (!Storage.Current.FileExists(path) || ParticleTableReader.MissingColumns(path).Count == 0)
        {
            return new ParticleSource(path);
        }
        return NamedLike(path) is [var found]
            ? new ParticleSource(path) { Passthrough = [found], Origin = "cryoSPARC particles with the passthrough file beside them" }
            : new ParticleSource(path);
    }

    /// <summary>Returns the file beside a particle file that by its name is its passthrough file, as a list of one; an empty list if there is none.</summary>
    /// <exception cref="InputException">Several files have such names.</exception>
    public static IReadOnlyList<string> NamedLike(string path)
    {
        Match own = Name().Match(Path.GetFileName(path));
        string[] candidates = [.. Storage.Current.List(Path.GetDirectoryName(Path.GetFullPath(path))!, "*passthrough*.cs").Order(StringComparer.Ordinal)
            .Where(file => Path.GetFileName(file) != Path.GetFileName(path) && Fits(own, PassthroughName().Match(Path.GetFileName(file))))];
        return candidates.Length < 2 ? candidates
            : throw new InputException(path, null, $"several passthrough files: {string.Join(", ", candidates.Select(Path.GetFileName))}", "one", "give the particle file, and name its passthrough file with inputs.passthrough");
    }

    private static bool Fits(Match own, Match other)
    {
        (string job, string otherJob) = (own.Groups["job"].Value, other.Groups["job"].Value);
        (string of, string otherOf) = (own.Groups["of"].Value, other.Groups["of"].Value);
        bool sameJob = job == otherJob || job.Length == 0 || otherJob.Length == 0;
        return other.Success && sameJob && (of == otherOf || (of.StartsWith("particles_class_", StringComparison.Ordinal) && otherOf == "particles_all_classes"));
    }

    [GeneratedRegex(@"^(?:cryosparc_)?(?:P\d+_)?(?:(?<job>J\d+)_)?(?:\d+_)?(?<of>.+)\.cs$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^(?:cryosparc_)?(?:P\d+_)?(?:(?<job>J\d+)_)?(?:\d+_)?passthrough_(?<of>.+)\.cs$")]
    private static partial Regex PassthroughName();
}
