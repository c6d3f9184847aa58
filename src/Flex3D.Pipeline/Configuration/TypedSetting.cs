namespace Flex3D.Pipeline.Configuration;

/// <summary>Turns the words typed for a setting on a command line into YAML, as a pipeline file would have it.</summary>
internal static class TypedSetting
{
    /// <summary>Returns the YAML of the words typed after an option; none mean <c>true</c>, several a list. Numbers of a list may also stand in one word: <c>3,3</c> or <c>"[3, 3]"</c>.</summary>
    public static string ToYaml(IReadOnlyList<string> typed, SettingDefinition setting)
    {
        string[] words = setting.Kind == SettingKind.NumberList ? [.. typed.SelectMany(Numbers)] : [.. typed];
        return words.Length switch
        {
            0 => "true", // a switch by itself
            1 => Scalar(words[0], setting),
            _ => "[" + string.Join(", ", words.Select(text => Scalar(text, setting))) + "]",
        };
    }

    private static string[] Numbers(string text) =>
        text.Split(['[', ']', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } numbers ? numbers : [text];

    /// <summary>Returns the text in quotes, so that a file may have any name; but a value that is YAML (a hinge) or means <c>auto</c> stays as it is.</summary>
    private static string Scalar(string text, SettingDefinition setting) => setting.Kind == SettingKind.SectionList || text is "auto" or "none"
        ? text
        : "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
