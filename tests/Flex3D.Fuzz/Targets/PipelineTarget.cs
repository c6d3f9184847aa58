using System.Text;
using Flex3D.Fuzz.Mutation;
using Flex3D.Pipeline.Configuration;

namespace Flex3D.Fuzz.Targets;

/// <summary>Pipeline files.</summary>
public sealed class PipelineTarget : IFuzzTarget
{
    private readonly List<byte[]> _files;
    private readonly TextMutator _text;

    public PipelineTarget()
    {
        _files = [Encoding.UTF8.GetBytes(Made), .. Corpus.Repository("pipelines", "*.yaml", 1 << 14)];
        string[] keys = [.. Names(typeof(PipelineOptions)).Distinct()];
        _text = new TextMutator(
            [.. keys.Select(key => key + ":"), .. keys.Select(key => "  " + key + ": "), "{}", "[]", "{", "}", "[", "]", "~", "null", "auto", "none", "true", "yes", "'a'", "\"\\u0000\"", "---", "...", "%YAML 1.2", "1GiB", "-1B", "&a [*a]", "<<: *a", "!!str", "? a", "|\n", ">\n", "#"],
            ["[", "{", "- ", "{a: ", "[[", "? ", "a:\n ", "\"", "'", " ", "*a ", "&a "]);
    }

    public string Name => "yaml";

    public byte[] Mutate(FuzzRandom random) => random.OneIn(6)
        ? ByteMutator.Mutate(random.Pick(_files), random.Pick(_files), random)
        : _text.Mutate(random.Pick(_files), random.Pick(_files), random);

    public IReadOnlyList<Action<string>> Readers { get; } = [path => PipelineFile.Load(path, ["seed=7"])];

    private static IEnumerable<string> Names(Type type) =>
        SettingSchema.Of(type).SelectMany(setting => setting.Kind is SettingKind.Section or SettingKind.SectionList ? Names(setting.ValueType).Prepend(setting.Name) : [setting.Name]);

    private const string Made = """
        name: every kind of value
        seed: 3
        memory: 600MB
        inputs: { particles: a.star, map: b.mrc, mask: c.mrc, passthrough: [a.cs, b.cs] }
        prep: { trainingBox: 64, invertContrast: true }
        mesh: {}
        train:
          latentDimension: 2 # text
          lambda: auto
          epochs: 10
        reconstruct:
          halfSets: file
        generate: { frames: 11 }

        """;
}
