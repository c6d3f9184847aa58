using System.Text.RegularExpressions;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Architecture;

/// <summary>Using directives stand in the order in which <c>dotnet format</c> puts them: by name, System first, static ones after them, aliases last.</summary>
public partial class UsingOrderTests
{
    [Fact]
    public void Usings_of_every_file_are_in_order()
    {
        string[] files = [.. new[] { "src", "tests" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))];
        files.Length.ShouldBeGreaterThan(1000);
        files.Where(path => !InOrder(File.ReadLines(path))).Select(path => Path.GetRelativePath(SharedData.RepositoryRoot, path)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, "using System.Text;", "using Akka;", "using akka.Actor;", "using static System.Math;", "using B = Akka.Actor;", "namespace A;", "using Aa;")]
    [InlineData(false, "using Akka;", "using System.Text;")]
    [InlineData(false, "using Akka.Actor;", "using Akka;")]
    [InlineData(false, "// a comment", "", "using static Akka.Actor;", "using Serilog;")]
    [InlineData(false, "using A = Akka.Actor;", "using static Akka.Actor;")]
    public void The_scan_can_fail(bool inOrder, params string[] lines) => InOrder(lines).ShouldBe(inOrder);

    private static bool InOrder(IEnumerable<string> lines)
    {
        string[] usings = [.. lines.TakeWhile(line => line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal) || Directive().IsMatch(line)).Where(line => Directive().IsMatch(line))];
        return usings.SequenceEqual(usings.OrderBy(Kind).ThenBy(line => Name(line).Split('.', ';')[0] != "System").ThenBy(Name, StringComparer.OrdinalIgnoreCase));
    }

    private static int Kind(string line) => line.StartsWith("using static ", StringComparison.Ordinal) ? 1 : line.Contains('=', StringComparison.Ordinal) ? 2 : 0;

    private static string Name(string line) => line.Replace("using static ", "", StringComparison.Ordinal).Replace("using ", "", StringComparison.Ordinal).TrimEnd(';');

    [GeneratedRegex(@"^using [\w. =<>,()]+;$")]
    private static partial Regex Directive();
}
