using System.Collections;
using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Pipeline.Configuration;

/// <summary>Turns parsed YAML into an options record, or reports which value is wrong, where, and what was expected.</summary>
internal static class SettingBinder
{
    /// <summary>Makes a record of <paramref name="type"/> with its defaults, which the values of <paramref name="node"/> replace.</summary>
    public static object Bind(Type type, SettingNode node, string name)
    {
        object record = SettingSchema.Defaults(type);
        if (node is SettingNode.Scalar { IsNothing: true })
        {
            return record; // "train:" with nothing behind it: the step with its defaults
        }
        if (node is not SettingNode.Mapping mapping)
        {
            throw Bad(node, "keys and values", name);
        }
        IReadOnlyList<SettingDefinition> settings = SettingSchema.Of(type);
        foreach ((string key, SettingPlace place, SettingNode value) in mapping.Entries)
        {
            SettingDefinition setting = settings.FirstOrDefault(s => s.Name == key) ?? throw Unknown(key, place, settings, name);
            setting.Property.SetValue(record, Value(setting, value));
        }
        return record;
    }

    /// <summary>Makes the error for a key that does not exist.</summary>
    public static InputException Unknown(string key, SettingPlace place, IReadOnlyList<SettingDefinition> settings, string section)
    {
        string[] names = [.. settings.Select(s => s.Name)];
        string? nearest = NearestName.Of(key, names);
        string where = section.Length == 0 ? "" : $" in '{section}'";
        return new InputException(place.Source, place.Place, $"unknown key {new SettingNode.Scalar(key, false, place).Found}{where}", nearest is null ? "one of " + string.Join(", ", names) : $"'{nearest}'");
    }

    private static object? Value(SettingDefinition setting, SettingNode node)
    {
        if (setting.Kind == SettingKind.Section)
        {
            return Bind(setting.ValueType, node, setting.Name);
        }
        if (node is SettingNode.Scalar { IsNothing: true } && setting.Optional)
        {
            return null;
        }
        if (setting.Kind is SettingKind.TextList or SettingKind.NumberList or SettingKind.SectionList)
        {
            // One value stands for a list of one.
            IReadOnlyList<SettingNode> items = node is SettingNode.Sequence sequence ? sequence.Items : [node];
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(setting.ValueType))!;
            foreach (SettingNode item in items)
            {
                list.Add(setting.Kind == SettingKind.SectionList ? Bind(setting.ValueType, item, setting.Name) : Single(setting, item));
            }
            return list;
        }
        return Single(setting, node);
    }

    private static object Single(SettingDefinition setting, SettingNode node)
    {
        if (node is not SettingNode.Scalar { Text: string text } || (text.Length == 0 && setting.Kind != SettingKind.Text))
        {
            throw Bad(node, setting.Expected, setting.Name);
        }
        if (text.Contains('\0'))
        {
            throw Bad(node, "a text without zero characters", setting.Name);
        }
        object? value = setting.Kind switch
        {
            SettingKind.Text or SettingKind.TextList => setting.About.NamesPath(text) ? Absolute(text, node.Place) : text,
            SettingKind.Whole => Whole(setting, text),
            SettingKind.Number or SettingKind.NumberList => Number(setting, text),
            SettingKind.Switch => text switch { "true" => true, "false" => false, _ => null },
            SettingKind.Size => ByteSize.TryParse(text, out ByteSize size) ? size : null,
            SettingKind.Device => DeviceName.TryParse(text, out DeviceName device) ? device : null,
            SettingKind.Choice => Choice(setting, text),
            _ => throw new InvariantException($"'{setting.Name}' holds {setting.Kind}, which is no single value"),
        };
        return value ?? throw Bad(node, setting.Expected, setting.Name);
    }

    private static object? Choice(SettingDefinition setting, string text)
    {
        string? name = text switch { "true" => setting.About.True, "false" => setting.About.False, _ => setting.Choices.Contains(text) ? text : null };
        return name is null ? null : Enum.Parse(setting.ValueType, name, ignoreCase: true);
    }

    private static string Absolute(string path, SettingPlace place) =>
        place.Place is not null && Path.GetDirectoryName(Path.GetFullPath(place.Source)) is { } folder ? Path.GetFullPath(path, folder) : Path.GetFullPath(path);

    private static object? Whole(SettingDefinition setting, string text)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) || !setting.Allows(value))
        {
            return null;
        }
        if (setting.ValueType == typeof(long))
        {
            return value;
        }
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : null;
    }

    private static object? Number(SettingDefinition setting, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) && setting.Allows(value) ? value : null;

    private static InputException Bad(SettingNode node, string expected, string name) =>
        new(node.Place.Source, node.Place.Place, $"{node.Found}{(name.Length == 0 ? "" : $" for '{name}'")}", expected);
}
