namespace Flex3D.Pipeline.Queue.Watching;

/// <summary>What is compared to see whether files still change: their number, their length together, and the time of the newest change.</summary>
/// <param name="Files">Number of files.</param>
/// <param name="Bytes">Their length together.</param>
/// <param name="Newest">The newest time of a change, UTC.</param>
internal readonly record struct Fingerprint(long Files, long Bytes, DateTime Newest)
{
    private static readonly EnumerationOptions s_below = new() { RecurseSubdirectories = true, MaxRecursionDepth = 8, AttributesToSkip = 0, IgnoreInaccessible = true };

    /// <summary>Returns the fingerprint of a file, or of everything in a folder.</summary>
    /// <exception cref="IOException">It cannot be read, for example because it was removed meanwhile.</exception>
    public static Fingerprint Of(string path)
    {
        if (!Directory.Exists(path))
        {
            var file = new FileInfo(path);
            return new(1, file.Length, file.LastWriteTimeUtc);
        }
        (long files, long bytes, DateTime newest) = (0, 0, Directory.GetLastWriteTimeUtc(path));
        foreach (FileInfo file in new DirectoryInfo(path).EnumerateFiles("*", s_below))
        {
            (files, bytes) = (files + 1, bytes + file.Length);
            newest = file.LastWriteTimeUtc > newest ? file.LastWriteTimeUtc : newest;
        }
        return new(files, bytes, newest);
    }
}
