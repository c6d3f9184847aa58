using System.Collections;

namespace Flex3D.Stages.Reconstruction;

/// <summary>Joins groups of shards, one after the other, to one list.</summary>
internal sealed class ShardGroups(IReadOnlyList<ShardGroup> groups) : IReadOnlyList<ReconstructionShard>
{
    public int Count { get; } = groups.Sum(group => group.Count);

    public ReconstructionShard this[int index]
    {
        get
        {
            foreach (ShardGroup group in groups)
            {
                if (index < group.Count)
                {
                    return group[index];
                }
                index -= group.Count;
            }
            throw new ArgumentOutOfRangeException(nameof(index));
        }
    }

    public IEnumerator<ReconstructionShard> GetEnumerator() => groups.SelectMany(group => group).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
