using System.Text;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Files;
using Flex3D.Stages.Results.Report;

namespace Flex3D.Pipeline.Steps.Summary;

/// <summary>Lists settings, inputs and versions of a run for its page, without what may differ between two runs of the same results: folder, machine, and settings that change no result.</summary>
internal static class PageFacts
{
    private static readonly string[] s_withoutResult = ["device", "threads", "memory", "queue", "scratch", "scratchSize", "safety", "train.traceHashes", "train.checkpointEvery", "mesh.inspect"];
    private static readonly string[] s_ofResults = ["flex3d", "dotnet", "architecture", "vectors"];

    /// <summary>Whether a setting can change results.</summary>
    /// <param name="key">The setting with its sections, such as <c>train.lambda</c>, or a section.</param>
    public static bool ChangesResults(string key) => !s_withoutResult.Contains(key);

    public static RunFacts Of(RunFolder run, IReadOnlyList<RunFolder> lineage, PipelineOptions options)
    {
        var choices = Choices.Read(Encoding.UTF8.GetString(Storage.ReadAll(run.SettingsFile)));
        var settings = new List<(string, string, string)>();
        var chosen = new List<(string, string, string)>();
        Collect(options, "");
        return new RunFacts
        {
            Version = RunVersions.Flex3D,
            Settings = settings,
            Chosen = chosen,
            Inputs = [.. lineage.SelectMany(earlier => earlier.Inputs()).Select(input => (Inside(input.Path), input.Bytes, input.Hash)).Distinct().OrderBy(input => input.Item1, StringComparer.Ordinal)],
            Versions = [.. RunVersions.All.Where(version => s_ofResults.Contains(version.Key)).Select(version => (version.Key, version.Value))],
            Commands = [.. Commands(run, options)],
        };

        void Collect(object record, string section)
        {
            object defaults = SettingSchema.Defaults(record.GetType());
            foreach (SettingDefinition setting in SettingSchema.Of(record.GetType()))
            {
                string key = section + setting.Name;
                object? value = setting.Property.GetValue(record);
                if (!ChangesResults(key))
                {
                    continue;
                }
                if (setting.Kind == SettingKind.Section)
                {
                    if (value is not null)
                    {
                        Collect(value, key + ".");
                    }
                    continue;
                }
                string text = SettingWriter.Format(setting, value), unit = setting.About.Unit is { } name ? $" ({name})" : "";
                if (choices[key] is { } reason)
                {
                    chosen.Add((key, Inside(text), Inside(reason)));
                }
                else if (text != SettingWriter.Format(setting, setting.Property.GetValue(defaults)))
                {
                    settings.Add((key, Inside(text), setting.About.Description + unit));
                }
            }
        }

        // Files in the run folder are named relative to it.
        string Inside(string text) => text.Replace(run.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }

    private static IEnumerable<(string Command, string What)> Commands(RunFolder run, PipelineOptions options)
    {
        bool reconstructed = Has("maps/flex.mrc");
        if (Has("motion.cxc"))
        {
            yield return ("chimerax RUN/motion.cxc", "Play the maps along the motion in ChimeraX:");
        }
        yield return ("flex3d movie RUN", "Draw the motion, as an animated picture and stills:");
        yield return ("flex3d select RUN --range motion0=0: --out half.star", "Take the particles of one side of the main motion to RELION or cryoSPARC (any range of any column, lists and outlines too):");
        yield return ("flex3d generate RUN --axis 0 --out frames", "Make more maps along a latent axis:");
        yield return ("flex3d deform RUN --model model.pdb --particles 0,5,9 --out moved.pdb", "Move an atomic model that fits the map to where some particles are:");
        yield return ("flex3d segment RUN --out segments", "Find what moved together, to cut the mesh between parts and train again:");
        if (reconstructed)
        {
            yield return ("flex3d bundle RUN --out deposit", "Collect the files of a deposition:");
        }
        if (options.Simulate is not null)
        {
            yield return ("flex3d score RUN", "Compare the run with the truth of its simulation:");
        }
        yield return ("flex3d verify RUN", "Check that no file of the run was changed or damaged since:");

        bool Has(string file) => Storage.Current.FileExists(Path.Combine(run.Path, file));
    }
}
