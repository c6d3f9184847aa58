using System.CommandLine;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Steps;

namespace Flex3D.Pipeline.Commands;

/// <summary>Makes the subcommand of a pipeline step, whose options are made from the same records as the pipeline file's keys.</summary>
internal static class StepCommand
{
    /// <summary>Creates the subcommand of <paramref name="step"/>.</summary>
    public static Command Create(IPipelineStep step, StepHelp help, CommandSession session)
    {
        string section = step.Name;
        string chain = step.Needs.Count == 0
            ? "Makes a run folder, which the next step names with --from."
            : "Makes a new run folder. It takes what it needs from the run that --from names, and from the runs which that one was made from.";
        var command = new Command(section, $"{help.What}\n{chain}\n\nExample: {help.Example}");
        var folder = new Option<string>("--out", "-o") { Description = "Run folder to make", HelpName = "DIR", Required = true };
        command.Options.Add(folder);
        Option<bool> plan = CommandSession.PlanOption();
        var cluster = new ClusterOptions();
        if (step.PlanMemory is not null)
        {
            command.Options.Add(plan);
            cluster.AddTo(command);
        }
        Option<bool> verbose = CommandSession.VerboseOption();
        command.Options.Add(verbose);
        var options = new SettingCommandOptions(command);
        options.Add(section + ".", SettingSchema.SectionOf(section).ValueType);
        options.Add("inputs.", typeof(InputOptions));
        options.Add("", typeof(PipelineOptions));
        options.Add("safety.", typeof(SafetyOptions));
        command.SetAction(async (parsed, _) =>
        {
            PipelineOptions pipeline = PipelineFile.FromSettings(options.Given(parsed).Prepend((section, "{}", section)));
            return await session.RunAsync(pipeline, parsed.GetRequiredValue(folder), parsed.GetValue(plan), parsed.GetValue(verbose), step.PlanMemory is null ? null : cluster.Of(parsed)).ConfigureAwait(false);
        });
        return command;
    }
}
