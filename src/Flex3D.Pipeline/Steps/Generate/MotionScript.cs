using System.Globalization;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Files;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Results;

namespace Flex3D.Pipeline.Steps.Generate;

/// <summary>The names of numbered maps, and the ChimeraX script that plays them.</summary>
internal static class MotionScript
{
    private const string Mesh = "mesh.pdb";

    /// <summary>Returns the file name of a map: its number has at least three digits, and as many for all maps of a series, so that the order of the names is theirs.</summary>
    /// <param name="frame">Number of the map, from 0.</param>
    /// <param name="frames">The number of maps.</param>
    public static string FrameName(int frame, int frames)
    {
        int digits = Math.Max(3, (frames - 1).ToString(CultureInfo.InvariantCulture).Length);
        return $"frame_{frame.ToString($"D{digits}", CultureInfo.InvariantCulture)}.mrc";
    }

    /// <summary>Returns the path of a frame's map of displacements, such as <c>displacement/frame_000_displacement.mrc</c>.</summary>
    /// <remarks>In a folder of its own, since a series is opened as <c>frame_*.mrc</c>.</remarks>
    /// <param name="frame">Number of the map, from 0.</param>
    /// <param name="frames">The number of maps.</param>
    public static string DisplacementName(int frame, int frames) => $"displacement/{Path.GetFileNameWithoutExtension(FrameName(frame, frames))}_displacement.mrc";

    /// <summary>Writes a script that shows maps one after the other, coloured by their displacements from the middle conformation.</summary>
    /// <param name="path">The script, in the folder of the maps.</param>
    /// <param name="run">The model and the map, whose contour level all maps have.</param>
    /// <param name="frames">The number of maps.</param>
    /// <param name="largest">The displacement of the last colour, Å.</param>
    public static void WriteColoured(string path, RunModel run, int frames, double largest) => new ChimeraXScript().Say(run.Evidence)
        .Coloured([.. Enumerable.Range(0, frames).Select(frame => (FrameName(frame, frames), DisplacementName(frame, frames)))], ContourLevel.Of(run.Map, run.Mask), largest)
        .Save(path);

    /// <summary>Writes a script that says what held-out particles show, plays the first of some series, and opens the others and the mesh, if there is one, hidden.</summary>
    /// <param name="path">The script; folders and mesh are relative to its folder.</param>
    /// <param name="run">The model and the map, whose contour level all series have.</param>
    /// <param name="series">The folders of the series, and the number of maps of each.</param>
    public static void Write(string path, RunModel run, params IReadOnlyList<(string Folder, int Frames)> series)
    {
        double level = ContourLevel.Of(run.Map, run.Mask);
        ChimeraXScript script = new ChimeraXScript().Say(run.Evidence);
        foreach ((int number, (string folder, int frames)) in series.Index())
        {
            string pattern = folder.Length == 0 ? "frame_*.mrc" : $"{folder}/frame_*.mrc";
            script.Series(pattern, frames, level, number == 0 ? "cornflowerblue" : "sandybrown", shown: number == 0);
        }
        if (Storage.Current.FileExists(Path.Combine(Path.GetDirectoryName(path)!, Mesh)))
        {
            script.Mesh(Mesh);
        }
        script.Save(path);
    }
}
