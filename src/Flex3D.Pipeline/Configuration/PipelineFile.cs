using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Configuration;

/// <summary>Reads pipeline files: YAML, checked key by key, in which settings of the command line replace those of the file.</summary>
internal static class PipelineFile
{
    /// <summary>Reads the file and applies <c>key=value</c> settings such as <c>train.epochs=20</c>.</summary>
    /// <exception cref="InputException">Names line and column, what was found, what was expected, and the nearest valid key.</exception>
    public static PipelineOptions Load(string path, IEnumerable<string>? overrides = null)
    {
        using Stream file = Storage.OpenRead(path);
        if (file.Length > YamlLoader.LargestFile)
        {
            throw new InputException(path, null, $"{file.Length} bytes", $"a pipeline file of at most {YamlLoader.LargestFile}");
        }
        string text;
        try
        {
            using var reader = new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: true));
            text = reader.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            throw new InputException(path, null, "bytes that are not UTF-8", "a text file");
        }
        return Parse(text, path, overrides);
    }

    /// <summary>Reads a pipeline as <see cref="Load"/> does, but from a text, which messages call <paramref name="source"/>.</summary>
    public static PipelineOptions Parse(string text, string source, IEnumerable<string>? overrides = null)
    {
        SettingNode root = YamlLoader.Load(text, source) ?? throw new InputException(source, null, "nothing", "a pipeline of at least one step");
        if (root is not SettingNode.Mapping mapping)
        {
            throw new InputException(source, root.Place.Place, root.Found, "keys and values");
        }
        foreach (string setting in overrides ?? [])
        {
            int split = setting.IndexOf('=');
            if (split <= 0)
            {
                throw new InputException($"--set {setting}", null, "no '='", "key=value, such as train.epochs=20");
            }
            Put(mapping, setting[..split], setting[(split + 1)..], $"--set {setting}", mayAddSteps: false);
        }
        return (PipelineOptions)SettingBinder.Bind(typeof(PipelineOptions), mapping, "");
    }

    /// <summary>Makes a pipeline from the command line alone: dotted keys with their values, each as it was typed.</summary>
    /// <param name="settings">Key, value as YAML, and the option that messages name.</param>
    public static PipelineOptions FromSettings(IEnumerable<(string Key, string Value, string Option)> settings)
    {
        var mapping = new SettingNode.Mapping(new("command line", null));
        foreach ((string key, string value, string option) in settings)
        {
            Put(mapping, key, value, option, mayAddSteps: true);
        }
        return (PipelineOptions)SettingBinder.Bind(typeof(PipelineOptions), mapping, "");
    }

    private static void Put(SettingNode.Mapping root, string key, string value, string option, bool mayAddSteps)
    {
        SettingNode node = YamlLoader.Load(value, option, withPlaces: false) ?? new SettingNode.Scalar("", true, new(option, null));
        string[] names = key.Split('.');
        Type type = typeof(PipelineOptions);
        SettingNode.Mapping at = root;
        for (int i = 0; i < names.Length - 1; i++)
        {
            IReadOnlyList<SettingDefinition> settings = SettingSchema.Of(type);
            SettingDefinition setting = settings.FirstOrDefault(s => s.Name == names[i] && s.Kind == SettingKind.Section)
                ?? throw SettingBinder.Unknown(names[i], new(option, null), settings, string.Join('.', names[..i]));
            int index = at.Entries.FindIndex(entry => entry.Key == names[i]);
            if (index < 0 && setting.Optional && !mayAddSteps)
            {
                throw new InputException(option, null, $"a setting of step '{names[i]}', which the pipeline does not have", "a setting of one of its steps", $"add '{names[i]}:' to the pipeline file");
            }
            if (index < 0 || at.Entries[index].Value is SettingNode.Scalar { IsNothing: true })
            {
                var empty = new SettingNode.Mapping(new(option, null));
                if (index >= 0)
                {
                    at.Entries.RemoveAt(index);
                }
                at.Entries.Add((names[i], new(option, null), empty));
                index = at.Entries.Count - 1;
            }
            (at, type) = (at.Entries[index].Value as SettingNode.Mapping ?? throw new InputException(option, null, $"'{names[i]}', which the file gives a single value", "keys and values"), setting.ValueType);
        }
        at.Entries.RemoveAll(entry => entry.Key == names[^1]);
        at.Entries.Add((names[^1], new(option, null), node));
    }
}
