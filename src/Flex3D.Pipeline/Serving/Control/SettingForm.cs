using Flex3D.Pipeline.Configuration;

namespace Flex3D.Pipeline.Serving.Control;

/// <summary>The form of a new run, made from the descriptions of the settings.</summary>
internal static class SettingForm
{
    /// <summary>The steps of a pipeline that work in a run folder of their own, in their order.</summary>
    public static IReadOnlyList<SettingDefinition> Steps { get; } = [.. SettingSchema.Of(typeof(PipelineOptions)).Where(setting => setting is { Kind: SettingKind.Section, Optional: true })];

    /// <summary>All sections of the form: the whole run, its inputs, checkpoints and faults, and each step.</summary>
    public static IReadOnlyList<FormSection> Sections { get; } =
    [
        Section("", "The run", typeof(PipelineOptions), isStep: false),
        .. SettingSchema.Of(typeof(PipelineOptions)).Where(setting => setting.Kind == SettingKind.Section).OrderBy(setting => setting.Optional)
            .Select(setting => Section(setting.Name, setting.About.Description, setting.ValueType, setting.Optional)),
    ];

    /// <summary>Finds a setting by its key in a pipeline file; null where there is none.</summary>
    public static SettingDefinition? Find(string key)
    {
        string[] names = key.Split('.');
        Type type = typeof(PipelineOptions);
        foreach (string name in names[..^1])
        {
            if (SettingSchema.Of(type).FirstOrDefault(setting => setting.Name == name && setting.Kind == SettingKind.Section) is not { } section)
            {
                return null;
            }
            type = section.ValueType;
        }
        return SettingSchema.Of(type).FirstOrDefault(setting => setting.Name == names[^1] && setting.Kind != SettingKind.Section);
    }

    private static FormSection Section(string name, string about, Type type, bool isStep)
    {
        object defaults = SettingSchema.Defaults(type);
        return new FormSection(name, about, isStep, [.. SettingSchema.Of(type).Where(setting => setting.Kind != SettingKind.Section).Select(setting => Setting(name.Length == 0 ? setting.Name : $"{name}.{setting.Name}", setting, setting.Property.GetValue(defaults)))]);
    }

    private static FormSetting Setting(string key, SettingDefinition setting, object? value) => new(
        key, SettingDefinition.CamelCase(setting.Kind.ToString()), setting.About.Description, setting.Expected, value is null ? setting.About.Auto ?? "none" : SettingWriter.Format(setting, value))
    {
        Unit = setting.About.Unit,
        Choices = setting.Kind == SettingKind.Choice ? setting.Choices : null,
        Automatic = value is null,
        IsPath = setting.About.IsPath,
    };
}

/// <summary>A section of the form.</summary>
/// <param name="Name">Its key in a pipeline file; empty for the settings of the whole run.</param>
/// <param name="About">What it is.</param>
/// <param name="IsStep">Whether it is a step, which a run may have or not.</param>
internal sealed record FormSection(string Name, string About, bool IsStep, IReadOnlyList<FormSetting> Settings);

/// <summary>A setting of the form.</summary>
/// <param name="Key">Its key, such as <c>train.epochs</c>.</param>
/// <param name="Kind">Kind of its value: <c>whole</c>, <c>number</c>, <c>switch</c>, <c>choice</c>, <c>text</c>, …</param>
/// <param name="About">What it does.</param>
/// <param name="Expected">The values that it may have, in words.</param>
/// <param name="Default">Its value where none is given, or what is then done.</param>
internal sealed record FormSetting(string Key, string Kind, string About, string Expected, string Default)
{
    /// <summary>The unit of a number.</summary>
    public string? Unit { get; init; }

    /// <summary>The values of a choice.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Whether a value is chosen, or none is needed, where none is given.</summary>
    public bool Automatic { get; init; }

    /// <summary>Whether it names a file or folder: absolute, or relative to the folder in which the server was started.</summary>
    public bool IsPath { get; init; }
}
