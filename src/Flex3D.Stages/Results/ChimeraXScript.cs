using System.Globalization;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Results;

/// <summary>Writes a command file that opens a run's results in UCSF ChimeraX: <c>chimerax look.cxc</c>.</summary>
/// <remarks>ChimeraX runs a command file in its own folder, so paths are relative to the script.</remarks>
public sealed class ChimeraXScript
{
    private const int MostCached = 200; // surfaces that ChimeraX keeps in memory at once
    private static readonly string[] s_warm = ["#bfbfbf", "#fee391", "#fe9929", "#cc0000"];
    private readonly StringBuilder _commands = new();
    private int _models;

    public ChimeraXScript() => Command("set bgColor white", "lighting soft", "graphics silhouettes true");

    /// <summary>Adds a command that shows a text in the log, for whoever opens the script.</summary>
    /// <param name="text">The text, of one line and without a semicolon, at which a command ends.</param>
    public ChimeraXScript Say(string text)
    {
        if (text.AsSpan().ContainsAny('\n', '\r', ';'))
        {
            throw new ArgumentException("A command ends at a line break or a semicolon.", nameof(text));
        }
        Command($"log text {text}");
        return this;
    }

    /// <summary>Adds commands that open numbered maps as one series and play it back and forth.</summary>
    /// <param name="pattern">Path from the script, e.g. <c>series/axis0/frame_*.mrc</c>.</param>
    /// <param name="frames">The number of maps. Up to 200 surfaces are kept (<c>cacheFrames</c>): without it each is computed anew at every turn, and loses the colour a user gives it.</param>
    /// <param name="level">Contour level, in the maps' density.</param>
    /// <param name="shown">False to open them hidden.</param>
    public ChimeraXScript Series(string pattern, int frames, double level, string color, bool shown = true)
    {
        int model = Open(pattern, " vseries true");
        Command($"volume #{model} style surface level {Number(level)} step 1 color {color}");
        if (shown)
        {
            Command($"vseries play #{model} loop true direction oscillate maxFrameRate 15 cacheFrames {Math.Min(frames, MostCached)}");
        }
        return Hide(model, shown);
    }

    /// <summary>Adds commands that open the mesh, written as a PDB file of atoms and bonds.</summary>
    public ChimeraXScript Mesh(string file, bool shown = false)
    {
        int model = Open(file, "");
        Command($"style #{model} stick", $"size #{model} stickRadius 0.3", $"color #{model} gray");
        return Hide(model, shown);
    }

    /// <summary>Adds commands that show the surface of a map, coloured by the labels of another.</summary>
    /// <param name="map">Path of the map from the script.</param>
    /// <param name="labels">Path of the map of labels, 1 to <paramref name="count"/>.</param>
    /// <param name="level">Contour level, in the map's density.</param>
    /// <param name="count">Number of labels.</param>
    public ChimeraXScript Labelled(string map, string labels, double level, int count)
    {
        int surface = Open(map, ""), numbers = Open(labels, "");
        Command($"volume #{surface} style surface level {Number(level)} step 1");
        string palette = string.Join(":", Enumerable.Range(0, count + 1).Select(label => $"{label},{LabelColours.Of(label)}"));
        Command($"color sample #{surface} map #{numbers} palette {palette}", $"hide #{numbers} models");
        return this;
    }

    /// <summary>Adds commands that show maps one after the other with a slider, each coloured by the values of another map.</summary>
    /// <remarks>Grey at 0, then yellow and orange to red.</remarks>
    /// <param name="maps">The paths of the maps and of their values, from the script.</param>
    /// <param name="level">Contour level, in the maps' density.</param>
    /// <param name="largest">The value of the last colour, ≥ 0.</param>
    public ChimeraXScript Coloured(IReadOnlyList<(string Map, string Values)> maps, double level, double largest)
    {
        int first = _models + 1;
        foreach ((string map, string values) in maps)
        {
            int surface = Open(map, ""), colours = Open(values, "");
            Command($"volume #{surface} style surface level {Number(level)} step 1", $"hide #{colours} models");
            string palette = string.Join(":", s_warm.Select((colour, i) => $"{Number(Math.Max(largest, 1e-3) * i / (s_warm.Length - 1))},{colour}"));
            Command($"color sample #{surface} map #{colours} palette {palette}");
        }
        Say($"Colours are displacements from the middle conformation, grey at 0 and red at {Number(largest)} angstrom.");
        Command($"mseries slider #{string.Join(',', maps.Select((_, i) => first + 2 * i))}");
        return this;
    }

    /// <summary>Returns the commands, one on each line.</summary>
    public string Text() => _commands + "view\n";

    public void Save(string path) => DurableFile.WriteText(path, Text());

    private int Open(string file, string options)
    {
        if (file.Contains('"') || file.Contains('\n'))
        {
            throw new InputException(file, null, "a quote or line break in a file name", "a name ChimeraX can read", "rename the run folder");
        }
        Command($"open \"{file.Replace('\\', '/')}\"{options}");
        return ++_models;
    }

    private ChimeraXScript Hide(int model, bool shown)
    {
        if (!shown)
        {
            Command($"hide #{model} models");
        }
        return this;
    }

    private void Command(params string[] lines)
    {
        foreach (string line in lines)
        {
            _commands.Append(line).Append('\n');
        }
    }

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
