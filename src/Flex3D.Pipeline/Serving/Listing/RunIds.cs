namespace Flex3D.Pipeline.Serving.Listing;

/// <summary>The names of runs in addresses. A name is looked up among the runs that were found, and never made into a path.</summary>
internal static class RunIds
{
    /// <summary>Returns the name of a run folder below a root, in which ~ and / are written as JSON pointers write them (RFC 6901).</summary>
    public static string Of(string root, string folder)
    {
        string path = Path.GetRelativePath(root, folder);
        path = path == "." ? Path.GetFileName(root) : path;
        return path.Replace("~", "~0", StringComparison.Ordinal).Replace('\\', '/').Replace("/", "~1", StringComparison.Ordinal);
    }
}
