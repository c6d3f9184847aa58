using System.IO.Enumeration;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Queue.Watching;

/// <summary>Finds the data sets below a folder, complete or not.</summary>
/// <remarks>
/// A particle file that lies in the watched folder itself is a data set. A folder below it is one if it holds a particle file or the file of a RELION or cryoSPARC job; what lies
/// deeper belongs to it. Other folders are looked into, down to a depth. Names that begin with a dot are left out, and so are folders that are links.
/// </remarks>
internal sealed class DataSets
{
    private const int Deepest = 8;
    private static readonly string[] s_particleFiles = [".star", ".cs", ".csg"];

    // What RELION keeps beside particles: the jobs of a project, the options of a job, and its state.
    private static readonly string[] s_noParticles = ["job.star", "_pipeline.star", "_model.star", "_optimiser.star", "_sampling.star"];
    private readonly string _root, _runs;
    private readonly string? _match;

    /// <param name="root">The watched folder.</param>
    /// <param name="runs">The folder of the runs, which is left out if it lies in the watched folder.</param>
    /// <param name="match">Pattern of the paths of data sets, relative to the watched folder, in which * and ? also stand for /; null for all.</param>
    public DataSets(string root, string runs, string? match = null) => (_root, _runs, _match) = (Full(root), Full(runs), match);

    /// <summary>Returns the absolute paths of the data sets, in order of their names.</summary>
    /// <param name="unreadable">Told of a folder that cannot be read, with the reason; it is left out.</param>
    public IReadOnlyList<string> Find(Action<string, string> unreadable)
    {
        List<string> found = [];
        Look(_root, 0, found, unreadable);
        found.RemoveAll(path => _match is not null && !FileSystemName.MatchesSimpleExpression(_match, Path.GetRelativePath(_root, path), ignoreCase: false));
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>Whether a file may be a particle file, by its name.</summary>
    public static bool IsParticleFile(string path) => s_particleFiles.Contains(Path.GetExtension(path).ToLowerInvariant()) && Path.GetFileName(path)[0] != '.'
        && !s_noParticles.Any(end => path.EndsWith(end, StringComparison.Ordinal));

    private void Look(string folder, int depth, List<string> found, Action<string, string> unreadable)
    {
        try
        {
            IReadOnlyList<string> files = Storage.Current.List(folder, "*");
            if (depth == 0)
            {
                found.AddRange(files.Where(IsParticleFile));
            }
            else if (files.Any(file => IsParticleFile(file) || Path.GetFileName(file) == JobFolder.CryoSparcFile))
            {
                found.Add(folder);
                return;
            }
            foreach (string inner in depth < Deepest ? Storage.Current.ListFolders(folder) : [])
            {
                if (Path.GetFileName(inner)[0] != '.' && Full(inner) != _runs)
                {
                    Look(inner, depth + 1, found, unreadable);
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            unreadable(folder, fault.Message);
        }
    }

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
