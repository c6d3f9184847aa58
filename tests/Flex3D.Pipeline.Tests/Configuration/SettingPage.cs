using System.Text;
using Flex3D.Pipeline.Configuration;

namespace Flex3D.Pipeline.Tests.Configuration;

/// <summary>Writes <c>docs/settings.md</c> from the definitions of the settings.</summary>
internal static class SettingPage
{
    /// <summary>The page in Markdown.</summary>
    public static string ToMarkdown()
    {
        var text = new StringBuilder("""
            # Settings

            Keys of a pipeline file, made from the options records in `src/Flex3D.Pipeline/Configuration`. On the command line
            `latentDimension` of `train` is `flex3d train --latent-dimension`, or `flex3d run … --set train.latentDimension=3`.
            A path is relative to the pipeline file that names it. `run.yaml` in the run folder has every value that was used; where a
            setting was `auto` it gives the reason, and `flex3d run run.yaml --out …` gives the same bytes.

            """);
        Section(text, "", typeof(PipelineOptions), "The pipeline");
        return text.ToString();
    }

    private static void Section(StringBuilder text, string name, Type type, string title)
    {
        object defaults = SettingSchema.Defaults(type);
        IReadOnlyList<SettingDefinition> settings = SettingSchema.Of(type);
        text.Append("\n## ").Append(name.Length == 0 ? title : $"`{name}`: {char.ToLowerInvariant(title[0])}{title[1..]}").Append("\n\n| key | default | what | values |\n|---|---|---|---|\n");
        foreach (SettingDefinition setting in settings.Where(s => s.Kind != SettingKind.Section))
        {
            object? value = setting.Property.GetValue(defaults);
            string without = value is null ? $"{SettingWriter.Format(setting, null)}: {setting.About.Auto}" : $"`{SettingWriter.Format(setting, value)}`";
            text.Append($"| `{setting.Name}` | {without} | {Cell(setting.About.Description)} | {Cell(setting.Expected)} |\n");
        }
        foreach (SettingDefinition setting in settings.Where(s => s.Kind is SettingKind.Section or SettingKind.SectionList))
        {
            Section(text, name.Length == 0 ? setting.Name : $"{name}.{setting.Name}", setting.ValueType, setting.About.Description);
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
