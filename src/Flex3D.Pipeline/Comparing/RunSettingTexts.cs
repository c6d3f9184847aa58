using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Summary;

namespace Flex3D.Pipeline.Comparing;

/// <summary>The settings of a run that can change its model and its maps, as <c>run.yaml</c> has them; those of a step that an earlier run did are that run's.</summary>
internal sealed class RunSettingTexts
{
    private const string Absent = "–", Inputs = "inputs", Preparing = "prep", Training = "train";
    private static readonly string[] s_unused = ["name", "from", "finish", "generate", "deform"]; // they change nothing that is compared
    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <param name="lineage">The run, and the earlier ones whose results it uses.</param>
    public RunSettingTexts(IReadOnlyList<RunFolder> lineage)
    {
        PipelineOptions[] options = [.. lineage.Select(run => PipelineFile.Load(run.SettingsFile))];
        foreach (SettingDefinition setting in SettingSchema.Of(typeof(PipelineOptions)).Where(setting => !s_unused.Contains(setting.Name) && PageFacts.ChangesResults(setting.Name)))
        {
            // A step's settings are those of the nearest run that has the step; the inputs are those of the run that prepared them, and the seed is that of the training.
            string step = setting.Kind != SettingKind.Section ? Training : setting.Name == Inputs ? Preparing : setting.Name;
            PipelineOptions? owner = options.FirstOrDefault(known => SettingSchema.SectionOf(known, step) is not null);
            if (owner is not null)
            {
                Collect(setting, setting.Property.GetValue(owner), setting.Name);
            }
        }
    }

    /// <summary>Lists the settings in which some runs differ, with the text of each run.</summary>
    public static IReadOnlyList<SettingDifference> Differences(IReadOnlyList<RunSettingTexts> runs) =>
    [
        .. runs.SelectMany(run => run._texts.Keys).Distinct().Order(StringComparer.Ordinal)
            .Select(key => new SettingDifference(key, [.. runs.Select(run => run._texts.GetValueOrDefault(key, Absent))]))
            .Where(difference => difference.Values.Distinct().Count() > 1),
    ];

    private void Collect(SettingDefinition setting, object? value, string key)
    {
        if (!PageFacts.ChangesResults(key))
        {
            return;
        }
        if (setting.Kind != SettingKind.Section)
        {
            _texts[key] = SettingWriter.Format(setting, value);
            return;
        }
        foreach (SettingDefinition inner in value is null ? [] : SettingSchema.Of(value.GetType()))
        {
            Collect(inner, inner.Property.GetValue(value), $"{key}.{inner.Name}");
        }
    }
}

/// <summary>A setting in which runs differ.</summary>
/// <param name="Key">The setting with its sections, such as <c>train.lambda</c>.</param>
/// <param name="Values">Its value in each run.</param>
internal sealed record SettingDifference(string Key, string[] Values);
