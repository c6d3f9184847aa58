using System.Text;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Queue.Watching;

/// <summary>Names the run folder of a data set after its path: <c>session1/J42</c> becomes <c>session1-J42</c>.</summary>
internal static class RunNames
{
    private const int Longest = 100;

    /// <summary>Returns a name that no other data set has and that no folder has.</summary>
    /// <param name="root">The watched folder.</param>
    /// <param name="path">The data set.</param>
    /// <param name="runs">The folder of the runs.</param>
    /// <param name="taken">Names that other data sets have.</param>
    public static string Of(string root, string path, string runs, IReadOnlySet<string> taken)
    {
        string name = Path.GetRelativePath(root, path);
        name = DataSets.IsParticleFile(name) && !Storage.Current.FolderExists(path) ? Path.ChangeExtension(name, null) : name;
        return Free(Plain(name), runs, taken);
    }

    /// <summary>Returns a name like another, with a number behind it if necessary.</summary>
    public static string Free(string name, string runs, IReadOnlySet<string> taken)
    {
        string free = name;
        for (int number = 2; taken.Contains(free) || Storage.Current.FolderExists(Path.Combine(runs, free)); number++)
        {
            free = $"{name}-{number}";
        }
        return free;
    }

    // Letters, digits and a few signs alone: the name stands in commands, addresses and tables.
    private static string Plain(string relative)
    {
        var name = new StringBuilder();
        foreach (char letter in relative)
        {
            name.Append(char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' ? letter : '-');
        }
        string plain = name.ToString().Trim('-', '.');
        plain = plain.Length <= Longest ? plain : plain[^Longest..].Trim('-', '.');
        return plain.Length == 0 ? "run" : plain;
    }
}
