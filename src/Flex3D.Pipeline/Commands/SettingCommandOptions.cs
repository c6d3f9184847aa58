using System.CommandLine;
using Flex3D.Pipeline.Configuration;

namespace Flex3D.Pipeline.Commands;

/// <summary>The options of a command that are settings of a pipeline file, made from the same records as the file's keys.</summary>
internal sealed class SettingCommandOptions(Command command)
{
    private readonly List<(string Key, SettingDefinition Setting, Option<string[]> Option)> _options = [];

    /// <summary>The settings that were given on the command line: key, value as YAML, and the option.</summary>
    public IEnumerable<(string Key, string Value, string Option)> Given(ParseResult parsed) =>
        _options.Where(entry => parsed.GetResult(entry.Option) is { Implicit: false })
            .Select(entry => (entry.Key, TypedSetting.ToYaml(parsed.GetValue(entry.Option)!, entry.Setting), entry.Option.Name));

    /// <summary>Adds an option for each setting of a record of settings.</summary>
    /// <param name="prefix">What stands before the settings' names in a pipeline file, such as <c>inputs.</c></param>
    /// <param name="type">The record.</param>
    public void Add(string prefix, Type type)
    {
        object defaults = SettingSchema.Defaults(type);
        foreach (SettingDefinition setting in SettingSchema.Of(type).Where(setting => setting.Kind != SettingKind.Section))
        {
            // A step's own setting hides one of the same name for the whole run: "deform --latents" belongs to deform.
            if (command.Options.All(option => option.Name != setting.OptionName))
            {
                Option<string[]> option = Make(setting, setting.Property.GetValue(defaults));
                command.Options.Add(option);
                _options.Add((prefix + setting.Name, setting, option));
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
            Arity = list ? ArgumentArity.OneOrMore : setting.Kind == SettingKind.Switch || setting.About.True is not null ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            AllowMultipleArgumentsPerToken = list,
            CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
        };
    }
}
