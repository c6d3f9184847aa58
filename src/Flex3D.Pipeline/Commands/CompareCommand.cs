using System.CommandLine;
using Flex3D.Pipeline.Comparing;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Results.Comparing;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d compare RUN RUN…</c>: compares runs on the particles that they have in common.</summary>
internal static class CompareCommand
{
    public static Command Create(CommandSession session)
    {
        var runs = new Argument<string[]>("RUN") { Description = "The folders of two or more trained runs on the same particles, or on selections of them", Arity = ArgumentArity.OneOrMore };
        var page = new Option<string>("--out", "-o") { Description = "The page to write; a JSON file with all numbers is written beside it", HelpName = "FILE.html", DefaultValueFactory = _ => "comparison.html" };
        var command = new Command("compare", """
            Compares runs (other seeds, settings, half-sets, selections): whether the motions are the same, which run explains the particles
            better that were held out of both, and their resolutions. It writes one page that needs no network, and prints its tables.

            Example: flex3d compare runs/first runs/again runs/stiffer --out comparison.html
            """) { runs, page };
        command.SetAction((parsed, _) =>
        {
            string file = parsed.GetRequiredValue(page), json = Path.ChangeExtension(file, ".json");
            if (Path.GetExtension(file) is not (".html" or ".htm"))
            {
                throw new InputException("--out", null, $"'{file}'", "the name of a page, such as comparison.html");
            }
            IReadOnlyList<ComparedRun> opened = RunComparison.Open(parsed.GetRequiredValue(runs));
            var comparison = RunComparison.Of(opened, session.Stop);
            ComparisonContent content = ComparisonTables.Of(comparison, opened);
            new ComparisonPage(content).Save(file);
            comparison.Save(json);
            ComparisonText.Write(session.Output, content);
            session.Output.WriteLine($"\n{file} shows this with plots; {json} has all numbers.");
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
