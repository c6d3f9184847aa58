using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Flex3D.Pipeline.Commands;
using Flex3D.Pipeline.Runner;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Commands;

/// <summary>The commands that the README and the pages of docs/ show: whoever copies one is understood.</summary>
public sealed partial class DocumentedCommandsTests
{
    private static readonly RootCommand s_root = CommandLine.Create(new CommandSession(StepCatalogue.Default, TextWriter.Null, TextWriter.Null, CancellationToken.None));

    private const string Unknown = "Unrecognized command or argument";

    [GeneratedRegex("`(flex3d [a-z-]+ [^`]+)`")]
    private static partial Regex Inline();

    public static TheoryData<string> Pages =>
        [.. Directory.GetFiles(Path.Combine(SharedData.RepositoryRoot, "docs"), "*.md").Append(Path.Combine(SharedData.RepositoryRoot, "README.md")).Select(path => Path.GetRelativePath(SharedData.RepositoryRoot, path)).Order(StringComparer.Ordinal)];

    // Within a sentence a command may stand without what it needs. What is in brackets may be left out, and … stands for more of the same.
    private static IEnumerable<(string Command, bool Whole)> Commands(string text)
    {
        bool code = false;
        foreach (string line in text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
        {
            code ^= line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            IEnumerable<string> found = code && line.TrimStart().StartsWith("flex3d ", StringComparison.Ordinal) ? [line.Trim()] : code ? [] : Inline().Matches(line).Select(match => match.Groups[1].Value);
            foreach (string command in found.Select(command => command.Split(" #")[0]).Where(command => command.IndexOfAny(['[', '…', '|', '{']) < 0))
            {
                yield return (command.TrimEnd(), code);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_of_a_page_has_the_options_that_it_is_shown_with(string page)
    {
        foreach ((string command, bool whole) in Commands(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, page))))
        {
            string quoted = command.Contains('\'') ? command.Replace("\"", "", StringComparison.Ordinal).Replace('\'', '"') : command; // a shell's quotes
            string[] arguments = [.. CommandLineParser.SplitCommandLine(quoted).Skip(1)];
            s_root.Parse(arguments).Errors.Select(error => error.Message).Where(message => whole || message.StartsWith(Unknown, StringComparison.Ordinal)).ShouldBeEmpty(command);
        }
    }

    [Fact]
    public void A_command_that_is_not_understood_is_found()
    {
        Commands("Say `flex3d train --from a --out b` or\n```\nflex3d select RUN --nonsense 3   # no such option\n```\n").ShouldBe([("flex3d train --from a --out b", false), ("flex3d select RUN --nonsense 3", true)]);
        s_root.Parse(["select", "RUN", "--nonsense", "3"]).Errors.ShouldContain(error => error.Message.StartsWith(Unknown));
    }
}
