using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>Finds the image stacks that a table names, and numbers them.</summary>
/// <remarks>
/// Paths are relative to the project folder, which may lie above the table: DataDirectory where given (there also by file name
/// alone), else the table's folder, each folder above it, and the working folder. The folder of the last stack is tried first.
/// </remarks>
internal sealed class StackLocator(string tablePath, ParticleReadOptions options)
{
    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<string, int> _byPath = [];
    private readonly List<string> _stacks = [];
    private readonly IReadOnlyList<string> _folders = Folders(tablePath, options);
    private string? _last;

    public IReadOnlyList<string> Stacks => _stacks;

    /// <summary>Returns the number of a stack, which is searched for when first named.</summary>
    /// <param name="place">The place where the table names it, for the error message.</param>
    public int NumberOf(string name, string place)
    {
        if (!_numbers.TryGetValue(name, out int number))
        {
            if (name.Contains('\0'))
            {
                throw new InputException(tablePath, place, "the name of an image stack with a zero character in it", "the path of a file");
            }
            string path = Find(name, place);
            if (!_byPath.TryGetValue(path, out number))
            {
                _byPath[path] = number = _stacks.Count;
                _stacks.Add(path);
            }
            _numbers[name] = number;
        }
        return number;
    }

    private string Find(string name, string place)
    {
        if (_last is not null && Storage.Current.FileExists(Path.Combine(_last, name)))
        {
            return Path.GetFullPath(Path.Combine(_last, name));
        }
        foreach (string folder in _folders)
        {
            string path = Path.GetFullPath(Path.Combine(folder, name));
            if (Storage.Current.FileExists(path))
            {
                _last = folder;
                return path;
            }
        }
        string file = Path.GetFileName(name);
        if (options.DataDirectory is not null && Storage.Current.FileExists(Path.Combine(options.DataDirectory, file)))
        {
            return Path.GetFullPath(Path.Combine(options.DataDirectory, file));
        }
        if (options.StackOverride is not null)
        {
            return Storage.Current.FileExists(options.StackOverride) ? Path.GetFullPath(options.StackOverride)
                : throw new InputException(options.StackOverride, null, "no such file", $"the stack to use for '{name}'");
        }
        string looked = Path.IsPathRooted(name) ? "there" : $"in {string.Join(", ", _folders.Select(folder => $"'{folder}'"))}";
        throw new InputException(tablePath, place, $"image stack '{name}', which is not {looked}", "an existing file", "name the folder its path is relative to (--data-dir), or the stack itself");
    }

    private static List<string> Folders(string tablePath, ParticleReadOptions options)
    {
        if (options.DataDirectory is not null)
        {
            return [Path.GetFullPath(options.DataDirectory)];
        }
        var folders = new List<string>();
        for (DirectoryInfo? at = new FileInfo(Path.GetFullPath(tablePath)).Directory; at is not null; at = at.Parent)
        {
            folders.Add(at.FullName);
        }
        string working = Directory.GetCurrentDirectory();
        if (!folders.Contains(working))
        {
            folders.Add(working);
        }
        return folders;
    }
}
