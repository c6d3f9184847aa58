using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Configuration;

/// <summary>Writes options as YAML with every value visible and explained; reading the text back gives the same options.</summary>
internal static partial class SettingWriter
{
    /// <summary>Writes the YAML of <paramref name="options"/>. Steps that are null are left out.</summary>
    /// <param name="choices">Reasons to write beside values that were chosen; null for none.</param>
    public static string ToYaml(PipelineOptions options, Choices? choices = null)
    {
        var text = new StringBuilder();
        Section(text, options, "", choices ?? new Choices());
        return text.ToString();
    }

    /// <summary>Writes <see cref="ToYaml"/> to a file.</summary>
    public static void Write(string path, PipelineOptions options) => DurableFile.WriteText(path, ToYaml(options));

    /// <summary>Returns a value as it is written on one line; null is written as <c>auto</c>, or for texts as <c>none</c>.</summary>
    public static string Format(SettingDefinition setting, object? value) => value switch
    {
        null => setting.Kind is SettingKind.Text or SettingKind.TextList ? "none" : "auto",
        string text => Quote(text),
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        Enum choice => SettingDefinition.CamelCase(choice.ToString()),
        IEnumerable list when setting.Kind == SettingKind.SectionList => "[" + string.Join(", ", list.Cast<object>().Select(Inline)) + "]",
        IEnumerable list => "[" + string.Join(", ", list.Cast<object>().Select(item => Format(setting, item))) + "]",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static void Section(StringBuilder text, object record, string section, Choices choices)
    {
        int indent = section.Length == 0 ? 0 : 2;
        foreach (SettingDefinition setting in SettingSchema.Of(record.GetType()))
        {
            object? value = setting.Property.GetValue(record);
            if (setting.Kind == SettingKind.Section)
            {
                if (value is not null)
                {
                    text.Append('\n').Append(' ', indent).Append(setting.Name).Append(":  # ").Append(setting.About.Description).Append('\n');
                    Section(text, value, setting.Name + ".", choices);
                }
                continue;
            }
            string line = new string(' ', indent) + setting.Name + ": " + Format(setting, value);
            string unit = setting.About.Unit is null ? "" : $" ({setting.About.Unit})";
            string why = choices[section + setting.Name] is { } reason ? $"auto: {reason} | " : "";
            text.Append(line.PadRight(38)).Append(" # ").Append(why).Append(setting.About.Description).Append(unit).Append('\n');
        }
    }

    private static string Inline(object record) =>
        "{" + string.Join(", ", SettingSchema.Of(record.GetType()).Select(s => $"{s.Name}: {Format(s, s.Property.GetValue(record))}")) + "}";

    /// <summary>Returns the text as it is if YAML reads the same text back, else in double quotes.</summary>
    private static string Quote(string text)
    {
        if (PlainText().IsMatch(text) && text is not ("null" or "auto" or "none"))
        {
            return text;
        }
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                < ' ' or '\x7f' or '\x85' or '\u2028' or '\u2029' or '\ufeff' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }

    [GeneratedRegex("^[A-Za-z0-9_./][A-Za-z0-9_./+-]*$")]
    private static partial Regex PlainText();
}
