using System.Reflection;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Architecture;

/// <summary>Which room may know which: <c>eng/arrows.txt</c> lists the arrows, and none of them makes a loop.</summary>
public class ArrowTests
{
    private static readonly IReadOnlyDictionary<(string From, string To), string> s_found =
        Rooms.Arrows(typeof(InputException).Assembly, Assembly.Load("Flex3D.Gpu"), typeof(RunFolder).Assembly);

    private static readonly string[] s_lines =
        [.. File.ReadLines(Path.Combine(SharedData.RepositoryRoot, "eng", "arrows.txt")).Where(line => line.Contains("->", StringComparison.Ordinal) && !line.StartsWith('#'))];

    private static readonly string[] s_everybodyKnows = Known(s_lines.Single(line => line.StartsWith('*')));

    private static readonly HashSet<(string From, string To)> s_listed =
        [.. s_lines.Where(line => !line.StartsWith('*')).SelectMany(line => Known(line).Select(to => (line.Split("->")[0].Trim(), to)))];

    private static string[] Known(string line) => line.Split("->")[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool Allowed((string From, string To) arrow) => s_everybodyKnows.Contains(arrow.To) || s_listed.Contains(arrow);

    [Fact]
    public void No_room_knows_one_that_the_list_does_not_allow() =>
        s_found.Where(arrow => !Allowed(arrow.Key)).Select(arrow => $"{arrow.Key.From} -> {arrow.Key.To}: {arrow.Value}").ShouldBeEmpty();

    [Fact]
    public void The_list_has_no_arrow_that_nobody_uses() => s_listed.Except(s_found.Keys).ShouldBeEmpty();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Arrows_run_one_way(int depth) =>
        Rooms.Loop(s_found.Keys.Select(arrow => (Rooms.Fold(arrow.From, depth), Rooms.Fold(arrow.To, depth)))).ShouldBeEmpty();

    [Fact]
    public void A_loop_is_found_where_there_is_one() => Rooms.Loop([("a", "b"), ("b", "c"), ("c", "b")]).ShouldBe(["b", "c", "b"]);

    [Fact]
    public void Arrows_are_found() => s_found.Keys.ShouldContain(("Pipeline/Graph", "Pipeline/Ledger"));
}
