using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Checkpoints;

/// <summary>The identity of the work that a checkpoint belongs to: the hashes of its inputs and every setting that changes a result, by name.</summary>
/// <param name="Entries">Name → value, such as <c>inputs.particles</c> → <c>sha256:…</c>, <c>train.lambda</c> → <c>2</c>, <c>backend</c> → <c>cpu</c>.</param>
internal sealed record CheckpointIdentity(SortedDictionary<string, string> Entries)
{
    /// <summary>The name of the section that every checkpoint begins with.</summary>
    public const string SectionName = "identity";

    /// <summary>The name of the entry for the backend that computed.</summary>
    public const string Backend = "backend";

    /// <summary>Returns the identity as a section of a checkpoint.</summary>
    public CheckpointSection ToSection() => CheckpointSection.Json(SectionName, Entries);

    /// <summary>Reads the identity that a checkpoint holds.</summary>
    public static CheckpointIdentity Of(CheckpointReader checkpoint) => new(checkpoint.Json<SortedDictionary<string, string>>(SectionName));

    /// <summary>Lists the entries whose values differ or that only one of the two identities has, with both values.</summary>
    public IReadOnlyList<string> Differences(CheckpointIdentity now) =>
    [
        .. Entries.Keys.Union(now.Entries.Keys).Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Then: Entries.GetValueOrDefault(name, "nothing"), Now: now.Entries.GetValueOrDefault(name, "nothing")))
            .Where(entry => entry.Then != entry.Now)
            .Select(entry => $"{entry.Name} was {entry.Then} and is {entry.Now}"),
    ];

    /// <summary>Refuses a checkpoint of other inputs or settings.</summary>
    /// <param name="allowed">Names that may differ because the user asked for it (the backend, say).</param>
    /// <exception cref="InputException">Names every difference.</exception>
    public static void Require(CheckpointReader checkpoint, CheckpointIdentity now, params IReadOnlyCollection<string> allowed)
    {
        string[] differences = [.. Of(checkpoint).Differences(now).Where(d => !allowed.Any(name => d.StartsWith(name + " was ", StringComparison.Ordinal)))];
        if (differences.Length > 0)
        {
            throw new InputException(checkpoint.Path, null, $"a checkpoint of another run ({string.Join("; ", differences)})", "the same inputs and settings", "start a new run, or set them back");
        }
    }
}
