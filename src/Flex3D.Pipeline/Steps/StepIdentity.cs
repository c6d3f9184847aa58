using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;

namespace Flex3D.Pipeline.Steps;

/// <summary>Makes the identity of a step's checkpoints, with one entry for each input and setting that its work depends on.</summary>
internal static class StepIdentity
{
    /// <summary>Returns the identity of the work that a step does now.</summary>
    /// <remarks>
    /// The entries are the backend, the seed, every setting of the step's section that its work depends on (<c>train.lambda</c> → <c>0.099</c>; not those of
    /// which <see cref="SettingAttribute.KeepsCheckpoint"/> holds), and the hashes of files. A refusal then names the setting or the file, its old and its new value.
    /// </remarks>
    /// <param name="context">The step's context, in whose settings all values have been chosen.</param>
    /// <param name="backend">The backend that computes: see <see cref="CheckpointIdentity.Backend"/>.</param>
    /// <param name="files">Files that the work depends on, each by the name that a refusal gives it; null for a file that the run does not have.</param>
    public static CheckpointIdentity Of(StepContext context, string backend, params IEnumerable<(string Name, string? Path)> files)
    {
        var entries = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [CheckpointIdentity.Backend] = backend,
            ["seed"] = FormattableString.Invariant($"{context.Options.Seed}"),
        };
        SettingDefinition section = SettingSchema.SectionOf(context.Step);
        object settings = section.Property.GetValue(context.Options)!;
        foreach (SettingDefinition setting in SettingSchema.Of(section.ValueType).Where(setting => !setting.About.KeepsCheckpoint))
        {
            entries[$"{section.Name}.{setting.Name}"] = SettingWriter.Format(setting, setting.Property.GetValue(settings));
        }
        foreach ((string name, string? path) in files)
        {
            entries[name] = path is null ? "none" : InputRecord.Of(path).Hash;
        }
        return new CheckpointIdentity(entries);
    }
}
