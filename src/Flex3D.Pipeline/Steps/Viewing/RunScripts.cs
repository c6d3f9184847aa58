using System.Globalization;
using System.Text;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Results.ChimeraX;

namespace Flex3D.Pipeline.Steps.Viewing;

/// <summary>Writes the ChimeraX scripts of a run: <c>motion.cxc</c> opens all its maps, mesh, arrows and moved atoms, <c>movie.cxc</c> records the motion.</summary>
/// <remarks>What is opened is what lies in the run folder, so that a later step writes them again with its own results.</remarks>
internal static class RunScripts
{
    private const string Mesh = "mesh.pdb", Series = "series", MainSeries = "motion";
    private const int PicturesAFrame = 5;

    private static readonly (string File, string Name, string Colour)[] s_maps =
    [
        ("maps/flex.mrc", "flexed map", "cornflowerblue"),
        ("maps/rigid.mrc", "rigid map", "tan"),
        ("maps/flex_half1.mrc", "flexed half-map 1", "lightsteelblue"),
        ("maps/flex_half2.mrc", "flexed half-map 2", "lightsteelblue"),
        ("maps/rigid_half1.mrc", "rigid half-map 1", "wheat"),
        ("maps/rigid_half2.mrc", "rigid half-map 2", "wheat"),
    ];

    /// <summary>The script that opens the run.</summary>
    public const string Motion = "motion.cxc";

    /// <summary>The script that records a movie.</summary>
    public const string Movie = "movie.cxc";

    /// <summary>The arrows of the main motion.</summary>
    public const string Arrows = "motion.bild";

    /// <summary>Writes both; nothing where the run has no series of maps.</summary>
    /// <param name="run">The run.</param>
    /// <param name="model">Its model and map, whose contour level all maps have.</param>
    /// <param name="atoms">Atoms that were moved along the motion; null for none.</param>
    public static void Write(RunFolder run, RunModel model, MovedAtoms? atoms = null)
    {
        (string Folder, int Frames)[] series = FindSeries(run.Path);
        if (series.Length == 0)
        {
            return;
        }
        double level = ContourLevel.Of(model.Map, model.Mask);
        (string main, int frames) = series[0];
        double? largest = model.Doubt is null ? LargestTravel(Path.Combine(run.Path, main), frames) : null; // a motion that is not shown gets no colours
        ChimeraXScript script = new ChimeraXScript().Say(model.Evidence).Say($"The first series is shown{(atoms is null ? "" : ", with the moved atoms")}. All else is hidden: tick it in the list of models.");
        if (largest is not null)
        {
            script.Say(string.Create(CultureInfo.InvariantCulture, $"Colours are how far each place travels along the motion, grey at 0 and red at {largest:0.#} angstrom."));
        }
        SeriesValues? travels = largest is { } most ? new($"{main}/{FrameNames.AllTravels}", "how far each place travels", most) : null;
        script.Series($"{main}/{FrameNames.All}", frames, level, "cornflowerblue", NameOf(main), shown: true, travels);
        script.Group("other series", group =>
        {
            foreach ((string folder, int count) in series.Skip(1))
            {
                group.Series($"{folder}/{FrameNames.All}", count, level, "sandybrown", NameOf(folder), shown: false);
            }
        });
        script.Group("maps", group =>
        {
            foreach ((string file, string name, string colour) in s_maps.Where(map => Has(run, map.File)))
            {
                group.Map(file, name, level, colour);
            }
        });
        script.Group("flow", group =>
        {
            if (Has(run, Mesh))
            {
                group.Mesh(Mesh);
            }
            if (Has(run, Arrows))
            {
                group.Shapes(Arrows, "arrows of the motion");
            }
        });
        if (atoms is not null)
        {
            script.Trajectory(ResultManifest.NameIn(run, atoms.File), "moved atoms", atoms.ShiftAngstrom);
        }
        script.Camera(model.Map, level).Save(Path.Combine(run.Path, Motion));
        DurableFile.WriteText(Path.Combine(run.Path, Movie), Recording(frames));
    }

    // The first model is the series that motion.cxc plays.
    private static string Recording(int frames)
    {
        var text = new StringBuilder($"open \"{Motion}\"\nvseries stop #1\nwindowsize 1280 960\nview\nmovie record size 1280,960 supersample 3\n");
        for (int frame = 0; frame < frames; frame++)
        {
            text.Append(CultureInfo.InvariantCulture, $"vseries play #1 jumpTo {frame} cacheFrames {frames}\nwait {PicturesAFrame}\n");
        }
        return text.Append("movie encode \"motion.mp4\" framerate 25 quality high roundTrip true\n").ToString();
    }

    // Folders from the run folder and their numbers of maps, the main one first.
    private static (string Folder, int Frames)[] FindSeries(string run) =>
    [
        .. Storage.Current.ListFolders(Path.Combine(run, Series)).Select(folder => (Folder: $"{Series}/{Path.GetFileName(folder)}", Frames: Storage.Current.List(folder, FrameNames.All).Count))
            .Where(found => found.Frames > 0).OrderBy(found => found.Folder != $"{Series}/{MainSeries}").ThenBy(found => found.Folder.Length).ThenBy(found => found.Folder, StringComparer.Ordinal),
    ];

    // Null where there are no maps of travels.
    private static double? LargestTravel(string folder, int frames)
    {
        string[] maps = [.. Enumerable.Range(0, frames).Select(frame => Path.Combine(folder, FrameNames.Travel(frame, frames)))];
        return maps.All(Storage.Current.FileExists) ? maps.Max(map => MrcMap.Read(map).Values.Max()) : null;
    }

    private static string NameOf(string folder) => Path.GetFileName(folder) is var name && name == MainSeries ? "main motion" : name.StartsWith("axis", StringComparison.Ordinal) ? $"along latent z{name[4..]}" : name;

    private static bool Has(RunFolder run, string file) => Storage.Current.FileExists(Path.Combine(run.Path, file));
}

/// <summary>Atoms that were moved along the motion.</summary>
/// <param name="File">The file of all conformations.</param>
/// <param name="ShiftAngstrom">Added to each coordinate, so that the atoms lie in the maps, whose first voxel is at 0.</param>
internal sealed record MovedAtoms(string File, double ShiftAngstrom);
