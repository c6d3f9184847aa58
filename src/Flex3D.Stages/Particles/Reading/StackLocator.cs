using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>Finds the image stacks that a table names, and numbers them.</summary>
/// <remarks>
/// Paths are relative to the project folder, which may lie above the table: DataDirectory where given (there also by the end of the
/// path, so that a project of another machine is found), else the table's folder, each folder above it, and the working folder. The
/// folder of the last stack is tried first. A name that ends in .mrc also finds .mrcs, and the reverse.
/// </remarks>
internal sealed class StackLocator(string tablePath, ParticleReadOptions options)
{
    private const int MostListed = 10;
    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<string, int> _byPath = [];
    private readonly List<string> _stacks = [];
    private readonly List<(string Name, string Place)> _missing = [];
    private readonly IReadOnlyList<string> _folders = Folders(tablePath, options);
    private string? _last;

    public IReadOnlyList<string> Stacks => _stacks;

    /// <summary>Returns the number of a stack, which is searched for when first named; −1 for a missing stack, which <see cref="RequireAll"/> reports.</summary>
    /// <param name="place">The place where the table names it, for the error message.</param>
    /// <exception cref="InputException">The stack is missing, and rows without a stack are set aside.</exception>
    public int NumberOf(string name, string place)
    {
        if (_numbers.TryGetValue(name, out int number))
        {
            return number;
        }
        if (name.Contains('\0'))
        {
            throw new InputException(tablePath, place, "the name of an image stack with a zero character in it", "the path of a file");
        }
        if (Find(name) is not { } path)
        {
            if (options.Quarantine is not null)
            {
                throw Missing([(name, place)]);
            }
            _missing.Add((name, place));
            number = -1;
        }
        else if (!_byPath.TryGetValue(path, out number))
        {
            _byPath[path] = number = _stacks.Count;
            _stacks.Add(path);
        }
        return _numbers[name] = number;
    }

    /// <summary>Refuses a table with missing stacks, once all of its rows are read.</summary>
    /// <exception cref="InputException">Lists the stacks.</exception>
    public void RequireAll()
    {
        if (_missing.Count > 0)
        {
            throw Missing(_missing);
        }
    }

    private string? Find(string named)
    {
        string name = options.StripPrefix is { } prefix && named.StartsWith(prefix, StringComparison.Ordinal) ? named[prefix.Length..].TrimStart('/') : named;
        IReadOnlyList<string> tried = _last is null ? _folders : [_last, .. _folders];
        foreach (string folder in tried)
        {
            if (Existing(Path.Combine(folder, name)) is { } path)
            {
                _last = folder;
                return path;
            }
        }
        string[] parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int skipped = 1; options.DataDirectory is not null && skipped <= parts.Length - 1; skipped++)
        {
            if (Existing(Path.Combine([options.DataDirectory, .. parts[skipped..]])) is { } path)
            {
                return path;
            }
        }
        return options.StackOverride is null ? null
            : Existing(options.StackOverride) ?? throw new InputException(options.StackOverride, null, "no such file", $"the stack to use for '{named}'");
    }

    private static string? Existing(string path)
    {
        string other = Path.GetExtension(path) switch
        {
            ".mrc" => path + "s",
            ".mrcs" => path[..^1],
            _ => path,
        };
        return Storage.Current.FileExists(path) ? Path.GetFullPath(path) : Storage.Current.FileExists(other) ? Path.GetFullPath(other) : null;
    }

    private InputException Missing(IReadOnlyList<(string Name, string Place)> stacks)
    {
        string looked = stacks.All(stack => Path.IsPathRooted(stack.Name)) ? "there" : $"in {string.Join(", ", _folders.Select(folder => $"'{folder}'"))}";
        string more = stacks.Count > MostListed ? $" and {stacks.Count - MostListed} more" : "";
        string found = stacks is [var one] ? $"image stack '{one.Name}', which is not {looked}"
            : $"{stacks.Count} image stacks that are not {looked}: {string.Join(", ", stacks.Take(MostListed).Select(stack => $"'{stack.Name}'"))}{more}";
        return new InputException(tablePath, stacks[0].Place, found, stacks.Count == 1 ? "an existing file" : "existing files", "name the folder their paths are relative to (--data-dir), the beginning to remove from the paths (--strip-prefix), or the stack itself (--stack)");
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
