using System.Reflection;
using System.Text.RegularExpressions;
using Flex3D.Pipeline.Runs;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Architecture;

/// <summary>Who may know whom: see CONTRIBUTING.md.</summary>
public partial class HouseRulesTests
{
    private static readonly Assembly Pipeline = typeof(RunFolder).Assembly;
    private static readonly Assembly Stages = typeof(Flex3D.Stages.Faults.InputException).Assembly;
    private static readonly Assembly Gpu = typeof(Flex3D.Stages.Faults.DeviceException).Assembly;

    private static string[] References(Assembly assembly) => [.. assembly.GetReferencedAssemblies().Select(name => name.Name!)];

    [Theory]
    [InlineData("Akka")]
    [InlineData("System.Threading.Tasks.Dataflow")]
    [InlineData("Serilog")]
    [InlineData("Spectre")]
    [InlineData("ILGPU")]
    [InlineData("Flex3D.Gpu")]
    [InlineData("flex3d")]
    public void Stages_knows_no(string library) => References(Stages).ShouldNotContain(name => name.StartsWith(library, StringComparison.Ordinal));

    [Theory]
    [InlineData("Akka")]
    [InlineData("Serilog")]
    [InlineData("flex3d")]
    public void Gpu_knows_no(string library) => References(Gpu).ShouldNotContain(name => name.StartsWith(library, StringComparison.Ordinal));

    [Fact]
    public void Pipeline_knows_both_and_the_actors()
    {
        // That the rules above can fail: the names are those by which the compiler refers to these libraries.
        References(Pipeline).ShouldContain("Akka");
        References(Pipeline).ShouldContain("System.Threading.Tasks.Dataflow");
        References(Pipeline).ShouldContain("Serilog");
        References(Pipeline).ShouldContain("Flex3D.Stages");
    }

    [Fact]
    public void Only_the_stage_graph_constructs_dataflow_blocks() =>
        Offenders(BlockConstruction(), "Graph/StageGraph.cs").ShouldBeEmpty();

    [Fact]
    public void Nothing_outside_actors_speaks_akka() =>
        Offenders(UsingAkka(), "Actors/").ShouldBeEmpty();

    [Fact]
    public void No_file_is_longer_than_three_hundred_lines() =>
        Sources().Where(path => File.ReadLines(path).Count() > 300).Select(Short).ShouldBeEmpty();

    [Fact]
    public void No_exception_is_swallowed() => Offenders(EmptyCatch(), "nowhere").ShouldBeEmpty();

    [Theory]
    [InlineData("new ActionBlock<int>(x => { })", true)]
    [InlineData("new System.Threading.Tasks.Dataflow.BufferBlock<int>()", true)]
    [InlineData("new BufferPool<int[]>(2, f)", false)]
    public void The_scan_for_blocks_can_fail(string code, bool found) => BlockConstruction().IsMatch(code).ShouldBe(found);

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string Short(string path) => Path.GetRelativePath(SharedData.RepositoryRoot, path);

    private static string[] Offenders(Regex pattern, string allowed) =>
        [.. Sources().Where(path => !path.Contains(allowed, StringComparison.Ordinal) && pattern.IsMatch(File.ReadAllText(path))).Select(Short)];

    [GeneratedRegex(@"new\s+([\w.]+\.)?(Action|Transform|TransformMany|Buffer|Batch|BatchedJoin|Join|Broadcast|WriteOnce)Block\s*[<(]")]
    private static partial Regex BlockConstruction();

    [GeneratedRegex(@"\busing\s+Akka\b|\bAkka\.\w+\.")]
    private static partial Regex UsingAkka();

    [GeneratedRegex(@"catch\s*(\([^)]*\))?\s*(when\s*\([^)]*\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatch();
}
