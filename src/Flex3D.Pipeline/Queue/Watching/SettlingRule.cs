namespace Flex3D.Pipeline.Queue.Watching;

/// <summary>When a data set counts as complete.</summary>
/// <param name="Quiet">The time without a change after which it does.</param>
/// <param name="Marker">Name of a file that says so: in the folder of the data set, or, for a particle file by itself, beside it with this name behind its own and a dot. Null to wait for the quiet time.</param>
internal sealed record SettlingRule(TimeSpan Quiet, string? Marker)
{
    /// <summary>Returns the path of the marker of a data set.</summary>
    /// <param name="path">The data set.</param>
    /// <param name="isFolder">Whether it is a folder.</param>
    public string? MarkerOf(string path, bool isFolder) => Marker is null ? null : isFolder ? Path.Combine(path, Marker) : $"{path}.{Marker}";
}
