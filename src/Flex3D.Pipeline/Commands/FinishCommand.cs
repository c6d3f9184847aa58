using System.CommandLine;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Finish;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d finish RUN</c>: local and directional resolution of half-maps, and sharpened and locally filtered maps.</summary>
internal static class FinishCommand
{
    public static Command Create(CommandSession session)
    {
        var run = new Argument<string?>("RUN") { Description = "The folder of a run that has been reconstructed [default: the half-maps given]", Arity = ArgumentArity.ZeroOrOne };
        var half1 = new Option<string?>("--half1") { Description = "In place of RUN: the map of one half-set", HelpName = "MRC" };
        var half2 = new Option<string?>("--half2") { Description = "The map of the other half-set", HelpName = "MRC" };
        var output = new Option<string?>("--out", "-o") { Description = "Folder for maps, plots, directions.csv and finish.json [default: RUN, whose summary and report are written anew]", HelpName = "DIR" };
        var seed = new Option<long>("--seed") { Description = "Seed of the random phases", HelpName = "n", DefaultValueFactory = _ => 1 };
        var threads = new ThreadsOption();
        var command = new Command("finish", """
            Answers what a reviewer asks of a map: local resolution, resolution by direction, B factor, sharpened and locally filtered maps, and where the flow
            changes volume; for the flexed and the rigid map of a run side by side, or for any two half-maps.

            Example: flex3d finish runs/quickstart
                     flex3d finish runs/quickstart --mask mask.mrc --b-factor -80 --out finished
                     flex3d finish --half1 half1.mrc --half2 half2.mrc --mask mask.mrc --out finished
            """) { run, half1, half2, output, seed, threads };
        var settings = new SettingCommandOptions(command);
        settings.Add(FinishStep.Name + ".", typeof(FinishOptions));
        command.SetAction((parsed, _) =>
        {
            FinishOptions options = PipelineFile.FromSettings(settings.Given(parsed).Prepend((FinishStep.Name, "{}", FinishStep.Name))).Finish!;
            (string? folder, string? first, string? second, string? target) = (parsed.GetValue(run), parsed.GetValue(half1), parsed.GetValue(half2), parsed.GetValue(output));
            int cores = threads.Of(parsed);
            Require(parsed.GetValue(seed) >= 0, "--seed", $"{parsed.GetValue(seed)}", "0 or more");
            Require((folder is null) == (first is not null) && (first is null) == (second is null), "finish", $"{Count(folder)} run and {Count(first) + Count(second)} half-maps", "the folder of a run, or both --half1 and --half2");
            Require(folder is not null || target is not null, "finish", "no --out", "--out with a folder for the results");
            var work = new FinishWork(options, Path.GetFullPath(target ?? folder!), (ulong)parsed.GetValue(seed), cores, session.Stop);
            if (folder is null)
            {
                Write(FinishInput.OfHalfMaps(first!, second!), work, session);
            }
            else if (target is not null)
            {
                Write(FinishInput.OfRun(RunFolder.Open(folder).Lineage()), work, session);
            }
            else
            {
                Into(RunFolder.Open(folder), work, session);
            }
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;

        int Count(string? given) => given is null ? 0 : 1;
    }

    // The run's own folder: its list of results, its summary and its report know of the finished maps afterwards.
    private static void Into(RunFolder run, FinishWork work, CommandSession session)
    {
        using RunLock held = RunLock.Take(run.Path);
        using (var written = WrittenFiles.Collect())
        {
            Write(FinishInput.OfRun(run.Lineage()), work, session);
            ResultManifest.Record(run, FinishStep.Name, written.Paths);
        }
        session.Runner().SummariseAgain(run, FinishStep.Name);
    }

    private static void Write(FinishInput input, FinishWork work, CommandSession session)
    {
        FinishReport report = Finishing.Write(input, work, session.Progress);
        session.Output.WriteLine(report.Of);
        foreach (string line in FinishText.Lines(report))
        {
            session.Output.WriteLine("  " + line);
        }
        session.Output.WriteLine($"files are in {work.Folder}");
    }

    private static void Require(bool holds, string source, string found, string expected)
    {
        if (!holds)
        {
            throw new InputException(source, null, found, expected);
        }
    }
}
