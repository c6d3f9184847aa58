using System.Globalization;

namespace Flex3D.Pipeline.Steps.Viewing;

/// <summary>The names of numbered maps.</summary>
internal static class FrameNames
{
    /// <summary>Finds all maps of a series.</summary>
    public const string All = "frame_*.mrc";

    /// <summary>Finds all maps of how far a series' surfaces travel, from its folder.</summary>
    public const string AllTravels = "travel/frame_*_travel.mrc";

    /// <summary>Returns the file name of a map: its number has at least three digits, and as many for all maps of a series, so that the order of the names is theirs.</summary>
    /// <param name="frame">Number of the map, from 0.</param>
    /// <param name="frames">The number of maps.</param>
    public static string Map(int frame, int frames)
    {
        int digits = Math.Max(3, (frames - 1).ToString(CultureInfo.InvariantCulture).Length);
        return $"frame_{frame.ToString($"D{digits}", CultureInfo.InvariantCulture)}.mrc";
    }

    /// <summary>Returns the path of a frame's map of displacements, such as <c>displacement/frame_000_displacement.mrc</c>.</summary>
    /// <remarks>In a folder of its own, since a series is opened as <c>frame_*.mrc</c>.</remarks>
    public static string Displacement(int frame, int frames) => Of(frame, frames, "displacement");

    /// <summary>Returns the path of a frame's map of how far what is there travels along the whole series, such as <c>travel/frame_000_travel.mrc</c>.</summary>
    public static string Travel(int frame, int frames) => Of(frame, frames, "travel");

    private static string Of(int frame, int frames, string values) => $"{values}/{Path.GetFileNameWithoutExtension(Map(frame, frames))}_{values}.mrc";
}
