namespace Flex3D.Fuzz.Targets;

/// <summary>The undamaged files: those of the shared data where they are present, in the order of their names.</summary>
/// <remarks>Environment variable <c>FLEX3D_DATA</c>, else <c>../shared/data</c> beside the repository. The numbers of inputs mean the same only over the same files.</remarks>
internal static class Corpus
{
    public static string RepositoryRoot { get; } = FindRoot();

    private static readonly string s_shared = Environment.GetEnvironmentVariable("FLEX3D_DATA") is { Length: > 0 } set ? set : Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "data"));

    /// <summary>Files of one ending below a folder of the shared data that are not longer than <paramref name="largest"/>.</summary>
    public static IEnumerable<byte[]> Shared(string folder, string pattern, int largest) => Files(Path.Combine(s_shared, folder), pattern, largest);

    /// <summary>As <see cref="Shared"/>, of the repository.</summary>
    public static IEnumerable<byte[]> Repository(string folder, string pattern, int largest) => Files(Path.Combine(RepositoryRoot, folder), pattern, largest);

    private static IEnumerable<byte[]> Files(string folder, string pattern, int largest) => Directory.Exists(folder)
        ? Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal).Where(path => new FileInfo(path).Length <= largest).Select(File.ReadAllBytes)
        : [];

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Flex3D.sln")))
            {
                return at.FullName;
            }
        }
        throw new InvalidOperationException($"Flex3D.sln is in no folder above '{AppContext.BaseDirectory}'");
    }
}
