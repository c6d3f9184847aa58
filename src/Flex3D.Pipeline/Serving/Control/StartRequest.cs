using System.Text.RegularExpressions;
using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Serving.Control;

/// <summary>A run that a user asks for.</summary>
/// <param name="Name">Name of the run folder, one folder below the root.</param>
/// <param name="Steps">Names of the steps, such as <c>prep</c> and <c>train</c>.</param>
/// <param name="Settings">Settings that are not left at their defaults, by their keys in a pipeline file, as a user types them; a list of several words is one word a line.</param>
internal sealed partial record StartRequest(string? Name, IReadOnlyList<string>? Steps, IReadOnlyDictionary<string, string>? Settings)
{
    /// <summary>Returns the pipeline.</summary>
    /// <exception cref="InputException">A step or a setting is not known, or a value is not one of the setting.</exception>
    public PipelineOptions Pipeline()
    {
        string[] steps = [.. Steps ?? []];
        if (steps.FirstOrDefault(step => SettingForm.Steps.All(known => known.Name != step)) is { } unknown)
        {
            throw new InputException("steps", null, $"'{unknown}'", $"one of {string.Join(", ", SettingForm.Steps.Select(step => step.Name))}");
        }
        IEnumerable<(string, string, string)> given = (Settings ?? new Dictionary<string, string>()).OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => (setting.Key, Yaml(setting.Key, setting.Value), setting.Key));
        return PipelineFile.FromSettings([.. steps.Select(step => (step, "{}", step)), .. given]);
    }

    /// <summary>Returns the path of the run folder.</summary>
    /// <exception cref="InputException">The name is none of a single folder.</exception>
    public string FolderIn(string root) => Name is { } name && FolderName().IsMatch(name) ? Path.Combine(root, name)
        : throw new InputException("name", null, $"'{Name}'", "the name of a new folder: 1 to 64 letters, digits, dots, hyphens and underscores, of which a letter or digit is the first");

    // The steps that are wanted are named by themselves, so that a setting of another step is refused rather than adding it.
    private string Yaml(string key, string value)
    {
        SettingDefinition setting = SettingForm.Find(key) ?? throw new InputException(key, null, "no such setting", "one that docs/settings.md lists");
        string section = key.Split('.')[0];
        if (section != key && SettingForm.Steps.Any(step => step.Name == section) && Steps?.Contains(section) != true)
        {
            throw new InputException(key, null, $"a setting of the step '{section}', which is not chosen", "a setting of a step that is", $"choose {section}, or leave the setting out");
        }
        string[] lines = value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        bool list = setting.Kind is SettingKind.TextList or SettingKind.NumberList or SettingKind.SectionList;
        string yaml = TypedSetting.ToYaml(list && lines.Length > 0 ? lines : [value.Trim()], setting);
        return list && lines.Length == 1 ? $"[{yaml}]" : yaml;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex FolderName();
}
