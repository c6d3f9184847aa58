using System.Collections;

namespace Flex3D.Stages.Reconstruction;

/// <summary>Lists the shards of one half-set, either of its held-out particles or of the others; takes four bytes a shard.</summary>
internal sealed class ShardGroup : IReadOnlyList<ReconstructionShard>
{
    private readonly int[] _ends;
    private readonly int _shardSize, _last;

    /// <param name="membership">[row] code of the half-set and held-out state of each row of the table.</param>
    /// <param name="member">The code of the rows of this group.</param>
    public ShardGroup(ReadOnlySpan<byte> membership, byte member, int half, bool heldOut, int shardSize)
    {
        (Half, HeldOut, _shardSize) = (half, heldOut, shardSize);
        int members = membership.Count(member), seen = 0;
        _ends = new int[(members + shardSize - 1) / shardSize];
        _last = members - shardSize * (_ends.Length - 1);
        for (int row = 0; row < membership.Length; row++)
        {
            if (membership[row] == member && ++seen % shardSize == 0)
            {
                _ends[seen / shardSize - 1] = row + 1;
            }
        }
        if (members % shardSize != 0)
        {
            _ends[^1] = membership.Length;
        }
    }

    public int Half { get; }
    public bool HeldOut { get; }
    public int Count => _ends.Length;

    public ReconstructionShard this[int index] =>
        new(Half, HeldOut, index == 0 ? 0 : _ends[index - 1], _ends[index], index == _ends.Length - 1 ? _last : _shardSize);

    public IEnumerator<ReconstructionShard> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
