using System.Globalization;
using System.Text.RegularExpressions;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Pipeline.Sources;

/// <summary>Finds particles, map and mask of a RELION job from its folder, or from a STAR file that names them.</summary>
/// <remarks>
/// Paths in RELION's files are relative to the project: the folder above <c>Refine3D/</c>. Of Class3D the last iteration is taken; its map
/// only where there is one class. CtfRefine, Polish and Select have particles alone, and their <c>job.star</c> names the jobs before.
/// </remarks>
internal static partial class RelionJob
{
    private const int MostJobsBack = 8;
    private static readonly string[] s_particleFiles = ["run_data.star", "particles_ctf_refine.star", "shiny.star", "particles.star"];

    /// <summary>Finds the results of the job in a folder; null where the folder is not of a RELION job.</summary>
    /// <exception cref="InputException">The job is not finished, or names a file that is missing.</exception>
    public static ParticleSource? InFolder(string folder)
    {
        string post = Path.Combine(folder, "postprocess.star");
        if (Storage.Current.FileExists(post))
        {
            return OfFile(post);
        }
        if ((ParticlesIn(folder) ?? LastIteration(folder)) is not { } particles)
        {
            return Storage.Current.FileExists(Path.Combine(folder, "job.star"))
                ? throw new InputException(folder, null, "a RELION job without particles", "run_data.star, run_itNNN_data.star, particles.star or shiny.star", "wait until the job is done, or give another job")
                : null;
        }
        string project = Project(folder);
        return new ParticleSource(particles)
        {
            Map = MapOf(folder, project),
            Mask = MaskOf(folder, project),
            Origin = $"RELION job {Path.GetRelativePath(project, folder)}",
        };
    }

    /// <summary>Finds what a STAR file of a RELION job names: the files of <c>run_optimiser.star</c>, <c>postprocess.star</c> or <c>run_data.star</c>; null where it is another STAR file, such as a particle file by itself.</summary>
    /// <exception cref="InputException">The file names others that are missing.</exception>
    public static ParticleSource? OfFile(string path)
    {
        string folder = Path.GetDirectoryName(path)!, project = Project(folder), name = Path.GetFileName(path);
        if (name.EndsWith("optimiser.star", StringComparison.Ordinal))
        {
            Dictionary<string, string> values = Pairs(path);
            string particles = ParticleSources.Require(In(project, Value(values, path, "rlnExperimentalDataStarFile")), path, "the particles");
            return new ParticleSource(particles)
            {
                Map = MapOf(folder, project),
                Mask = Existing(project, values.GetValueOrDefault("rlnSolventMaskName")),
                Origin = $"RELION optimiser {Path.GetRelativePath(project, path)}",
            };
        }
        if (name == "postprocess.star")
        {
            Dictionary<string, string> values = Pairs(path);
            string half = Value(values, path, "rlnUnfilteredMapHalf1");
            string refined = Path.GetDirectoryName(ParticleSources.Require(In(project, half), path, "the half-map"))!;
            ParticleSource source = InFolder(refined) ?? throw new InputException(path, null, $"the half-map '{half}', beside which there are no particles", "the half-map of a Refine3D job", "give that job's run_data.star");
            return source with { Mask = Existing(project, values.GetValueOrDefault("rlnMaskName")) ?? source.Mask, Origin = $"RELION job {Path.GetRelativePath(project, folder)}" };
        }
        return name == "run_data.star" ? InFolder(folder) : null;
    }

    private static string? ParticlesIn(string folder) => s_particleFiles.Select(name => Path.Combine(folder, name)).FirstOrDefault(Storage.Current.FileExists);

    // The particles of the last iteration, of a continuation where there is one: run_it025_data.star, run_ct20_it025_data.star.
    private static string? LastIteration(string folder) => Storage.Current.List(folder, "run_*data.star")
        .Select(path => (Path: path, Match: Iteration().Match(Path.GetFileName(path)))).Where(file => file.Match.Success)
        .OrderByDescending(file => int.Parse(file.Match.Groups[1].Value, CultureInfo.InvariantCulture)).FirstOrDefault().Path;

    private static string? MapOf(string folder, string project) => Jobs(folder, project).Select(MapsIn).FirstOrDefault(maps => maps is not null) is [var only] ? only : null;

    private static string? MaskOf(string folder, string project) => Jobs(folder, project).Select(job => MaskIn(job, project)).FirstOrDefault(mask => mask is not null);

    // A job and those before it, from which its particles come.
    private static IEnumerable<string> Jobs(string folder, string project)
    {
        string? job = folder;
        for (int back = 0; job is not null && back <= MostJobsBack; back++, job = Before(job, project))
        {
            yield return job;
        }
    }

    // The maps of a job's last iteration, one for each class; null for a job that makes no maps.
    private static IReadOnlyList<string>? MapsIn(string folder)
    {
        string refined = Path.Combine(folder, "run_class001.mrc");
        return Storage.Current.FileExists(refined) ? [refined]
            : LastIteration(folder) is { } data ? Storage.Current.List(folder, Path.GetFileName(data)[..^"data.star".Length] + "class*.mrc") : null;
    }

    private static string? MaskIn(string folder, string project)
    {
        string optimiser = Path.Combine(folder, "run_optimiser.star");
        return (Storage.Current.FileExists(optimiser) ? Existing(project, Pairs(optimiser).GetValueOrDefault("rlnSolventMaskName")) : null)
            ?? Existing(project, JobOptions(folder).GetValueOrDefault("fn_mask"));
    }

    // The job whose particles a job began with; null where none is named.
    private static string? Before(string folder, string project)
    {
        if (ParticlesIn(folder)?.EndsWith("run_data.star", StringComparison.Ordinal) == true)
        {
            return null;
        }
        Dictionary<string, string> options = JobOptions(folder);
        string? input = new[] { "fn_data", "fn_model", "fn_img" }.Select(options.GetValueOrDefault).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return input is null ? null : Path.GetDirectoryName(In(project, input)) is { } before && before != folder && Storage.Current.FolderExists(before) ? before : null;
    }

    // TYPE/jobNNN lies in the project; a folder of another name is its own.
    private static string Project(string folder)
    {
        DirectoryInfo at = new(folder);
        return at.Name.StartsWith("job", StringComparison.Ordinal) && at.Parent?.Parent is { } project ? project.FullName : at.FullName;
    }

    private static string In(string project, string path) => Path.GetFullPath(Path.Combine(project, path));

    private static string? Existing(string project, string? path) => path is null or "" or "None" ? null : In(project, path) is var full && Storage.Current.FileExists(full) ? full : null;

    private static string Value(Dictionary<string, string> values, string path, string label) => values.TryGetValue(label, out string? value) ? value
        : throw new InputException(path, null, $"no _{label}", "the files of a RELION job", "give the job's folder or its run_data.star");

    // All label-value pairs of a file.
    private static Dictionary<string, string> Pairs(string path)
    {
        var pairs = new Dictionary<string, string>();
        foreach (StarTable table in StarTable.ReadAll(path, (_, isLoop) => !isLoop))
        {
            for (int column = 0; column < table.Columns.Count; column++)
            {
                pairs[table.Columns[column]] = table[0, column];
            }
        }
        return pairs;
    }

    // The options of a job, by name; none where it has no job.star.
    private static Dictionary<string, string> JobOptions(string folder)
    {
        string path = Path.Combine(folder, "job.star");
        var options = new Dictionary<string, string>();
        foreach (StarTable table in Storage.Current.FileExists(path) ? StarTable.ReadAll(path, (block, _) => block == "joboptions_values") : [])
        {
            (int name, int value) = (table.IndexOf("rlnJobOptionVariable"), table.IndexOf("rlnJobOptionValue"));
            for (int row = 0; row < table.Count && name >= 0 && value >= 0; row++)
            {
                options[table[row, name]] = table[row, value];
            }
        }
        return options;
    }

    [GeneratedRegex(@"^run_(?:ct\d+_)?it(\d+)_data\.star$")]
    private static partial Regex Iteration();
}
