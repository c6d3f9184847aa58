using System.Text;
using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Runs;

/// <summary>Holds the settings of a run. Where one says <c>auto</c>, the step that chooses a value puts it here, and <c>run.yaml</c> says from then on what was used and why.</summary>
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

    /// <summary>Every setting as it stands.</summary>
    public PipelineOptions Options { get; private set; }

    /// <summary>The settings of a run that goes on from what its <c>run.yaml</c> says.</summary>
    public static RunSettings Of(RunFolder run)
    {
        PipelineOptions options = PipelineFile.Load(run.SettingsFile);
        return new RunSettings(options, run.SettingsFile, Encoding.UTF8.GetString(Storage.ReadAll(run.SettingsFile)));
    }

    /// <summary>Settings that are written nowhere: those of a plan.</summary>
    public static RunSettings Unwritten(PipelineOptions options) => new(options, null, "");

    /// <summary>Uses other settings from here on, and keeps why.</summary>
    /// <param name="options">Every setting, with values in place of <c>auto</c>.</param>
    /// <param name="choices">The reasons.</param>
    /// <exception cref="IOException">The file cannot be written; it is then as it was.</exception>
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
