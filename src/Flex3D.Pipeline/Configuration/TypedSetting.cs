namespace Flex3D.Pipeline.Configuration;

/// <summary>Turns the words typed for a setting on a command line into YAML, as a pipeline file would have it.</summary>
internal static class TypedSetting
{
    /// <summary>Returns the YAML of the words typed after an option; none mean <c>true</c>, several a list.</summary>
    public static string ToYaml(IReadOnlyList<string> typed, SettingDefinition setting) => typed.Count switch
    {
        0 => "true", // a switch by itself
        1 => Scalar(typed[0], setting),
        _ => "[" + string.Join(", ", typed.Select(text => Scalar(text, setting))) + "]",
    };

    /// <summary>Returns the text in quotes, so that a file may have any name; but a value that is YAML (a hinge) or means <c>auto</c> stays as it is.</summary>
    private static string Scalar(string text, SettingDefinition setting) => setting.Kind == SettingKind.SectionList || text is "auto" or "none"
        ? text
        : "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
