using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Pipeline.Configuration;

/// <summary>Finds the setting that a name means, where the name comes from another program's window: with its section or without, in any case, with hyphens or underscores.</summary>
internal static class LooseSettings
{
    private const int MostListed = 3;

    // Names that other programs have for a setting.
    private static readonly Dictionary<string, string> s_others = new() { ["zdim"] = "train.latentDimension" };

    /// <summary>Finds the setting of a name.</summary>
    /// <param name="name">Such as <c>train.epochs</c>, <c>epochs</c>, <c>latent-dimension</c> or <c>zdim</c>.</param>
    /// <param name="steps">The steps of the pipeline; settings of others are not found.</param>
    /// <returns>The setting with its key.</returns>
    /// <exception cref="InputException">No setting has this name, or several sections have one; the message lists the near ones.</exception>
    public static (string Key, SettingDefinition Setting) Find(string name, IReadOnlyList<string> steps)
    {
        (string Key, SettingDefinition Setting)[] all = [.. All(steps)];
        string plain = Plain(s_others.GetValueOrDefault(name, name));
        (string Key, SettingDefinition Setting)[] found = [.. all.Where(entry => Plain(entry.Key) == plain)];
        found = found.Length > 0 ? found : [.. all.Where(entry => Plain(entry.Setting.Name) == plain)];
        return found.Length == 1 ? found[0]
            : throw new InputException($"--{name}", null, found.Length == 0 ? $"the unknown parameter '{name}'" : $"'{name}', which is a setting of several steps",
                found.Length > 0 ? string.Join(" or ", found.Select(entry => entry.Key)) : Near(plain, all), "docs/settings.md lists them all");
    }

    private static string Near(string plain, IEnumerable<(string Key, SettingDefinition Setting)> all)
    {
        string[] near =
        [
            .. all.Select(entry => (entry.Key, Distance: Math.Min(NearestName.Distance(plain, Plain(entry.Key)), NearestName.Distance(plain, Plain(entry.Setting.Name)))))
                .Where(entry => plain.Length <= 64 && entry.Distance <= Math.Max(2, plain.Length / 3)).OrderBy(entry => entry.Distance).Take(MostListed).Select(entry => entry.Key),
        ];
        return near.Length == 0 ? "the key of a setting, such as train.epochs" : string.Join(" or ", near);
    }

    private static IEnumerable<(string Key, SettingDefinition Setting)> All(IReadOnlyList<string> steps) =>
        from section in SettingSchema.Of(typeof(PipelineOptions))
        where section.Kind != SettingKind.Section || !section.Optional || steps.Contains(section.Name)
        from setting in section.Kind == SettingKind.Section ? SettingSchema.Of(section.ValueType) : [section]
        select (section.Kind == SettingKind.Section ? $"{section.Name}.{setting.Name}" : setting.Name, setting);

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
