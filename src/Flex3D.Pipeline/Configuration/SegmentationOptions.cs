using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Configuration;

/// <summary>A segmentation with its names and what is fused: the content of the YAML file that <c>flex3d segment</c> writes.</summary>
internal sealed record SegmentationOptions
{
    [Setting("Map of labels (MRC); 0 and -1 mean solvent", IsPath = true)]
    public string Map { get; init; } = "";

    [Setting("Names, rigidity weights and cell sizes of segments")]
    public IReadOnlyList<SegmentOptions> Segments { get; init; } = [];

    [Setting("Pairs of segments that share vertices where they touch")]
    public IReadOnlyList<string> Fuse { get; init; } = [];

    [Setting("Segments whose cells have a rigidity weight of 20")]
    public IReadOnlyList<string> Rigid { get; init; } = [];

    /// <summary>Whether a path names such a file, and not a map of labels.</summary>
    public static bool IsFile(string path) => Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml";

    /// <summary>Reads a file; its paths are relative to it.</summary>
    /// <exception cref="InputException">Names line and column, what was found, what was expected, and the nearest valid key.</exception>
    public static SegmentationOptions Load(string path)
    {
        using Stream file = Storage.OpenRead(path);
        if (file.Length > YamlLoader.LargestFile)
        {
            throw new InputException(path, null, $"{file.Length} bytes", $"a list of segments of at most {YamlLoader.LargestFile}");
        }
        using var reader = new StreamReader(file, new UTF8Encoding(false));
        SettingNode root = YamlLoader.Load(reader.ReadToEnd(), path) ?? throw new InputException(path, null, "nothing", "the keys map, segments, fuse and rigid");
        var options = (SegmentationOptions)SettingBinder.Bind(typeof(SegmentationOptions), root, "");
        return options.Map.Length > 0 ? options : throw new InputException(path, null, "no 'map'", "map: and the file of the labels");
    }
}
