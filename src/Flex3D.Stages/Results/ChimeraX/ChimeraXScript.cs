using System.Globalization;
using System.Numerics;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Results.ChimeraX;

/// <summary>Writes a command file that opens a run's results in UCSF ChimeraX: <c>chimerax motion.cxc</c>.</summary>
/// <remarks>ChimeraX runs a command file in its own folder, so paths are relative to the script. It numbers models in the order in which they are opened, from 1; groups are made at the end, since they change numbers.</remarks>
public sealed class ChimeraXScript
{
    private const int MostCached = 200; // surfaces that ChimeraX keeps in memory at once
    private static readonly string[] s_warm = ["#bfbfbf", "#fee391", "#fe9929", "#cc0000"];
    private readonly StringBuilder _commands = new();
    private readonly List<(string Name, int First, int Last)> _groups = [];
    private readonly List<string> _last = [];
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
    /// <param name="frames">The number of maps. Up to 200 surfaces are kept (<c>cacheFrames</c>): without it each is computed anew at every turn, and loses its colours.</param>
    /// <param name="level">Contour level, in the maps' density.</param>
    /// <param name="name">Its name in the list of models; null for the one that ChimeraX gives.</param>
    /// <param name="shown">False to open them hidden.</param>
    /// <param name="values">Maps of values by which the surfaces are coloured, as many and in the same order; null for one colour.</param>
    public ChimeraXScript Series(string pattern, int frames, double level, string color, string? name = null, bool shown = true, SeriesValues? values = null)
    {
        int model = Open(pattern, name, " vseries true");
        Command($"volume #{model} style surface level {Number(level)} step 1 color {color}");
        if (values is not null)
        {
            int colours = Open(values.Pattern, values.Name, " vseries true");
            Command($"volume #{model} show", "wait 1"); // a surface that has not been drawn takes no colours
            for (int frame = 1; frame <= frames; frame++)
            {
                Command($"color sample #{model}.{frame} map #{colours}.{frame} palette {Palette(values.Largest)}");
            }
            Command(frames > 1 ? [$"hide #{model}.2-{frames} models", $"hide #{colours} models"] : [$"hide #{colours} models"]);
        }
        if (shown)
        {
            _last.Add($"vseries play #{model} loop true direction oscillate maxFrameRate 15 cacheFrames {Math.Min(frames, MostCached)}");
        }
        return Hide(model, shown);
    }

    /// <summary>Adds commands that open one map, hidden.</summary>
    /// <param name="level">Contour level, in the map's density.</param>
    public ChimeraXScript Map(string file, string name, double level, string color)
    {
        int model = Open(file, name);
        Command($"volume #{model} style surface level {Number(level)} step 1 color {color}");
        return Hide(model, shown: false);
    }

    /// <summary>Adds commands that open the mesh, written as a PDB file of atoms and bonds.</summary>
    public ChimeraXScript Mesh(string file, bool shown = false)
    {
        int model = Open(file, "mesh of the flow");
        Command($"style #{model} stick", $"size #{model} stickRadius 0.3", $"color #{model} gray");
        return Hide(model, shown);
    }

    /// <summary>Adds commands that open shapes written as BILD, hidden.</summary>
    public ChimeraXScript Shapes(string file, string name) => Hide(Open(file, name), shown: false);

    /// <summary>Adds commands that open an atomic model with several conformations as a trajectory with a slider.</summary>
    /// <param name="shiftAngstrom">Added to each coordinate, so that the atoms lie in the map, whose first voxel is at 0.</param>
    public ChimeraXScript Trajectory(string file, string name, double shiftAngstrom)
    {
        int model = Open(file, name, " coordsets true");
        string shift = Number(shiftAngstrom);
        Command($"view matrix models #{model},1,0,0,{shift},0,1,0,{shift},0,0,1,{shift}");
        return this;
    }

    /// <summary>Groups the models that <paramref name="open"/> opens under a name, if they are several.</summary>
    public ChimeraXScript Group(string name, Action<ChimeraXScript> open)
    {
        int first = _models + 1;
        open(this);
        if (_models > first)
        {
            _groups.Add((name, first, _models));
        }
        return this;
    }

    /// <summary>Turns the camera so that the molecule looks largest: along its shortest principal axis, the longest one horizontal.</summary>
    /// <param name="level">Contour level, in the map's density.</param>
    public ChimeraXScript Camera(DensityMap map, double level)
    {
        var view = SurfaceView.Of(Array.ConvertAll(map.Values, value => value > level), map.Box);
        double pixel = map.PixelSizeAngstrom;
        Vector3 at = (view.Centre + 4 * view.Width * view.Towards) * (float)pixel;
        string matrix = string.Join(',', ((int[])[0, 1, 2]).Select(axis => string.Join(',', ((float[])[view.Right[axis], view.Up[axis], view.Towards[axis], at[axis]]).Select(value => Number(value)))));
        Command($"view matrix camera {matrix}");
        return this;
    }

    /// <summary>Adds commands that show the surface of a map, coloured by the labels of another.</summary>
    /// <param name="map">Path of the map from the script.</param>
    /// <param name="labels">Path of the map of labels, 1 to <paramref name="count"/>.</param>
    /// <param name="level">Contour level, in the map's density.</param>
    /// <param name="count">Number of labels.</param>
    public ChimeraXScript Labelled(string map, string labels, double level, int count)
    {
        int surface = Open(map), numbers = Open(labels);
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
            int surface = Open(map), colours = Open(values);
            Command($"volume #{surface} style surface level {Number(level)} step 1", $"hide #{colours} models");
            Command($"color sample #{surface} map #{colours} palette {Palette(largest)}");
        }
        Say($"Colours are displacements from the middle conformation, grey at 0 and red at {Number(largest)} angstrom.");
        Command($"mseries slider #{string.Join(',', maps.Select((_, i) => first + 2 * i))}");
        return this;
    }

    /// <summary>Returns the commands, one on each line.</summary>
    public string Text()
    {
        var text = new StringBuilder(_commands.ToString());
        foreach ((int i, (string name, int first, int last)) in _groups.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"rename #{first}-{last} \"{name}\" id #{_models + 1 + i}\n");
        }
        return text.Append("view\n").AppendJoin("", _last.Select(command => command + "\n")).ToString();
    }

    public void Save(string path) => DurableFile.WriteText(path, Text());

    private int Open(string file, string? name = null, string options = "")
    {
        if (file.Contains('"') || file.Contains('\n'))
        {
            throw new InputException(file, null, "a quote or line break in a file name", "a name ChimeraX can read", "rename the run folder");
        }
        Command($"open \"{file.Replace('\\', '/')}\"{options}");
        _models++;
        if (name is not null)
        {
            Command($"rename #{_models} \"{name}\"");
        }
        return _models;
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

    private static string Palette(double largest) => string.Join(":", s_warm.Select((colour, i) => $"{Number(Math.Max(largest, 1e-3) * i / (s_warm.Length - 1))},{colour}"));

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}

/// <summary>Maps of values by which the surfaces of a series are coloured: grey at 0, then yellow and orange to red.</summary>
/// <param name="Pattern">Path from the script, with * for the numbers.</param>
/// <param name="Name">Its name in the list of models.</param>
/// <param name="Largest">The value of the last colour, ≥ 0.</param>
public sealed record SeriesValues(string Pattern, string Name, double Largest);
