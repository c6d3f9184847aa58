using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Results.ChimeraX;

namespace Flex3D.Pipeline.Steps.Viewing;

/// <summary>Writes the ChimeraX script beside numbered maps, which says what held-out particles show and shows the maps one after the other.</summary>
internal static class FrameScripts
{
    /// <summary>Writes a script that plays the maps.</summary>
    /// <param name="path">The script, in the folder of the maps.</param>
    /// <param name="run">The model and the map, whose contour level all maps have.</param>
    /// <param name="frames">The number of maps.</param>
    public static void Write(string path, RunModel run, int frames) =>
        new ChimeraXScript().Say(run.Evidence).Series(FrameNames.All, frames, ContourLevel.Of(run.Map, run.Mask), "cornflowerblue").Save(path);

    /// <summary>Writes a script that shows the maps coloured by their displacements from the middle conformation.</summary>
    /// <param name="path">The script, in the folder of the maps.</param>
    /// <param name="run">The model and the map, whose contour level all maps have.</param>
    /// <param name="frames">The number of maps.</param>
    /// <param name="largest">The displacement of the last colour, Å.</param>
    public static void WriteColoured(string path, RunModel run, int frames, double largest) => new ChimeraXScript().Say(run.Evidence)
        .Coloured([.. Enumerable.Range(0, frames).Select(frame => (FrameNames.Map(frame, frames), FrameNames.Displacement(frame, frames)))], ContourLevel.Of(run.Map, run.Mask), largest)
        .Save(path);
}
