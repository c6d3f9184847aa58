using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Queue.Watching;
using Flex3D.Pipeline.Sources;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Queue.Children;

/// <summary>The arguments of <c>flex3d</c> with which data sets are run: the pipeline, and the inputs of each data set.</summary>
/// <param name="Pipeline">Path of the pipeline file.</param>
/// <param name="Inputs">Further inputs: the key of a setting of <c>inputs</c>, and the name of the file in the folder of the data set.</param>
/// <param name="Settings">Settings <c>key=value</c> that replace those of the pipeline.</param>
internal sealed record RunArguments(string Pipeline, IReadOnlyList<(string Key, string Name)> Inputs, IReadOnlyList<string> Settings)
{
    private const string Particles = "particles";

    /// <summary>Options with which each run is the head of a cluster; none where it is not.</summary>
    public IReadOnlyList<string> Cluster { get; init; } = [];

    /// <summary>Reads an input from the command line: <c>map=consensus.mrc</c>.</summary>
    /// <exception cref="InputException">It is not of that form, or there is no such input that is a file.</exception>
    public static (string Key, string Name) Input(string text)
    {
        string[] files = [.. SettingSchema.Of(typeof(InputOptions)).Where(setting => setting.About.IsPath && setting.Name != Particles).Select(setting => setting.Name)];
        return text.Split('=', 2) is [var key, { Length: > 0 } name] && files.Contains(key) ? (key, name)
            : throw new InputException("--input", null, $"'{text}'", $"KEY=NAME, with one of the keys {string.Join(", ", files)}", "--input map=consensus.mrc, for example");
    }

    /// <summary>Returns the arguments that begin the run of a data set.</summary>
    /// <param name="folder">The run folder.</param>
    /// <exception cref="InputException">It is not clear which particle file of the data set is meant.</exception>
    public IReadOnlyList<string> Run(QueueItem item, string folder)
    {
        string home = Storage.Current.FolderExists(item.Path) ? item.Path : Path.GetDirectoryName(item.Path)!;
        List<string> settings = [.. Settings, Setting(Particles, ParticlesOf(item.Path)), .. Inputs.Select(input => Setting(input.Key, Path.Combine(home, input.Name)))];
        if (item.Device is { } device and not QueueRules.PipelinesDevice)
        {
            settings.Add($"device={device}");
        }
        return ["run", Pipeline, "--out", folder, .. settings.SelectMany(setting => new[] { "--set", setting }), .. Cluster];
    }

    /// <summary>Returns the arguments that continue the run of a data set.</summary>
    public IReadOnlyList<string> Continue(string folder) => [.. Resume(folder), .. Cluster];

    /// <summary>Returns the arguments that continue a run on this machine alone.</summary>
    public static IReadOnlyList<string> Resume(string folder) => ["resume", folder];

    /// <summary>Returns the <c>inputs.particles</c> of a data set.</summary>
    /// <remarks>The folder of a job, with whose map and mask the run works unless others are given, or the one particle file of another folder.</remarks>
    /// <exception cref="InputException">There is no particle file, or several.</exception>
    internal static string ParticlesOf(string path)
    {
        if (!Storage.Current.FolderExists(path) || CryoSparcJob.InFolder(path) is not null || RelionJob.InFolder(path) is not null)
        {
            return path;
        }
        string[] files = [.. Storage.Current.List(path, "*").Where(DataSets.IsParticleFile).Order(StringComparer.Ordinal)];
        return files is [var only] ? only : throw new InputException(
            path, null, files.Length == 0 ? "no particle file" : $"several particle files: {string.Join(", ", files.Select(Path.GetFileName))}",
            "one, or the folder of a RELION or cryoSPARC job", "name it particles.star, or leave one, and run the data set again with flex3d queue rerun");
    }

    private static string Setting(string key, string path) =>
        $"inputs.{key}={TypedSetting.ToYaml([path], SettingSchema.Of(typeof(InputOptions)).First(setting => setting.Name == key))}";
}
