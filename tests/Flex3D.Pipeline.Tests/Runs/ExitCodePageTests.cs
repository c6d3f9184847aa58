using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Runs;

public sealed class ExitCodePageTests
{
    private static string[][] Rows() =>
        [.. File.ReadLines(Path.Combine(SharedData.RepositoryRoot, "docs", "exit-codes.md")).Where(line => line.StartsWith('|')).Skip(2).Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];

    [Fact]
    public void The_page_lists_every_exit_code_and_no_other() =>
        Rows().Select(row => (int.Parse(row[0], CultureInfo.InvariantCulture), row[1].Trim('`'))).ShouldBe(Enum.GetValues<ExitCode>().Select(code => ((int)code, code.ToString())));

    [Fact]
    public void It_says_of_each_what_it_means_what_to_do_and_whether_resume_goes_on()
    {
        foreach (string[] row in Rows())
        {
            row.Length.ShouldBe(5);
            row.ShouldAllBe(cell => cell.Length > 0);
        }
    }
}
