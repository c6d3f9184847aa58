using System.Text.RegularExpressions;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Architecture;

/// <summary>
/// Using directives stand in the order in which <c>dotnet format</c> puts them: by name, System first, static ones after them, aliases last. Namespaces are those of a whole file. The analysers
/// that say so take half of a build's time.
/// </summary>
public partial class FileStyleTests
{
    private static readonly string[] s_files = [.. new[] { "src", "tests" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))];

    [Fact]
    public void Usings_of_every_file_are_in_order()
    {
        s_files.Length.ShouldBeGreaterThan(1000);
        s_files.Where(path => !InOrder(File.ReadLines(path))).Select(path => Path.GetRelativePath(SharedData.RepositoryRoot, path)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, "using System.Text;", "using Akka;", "using akka.Actor;", "using static System.Math;", "using B = Akka.Actor;", "namespace A;", "using Aa;")]
    [InlineData(false, "using Akka;", "using System.Text;")]
    [InlineData(false, "using Akka.Actor;", "using Akka;")]
    [InlineData(false, "// a comment", "", "using static Akka.Actor;", "using Serilog;")]
    [InlineData(false, "using A = Akka.Actor;", "using static Akka.Actor;")]
    public void The_scan_can_fail(bool inOrder, params string[] lines) => InOrder(lines).ShouldBe(inOrder);

    [Fact]
    public void A_namespace_is_that_of_the_whole_file() =>
        s_files.Where(path => !OfFile(File.ReadLines(path))).Select(path => Path.GetRelativePath(SharedData.RepositoryRoot, path)).ShouldBeEmpty();

    [Theory]
    [InlineData(true, "using A;", "namespace A.B;", "class C;")]
    [InlineData(true, "return 0;")]
    [InlineData(false, "namespace A.B", "{")]
    [InlineData(false, "namespace A.B {")]
    public void That_scan_can_fail(bool ofFile, params string[] lines) => OfFile(lines).ShouldBe(ofFile);

    private static bool OfFile(IEnumerable<string> lines) => lines.All(line => !line.StartsWith("namespace ", StringComparison.Ordinal) || line.EndsWith(';'));

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
