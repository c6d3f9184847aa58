namespace Flex3D.Tests;

/// <summary>The folder that tests, benchmarks and the killer find pipelines and structures in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
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
