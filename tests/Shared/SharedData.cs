namespace Flex3D.Tests;

/// <summary>The one place that knows where the published and simulated test data lie.</summary>
/// <remarks>Environment variable <c>FLEX3D_DATA</c>, else <c>../shared/data</c> beside the repository; golden vectors are in <c>../golden</c> beside it.</remarks>
public static class SharedData
{
    public static string RepositoryRoot => Repository.Root;

    public static string Root { get; } = Environment.GetEnvironmentVariable("FLEX3D_DATA") is { Length: > 0 } set
        ? set
        : Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "data"));

    /// <summary>The path of a data file or folder; skips the running test, with the reason, where it is absent.</summary>
    public static string Require(string relative)
    {
        string path = Path.GetFullPath(Path.Combine(Root, relative));
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), $"test data '{relative}' is not in '{Root}' (set FLEX3D_DATA)");
        return path;
    }

    /// <summary>The path of a golden vector; skips the running test where it is absent.</summary>
    public static string Golden(string name) => Require(Path.Combine("..", "golden", name));
}
