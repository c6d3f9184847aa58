using System.Text;
using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Sources;

/// <summary>Reads a cryoSPARC result group (.csg): YAML that names, for each slot (blob, ctf, alignments3D), the dataset that holds it.</summary>
/// <remarks><c>results: {alignments3D: {metafile: '>J42_004_particles.cs', num_items: 64}, blob: …}</c>; &gt; means the folder of the .csg.</remarks>
internal static class CryoSparcGroup
{
    /// <summary>Reads a group of particles.</summary>
    /// <exception cref="InputException">The file is not a group of particles, or names a dataset that is missing.</exception>
    public static ParticleSource Read(string path)
    {
        string text = Encoding.UTF8.GetString(Storage.ReadAll(path));
        SettingNode root = YamlLoader.Load(text, path) ?? throw NotAGroup(path, "an empty file");
        if (TextOf(Entry(Entry(root, "group"), "type")) is { } type && type != "particle")
        {
            throw NotAGroup(path, $"a group of type '{type}'");
        }
        var slots = new List<(string Slot, string File)>();
        foreach ((string slot, _, SettingNode value) in (Entry(root, "results") as SettingNode.Mapping ?? throw NotAGroup(path, "no 'results'")).Entries)
        {
            if (TextOf(Entry(value, "metafile")) is { } metafile)
            {
                string file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, metafile.TrimStart('>')));
                slots.Add((slot, ParticleSources.Require(file, path, $"the dataset of slot '{slot}',")));
            }
        }
        return CryoSparcSlots.Source(slots, path, $"cryoSPARC result group {Path.GetFileName(path)}");
    }

    private static SettingNode? Entry(SettingNode? node, string name) => (node as SettingNode.Mapping)?.Entries.Find(entry => entry.Key == name).Value;

    private static string? TextOf(SettingNode? node) => (node as SettingNode.Scalar)?.Text;

    private static InputException NotAGroup(string path, string found) =>
        new(path, null, found, "a cryoSPARC result group of particles", "give the .csg of the particles of a 3D refinement, or their .cs file");
}
