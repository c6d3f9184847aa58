using Flex3D.Stages.Formats;

namespace Flex3D.Tests;

/// <summary>Reads whole STAR files, or the tables of them that are wanted.</summary>
internal static class StarFile
{
    /// <summary>Every table in file order.</summary>
    /// <param name="wanted">Which tables to hold, by block name; null for all.</param>
    public static IReadOnlyList<StarTable> Read(string path, Func<string, bool>? wanted = null) => StarTable.ReadAll(path, (block, _) => wanted?.Invoke(block) != false);
}
