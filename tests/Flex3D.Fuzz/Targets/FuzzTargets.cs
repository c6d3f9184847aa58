using Flex3D.Fuzz.Measuring;

namespace Flex3D.Fuzz.Targets;

/// <summary>The formats by name.</summary>
public static class FuzzTargets
{
    private static readonly (string Name, Func<MemoryStorage, IFuzzTarget> Create)[] s_targets =
    [
        ("mrc", _ => new MrcTarget()),
        ("star", storage => new StarTarget(storage.Put)),
        ("cs", storage => new CsTarget(storage.Put)),
        ("yaml", _ => new PipelineTarget()),
        ("checkpoint", _ => new CheckpointTarget()),
    ];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => s_targets.Select(target => target.Name);

    /// <summary>The format of a name, all of them for <c>all</c>, none where the name is unknown.</summary>
    public static IReadOnlyList<IFuzzTarget> Create(string name, MemoryStorage storage) =>
        [.. s_targets.Where(target => name == "all" || target.Name == name).Select(target => target.Create(storage))];
}
