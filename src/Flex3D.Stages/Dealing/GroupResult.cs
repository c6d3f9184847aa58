using Flex3D.Stages.Faults;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Dealing;

/// <summary>The results of a <see cref="DealtGroup"/>: one for each shard and, if the group has units, the sum of their gradients, which the results then lack.</summary>
/// <param name="Shards">The results, in the order of the group.</param>
/// <param name="Sum">The sum in the group's units, part after part; empty where each result has its own gradient.</param>
public sealed record GroupResult(IReadOnlyList<ShardResult> Shards, long[] Sum)
{
    /// <summary>Writes the results: each in the format of <see cref="ShardWire"/>, and the sum as <see cref="PackedSums"/>.</summary>
    public void Write(Stream stream)
    {
        foreach (ShardResult shard in Shards)
        {
            ShardWire.Write(stream, shard.Write);
        }
        PackedSums.Write(stream, Sum);
    }

    /// <summary>Reads the results of a group that was dealt.</summary>
    /// <exception cref="InvariantException">The bytes are not its results.</exception>
    public static GroupResult Read(ReadOnlySpan<byte> bytes, DealtGroup group)
    {
        var shards = new ShardResult[group.Shards.Count];
        for (int i = 0; i < shards.Length; i++)
        {
            shards[i] = ShardResult.Read(ShardWire.Slice(ref bytes));
        }
        long[] sum = PackedSums.Read(ref bytes, group.SumLength);
        ShardWire.Require(bytes.IsEmpty, "bytes follow the end of the results of a group");
        int at = 0;
        foreach (GradientUnit unit in group.Units)
        {
            Require(sum.AsSpan(at, unit.Length), group.Shards.Count * Math.ScaleB(1, 62) / Math.Max(1, unit.Most));
            at += unit.Length;
        }
        return new(shards, sum);
    }

    // What no such shards can give is refused before anything is counted, and not where it would end the run.
    private static void Require(ReadOnlySpan<long> sum, double limit)
    {
        foreach (long value in sum)
        {
            ShardWire.Require(Math.Abs((double)value) <= limit, "the sum of a group's gradients is larger than such gradients can give");
        }
    }
}
