using System.Text.RegularExpressions;

namespace Flex3D.Pipeline.Configuration;

/// <summary>Collects why a value was chosen where a setting said <c>auto</c>, by the setting's key; <c>run.yaml</c> shows it beside the value.</summary>
internal sealed partial class Choices
{
    private readonly SortedDictionary<string, string> _reasons = new(StringComparer.Ordinal);

    /// <summary>The reason of a choice; null if no value was chosen.</summary>
    /// <param name="key">The setting with its section, such as <c>train.lambda</c>.</param>
    public string? this[string key] => _reasons.GetValueOrDefault(key);

    /// <summary>Notes a choice whose value is not fixed for another run, such as the device of this machine.</summary>
    /// <param name="reason">What was chosen and why, without a bar or a line break.</param>
    public void Note(string key, string reason) => _reasons[key] = reason;

    /// <summary>Returns the value of a setting or, if it is <c>auto</c>, the chosen value, whose reason is then kept.</summary>
    /// <param name="given">The value of the setting; null for <c>auto</c>.</param>
    /// <param name="chosen">The value to use for <c>auto</c>.</param>
    public T Value<T>(T? given, string key, T chosen, string reason)
        where T : struct
    {
        if (given is null)
        {
            Note(key, reason);
        }
        return given ?? chosen;
    }

    /// <summary>Adds the choices of another list, in place of earlier ones of the same keys.</summary>
    public void Add(Choices others)
    {
        foreach ((string key, string reason) in others._reasons)
        {
            _reasons[key] = reason;
        }
    }

    /// <summary>Reads the choices that <see cref="SettingWriter.ToYaml"/> wrote into a <c>run.yaml</c>.</summary>
    public static Choices Read(string yaml)
    {
        var choices = new Choices();
        string section = "";
        foreach (Match line in Line().Matches(yaml))
        {
            bool inside = line.Groups["indent"].Length > 0;
            section = inside ? section : line.Groups["name"].Value;
            if (line.Groups["reason"].Success)
            {
                choices.Note(inside ? $"{section}.{line.Groups["name"].Value}" : line.Groups["name"].Value, line.Groups["reason"].Value);
            }
        }
        return choices;
    }

    [GeneratedRegex(@"^(?<indent> *)(?<name>\w+):[^#\n]*(?:# auto: (?<reason>[^|\n]*[^| \n]) \|)?", RegexOptions.Multiline)]
    private static partial Regex Line();
}
