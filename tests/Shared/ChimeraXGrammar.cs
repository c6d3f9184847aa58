using System.Globalization;
using System.Text.RegularExpressions;

namespace Flex3D.Tests;

/// <summary>Reads ChimeraX command files by the usage that its manual documents for each command (User Guide, "Command Index"), and follows which models are open.</summary>
/// <remarks>Written from the manual's pages of 2023 to 2025, not from the program's own writer. A command, keyword or value that is not in the table is an error, as is a model that is not open.</remarks>
internal sealed partial class ChimeraXGrammar
{
    // A command's words, then [keyword kind …]: kinds are those of Matches. '?' marks what may be left out, '+' what may come several times.
    private static readonly (string Command, string[] Arguments, string[] Keywords)[] s_usages =
    [
        ("set bgColor", ["color"], []),
        ("lighting", ["simple|full|soft|gentle|flat"], []),
        ("graphics silhouettes", ["bool"], []),
        ("log text", ["rest"], []),
        ("open", ["file"], ["vseries bool", "coordsets bool", "name string"]),
        ("rename", ["models", "string?"], ["id newmodel"]),
        ("volume", ["models", "show|hide?"], ["style surface|mesh|solid", "level number", "step integer", "color color"]),
        ("wait", ["integer?"], []),
        ("color sample", ["models"], ["map models", "palette palette", "range string", "offset number", "update bool"]),
        ("color", ["models", "color"], []),
        ("hide", ["models", "models-word?"], []),
        ("style", ["models", "stick|ball|sphere"], []),
        ("size", ["models"], ["stickRadius number", "atomRadius number"]),
        ("view matrix", [], ["camera matrix", "models placed"]),
        ("view", ["models?"], ["clip bool", "pad number", "orient none"]),
        ("vseries play", ["models"], ["loop bool", "direction forward|backward|oscillate", "normalize bool", "maxFrameRate number", "pauseFrames integer", "cacheFrames integer", "jumpTo integer", "startTime integer"]),
        ("vseries stop", ["models"], []),
        ("mseries slider", ["models"], ["pauseFrames integer", "title string", "name string"]),
        ("windowsize", ["integer", "integer"], []),
        ("movie record", [], ["size size", "supersample integer", "limit integer"]),
        ("movie encode", ["file"], ["framerate number", "quality highest|higher|high|good|medium|fair|low", "roundTrip bool", "wait bool"]),
    ];

    private readonly string _folder;
    private readonly SortedDictionary<int, int> _models = []; // number → number of submodels, 0 for none

    /// <param name="folder">The folder of the script, in which the files that it opens have to be; null to believe that they are, each pattern standing for the number of maps given.</param>
    /// <param name="frames">Number of maps of a pattern where there is no folder.</param>
    public ChimeraXGrammar(string? folder, int frames = 1) => (_folder, Frames) = (folder ?? "", frames);

    private int Frames { get; }

    /// <summary>Numbers of the models that are open at the end, and how many submodels each has.</summary>
    public IReadOnlyDictionary<int, int> Models => _models;

    /// <summary>Reads all commands; throws at the first that the manual does not allow.</summary>
    public void Read(string script)
    {
        foreach (string line in script.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                ReadLine(line);
            }
            catch (FormatException wrong)
            {
                throw new FormatException($"'{line}': {wrong.Message}", wrong);
            }
        }
    }

    private void ReadLine(string line)
    {
        (string command, string[] arguments, string[] keywords) = s_usages.FirstOrDefault(usage => line == usage.Command || line.StartsWith(usage.Command + " ", StringComparison.Ordinal));
        Require(command is not null, "no such command in the table");
        if (arguments is ["rest"])
        {
            Require(!line.Contains(';', StringComparison.Ordinal), "a semicolon ends a command");
            return;
        }
        var words = new Queue<string>(Words().Matches(line[command!.Length..]).Select(match => match.Value));
        List<string> given = [];
        foreach (string argument in arguments)
        {
            bool optional = argument.EndsWith('?');
            string kind = argument.TrimEnd('?');
            if (words.TryPeek(out string? word) && Matches(word, kind))
            {
                given.Add(words.Dequeue());
            }
            else
            {
                Require(optional, $"expected {kind} and not '{word}'");
            }
        }
        Dictionary<string, string> options = [];
        while (words.TryDequeue(out string? keyword))
        {
            string? kind = keywords.Select(known => known.Split(' ')).FirstOrDefault(known => known[0] == keyword)?[1];
            Require(kind is not null, $"no keyword '{keyword}'");
            string value = kind == "none" ? "" : words.TryDequeue(out string? next) ? next : throw new FormatException($"no value of {keyword}");
            Require(Matches(value, kind!), $"'{value}' is no {kind}");
            Require(options.TryAdd(keyword, value), $"{keyword} twice");
        }
        Follow(command, given, options);
    }

    private void Follow(string command, List<string> given, Dictionary<string, string> options)
    {
        if (command == "open")
        {
            Open(given[0].Trim('"'), options.ContainsKey("vseries"));
        }
        if (command == "rename" && options.TryGetValue("id", out string? id))
        {
            int[] moved = [.. Numbers(given[0]).Select(model => model.Model)];
            int to = int.Parse(id[1..], CultureInfo.InvariantCulture);
            Require(!_models.ContainsKey(to), $"{id} is open already");
            Require(moved.Length > 1 && moved.All(_models.Remove), "a group is made of several models");
            _models[to] = moved.Length;
        }
    }

    private void Open(string file, bool series)
    {
        if (file.EndsWith(".cxc", StringComparison.Ordinal))
        {
            Require(File.Exists(Path.Combine(_folder, file)), "no such file");
            new List<string>(File.ReadAllLines(Path.Combine(_folder, file))).ForEach(ReadLine);
            return;
        }
        int found = _folder.Length == 0 ? (series ? Frames : 1) : Directory.GetFiles(Path.Combine(_folder, Path.GetDirectoryName(file)!), Path.GetFileName(file)).Length;
        Require(series ? found >= 1 : found == 1, $"{found} files");
        int number = 1;
        while (_models.ContainsKey(number))
        {
            number++;
        }
        _models[number] = series ? found : 0;
    }

    private bool Matches(string word, string kind) => kind switch
    {
        "bool" => word is "true" or "false",
        "integer" => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        "number" => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value),
        "size" => word.Split(',') is [var width, var height] && Matches(width, "integer") && Matches(height, "integer"),
        "color" => Colour().IsMatch(word),
        "palette" => word.Split(':') is { Length: > 1 } entries && entries.All(entry => entry.Split(',') is [var at, var colour] && Matches(at, "number") && Matches(colour, "color"))
            && entries.Select(entry => double.Parse(entry.Split(',')[0], CultureInfo.InvariantCulture)).SequenceEqual(entries.Select(entry => double.Parse(entry.Split(',')[0], CultureInfo.InvariantCulture)).Order()),
        "file" => word.Length > 2 && word[0] == '"' && word[^1] == '"',
        "string" => word.Length > 0 && (word[0] == '"' || Colour().IsMatch(word)),
        "models-word" => word == "models",
        "models" => word[0] == '#' && Numbers(word).All(model => _models.TryGetValue(model.Model, out int inside) && model.Submodel <= inside),
        "newmodel" => NewModel().IsMatch(word),
        "matrix" => word.Split(',') is { Length: 12 } numbers && numbers.All(number => Matches(number, "number")) && IsRotation([.. numbers.Select(number => double.Parse(number, CultureInfo.InvariantCulture))]),
        "placed" => word.Split(',', 2) is [var model, var place] && Matches(model, "models") && Matches(place, "matrix"),
        _ => kind.Split('|').Contains(word),
    };

    // Rows of a rotation with a translation in the fourth column; a mirror image would turn the molecule's hand.
    private static bool IsRotation(double[] m)
    {
        double[] a = [m[0], m[4], m[8]], b = [m[1], m[5], m[9]], c = [m[2], m[6], m[10]];
        double[] cross = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
        return Math.Abs(a.Sum(x => x * x) - 1) < 1e-4 && Math.Abs(b.Sum(x => x * x) - 1) < 1e-4 && cross.Zip(c, (x, y) => Math.Abs(x - y)).Max() < 1e-4;
    }

    // #1 or #1,3 or #1-3 or #1.2-11: model numbers and, after a point, the highest submodel of a range.
    private static IEnumerable<(int Model, int Submodel)> Numbers(string spec)
    {
        Require(Specification().IsMatch(spec), $"'{spec}' specifies no models");
        foreach (string part in spec[1..].Split(','))
        {
            string[] levels = part.Split('.');
            int[] ends = [.. levels[0].Split('-').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
            int inside = levels.Length == 1 ? 0 : levels[1].Split('-').Max(number => int.Parse(number, CultureInfo.InvariantCulture));
            for (int model = ends[0]; model <= ends[^1]; model++)
            {
                yield return (model, inside);
            }
        }
    }

    private static void Require(bool holds, string wrong)
    {
        if (!holds)
        {
            throw new FormatException(wrong);
        }
    }

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Words();

    [GeneratedRegex("^(#[0-9a-f]{6}|[a-z]+)$")]
    private static partial Regex Colour();

    [GeneratedRegex(@"^#\d+$")]
    private static partial Regex NewModel();

    [GeneratedRegex(@"^#\d+(-\d+|\.\d+(-\d+)?)?(,\d+(\.\d+)?)*$")]
    private static partial Regex Specification();
}
