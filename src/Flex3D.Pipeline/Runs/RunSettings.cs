using System.Text;
using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Runs;

/// <summary>Holds the settings of a run. If one is <c>auto</c>, the step that chooses a value stores it here, and <c>run.yaml</c> from then on has the value used and the reason.</summary>
/// <remarks>
/// A choice that depends on the machine (device, threads), or that no single value can stand for, is written as a comment beside <c>auto</c>. A second
/// run from the file gives the same bytes, and a resumed run finds the values it chose before.
/// </remarks>
internal sealed class RunSettings
{
    private readonly string? _file;
    private readonly Choices _choices;
    private string _written;

    private RunSettings(PipelineOptions options, string? file, string written)
    {
        (Options, _file, _written) = (options, file, written);
        _choices = Choices.Read(written);
    }

    /// <summary>The current settings.</summary>
    public PipelineOptions Options { get; private set; }

    /// <summary>Reads the settings of a run from its <c>run.yaml</c>.</summary>
    public static RunSettings Of(RunFolder run)
    {
        PipelineOptions options = PipelineFile.Load(run.SettingsFile);
        return new RunSettings(options, run.SettingsFile, Encoding.UTF8.GetString(Storage.ReadAll(run.SettingsFile)));
    }

    /// <summary>Reads the settings of a run that another process has: nothing is written.</summary>
    public static RunSettings Read(RunFolder run) => Unwritten(PipelineFile.Load(run.SettingsFile));

    /// <summary>Makes settings that are not written to any file, for a plan.</summary>
    public static RunSettings Unwritten(PipelineOptions options) => new(options, null, "");

    /// <summary>Replaces the settings, and keeps the reasons of the choices.</summary>
    /// <param name="options">Every setting, with values in place of <c>auto</c>.</param>
    /// <param name="choices">The reasons of the values that were chosen.</param>
    /// <exception cref="IOException">The file cannot be written; it is then unchanged.</exception>
    public void Use(PipelineOptions options, Choices choices)
    {
        Options = options;
        _choices.Add(choices);
        string text = SettingWriter.ToYaml(options, _choices);
        if (_file is not null && text != _written)
        {
            DurableFile.WriteText(_file, text);
            _written = text;
        }
    }
}
