using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Flex3D.Fuzz.Checkpoints;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Tests;

namespace Flex3D.Fuzz.Tests.Checkpoints;

/// <summary>The page of the checkpoint format and the files that implement it say the same.</summary>
public partial class FormatPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "checkpoint-format.md"));

    private static byte[][] Files =>
    [
        CheckpointBytes.Of(TrainingSample.Sections(insideEpoch: true)),
        CheckpointBytes.Of(ReconstructionSample.Sections(4, insidePass: true)),
        CheckpointBytes.Of(SubspaceSample.Sections(insidePass: true)),
    ];

    private static string Cell(string offset, int column) =>
        Page.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)).First(cells => cells.Length > 3 && cells[1] == offset)[column];

    [Fact]
    public void The_files_it_names_are_there()
    {
        string folder = Path.Combine(SharedData.RepositoryRoot, "src", "Flex3D.Pipeline");
        MatchCollection names = SourceName().Matches(Page);
        names.Count.ShouldBeGreaterThan(3);
        names.Select(match => match.Groups[1].Value).Where(name => Directory.GetFiles(folder, name + ".cs", SearchOption.AllDirectories).Length != 1).ShouldBeEmpty();
    }

    [Fact]
    public void Its_numbers_are_those_of_the_code()
    {
        Page.ShouldContain($"Version {CheckpointFormat.Version}.");
        Cell("0", 3).ShouldContain($"`{Encoding.ASCII.GetString(CheckpointFormat.Magic)}`");
        Cell("8", 3).ShouldContain($"unsigned: {CheckpointFormat.Version}");
        Cell("12", 3).ShouldContain($"at most {CheckpointFormat.MostSections}");
        (int.Parse(Cell("0", 2), CultureInfo.InvariantCulture), int.Parse(Cell("8", 2), CultureInfo.InvariantCulture), int.Parse(Cell("12", 2), CultureInfo.InvariantCulture)).ShouldBe((8, 4, 4));
        Cell($"{CheckpointFormat.HeaderLength}", 3).ShouldContain("sections");
        Cell($"length − {CheckpointFormat.TrailerLength}", 3).ShouldContain($"`{Encoding.ASCII.GetString(CheckpointFormat.EndMagic)}`");
        Cell($"length − {CheckpointFormat.HashLength}", 2).ShouldBe($"{CheckpointFormat.HashLength}");
        Cell("s", 3).ShouldContain($"1-{CheckpointFormat.LongestName}");
    }

    [Fact]
    public void A_file_put_together_by_the_page_is_the_file_the_program_writes()
    {
        foreach (byte[] file in Files)
        {
            List<(byte[], byte[])> sections = CheckpointBytes.Sections(file);
            CheckpointBytes.Join(CheckpointFormat.Version, (uint)sections.Count, sections).ShouldBe(file);
        }
    }

    [Fact]
    public void It_lists_every_section_and_none_that_is_not_written()
    {
        string[] listed = [.. SectionName().Matches(Page).Select(match => match.Groups[1].Value)];
        string[] written = [.. Files.SelectMany(CheckpointBytes.Sections).Select(section => MapNumber().Replace(Encoding.ASCII.GetString(section.Name), ".M")).Distinct()];
        listed.Order().ShouldBe(written.Order());
    }

    [GeneratedRegex(@"`(\w+)\.cs`")]
    private static partial Regex SourceName();

    [GeneratedRegex(@"^\| `([\w.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex SectionName();

    [GeneratedRegex(@"\.[0-3]$")]
    private static partial Regex MapNumber();
}
