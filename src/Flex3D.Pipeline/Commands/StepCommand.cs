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
        if (step.PlanMemory is not null)
        {
            command.Options.Add(plan);
        }
        List<(string Key, SettingDefinition Setting, Option<string[]> Option)> options = [];
        AddOptions(command, options, section + ".", SettingSchema.SectionOf(section).ValueType);
        AddOptions(command, options, "inputs.", typeof(InputOptions));
        AddOptions(command, options, "", typeof(PipelineOptions));
        AddOptions(command, options, "safety.", typeof(SafetyOptions));
        command.SetAction(async (parsed, _) =>
        {
            var settings = options.Where(entry => parsed.GetResult(entry.Option) is { Implicit: false })
                .Select(entry => (entry.Key, TypedSetting.ToYaml(parsed.GetValue(entry.Option)!, entry.Setting), entry.Option.Name))
                .Prepend((section, "{}", section));
            return await session.RunAsync(PipelineFile.FromSettings(settings), parsed.GetRequiredValue(folder), parsed.GetValue(plan)).ConfigureAwait(false);
        });
        return command;
    }

    private static void AddOptions(Command command, List<(string Key, SettingDefinition Setting, Option<string[]> Option)> options, string prefix, Type type)
    {
        object defaults = SettingSchema.Defaults(type);
        foreach (SettingDefinition setting in SettingSchema.Of(type).Where(setting => setting.Kind != SettingKind.Section))
        {
            // A step's own setting hides one of the same name for the whole run: "deform --latents" belongs to deform.
            if (command.Options.All(option => option.Name != setting.OptionName))
            {
                Option<string[]> option = Make(setting, setting.Property.GetValue(defaults));
                command.Options.Add(option);
                options.Add((prefix + setting.Name, setting, option));
            }
        }
    }

    private static Option<string[]> Make(SettingDefinition setting, object? value)
    {
        bool list = setting.Kind is SettingKind.TextList or SettingKind.NumberList or SettingKind.SectionList;
        string unit = setting.About.Unit is null ? "" : $", in {setting.About.Unit}";
        string without = value is null ? setting.About.Auto ?? "none" : SettingWriter.Format(setting, value);
        return new Option<string[]>(setting.OptionName)
        {
            Description = $"{setting.About.Description}{unit} [default: {without}]",
            HelpName = setting.Kind switch
            {
                SettingKind.Whole => "n",
                SettingKind.Number or SettingKind.NumberList => "x",
                SettingKind.Switch => "true|false",
                SettingKind.Choice => string.Join('|', setting.Choices),
                SettingKind.Size => "600MB",
                SettingKind.Device => "cpu|cuda:0|…",
                SettingKind.SectionList => "{key: value, …}",
                _ => setting.About.IsPath ? "path" : "text",
            },
            Arity = list ? ArgumentArity.OneOrMore : setting.Kind == SettingKind.Switch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            AllowMultipleArgumentsPerToken = list,
            CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
        };
    }
}
