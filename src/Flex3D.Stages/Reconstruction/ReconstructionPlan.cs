using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Grouping;

namespace Flex3D.Stages.Reconstruction;

/// <summary>The fixed partition of a pass into shards, each of particles of one half-set.</summary>
/// <remarks>
/// Takes a byte a particle and four a shard: the rows of a shard are found on demand among the rows that it spans. All rows of an
/// image are in one half-set, and held out together; half-sets that are drawn have all images of a micrograph, where there are enough (<see cref="WholeMicrographs"/>).
/// </remarks>
public sealed class ReconstructionPlan
{
    private const byte HeldOut = 4; // added to the number of the half-set

    private readonly byte[] _membership;
    private readonly ShardGroup[] _groups;

    private ReconstructionPlan(byte[] membership, int shardSize, bool byMicrograph)
    {
        HalfSetsByMicrograph = byMicrograph;
        _membership = membership;
        ShardSize = shardSize;
        _groups = [.. from half in (int[])[1, 2] from heldOut in (bool[])[true, false] select new ShardGroup(membership, Membership(half, heldOut), half, heldOut, shardSize)];
        Shards = new ShardGroups(_groups);
    }

    public IReadOnlyList<ReconstructionShard> Shards { get; }

    /// <summary>Whether the half-sets were drawn by whole micrographs: not those of the table, nor drawn by image.</summary>
    public bool HalfSetsByMicrograph { get; }

    /// <summary>Returns the number of particles of a half-set, 1 or 2, held out or not.</summary>
    public int Particles(int half) => _membership.Count(member => (member & ~HeldOut) == half);

    /// <summary>Returns the half-set of each particle, 1 or 2.</summary>
    public byte[] HalfSets() => Array.ConvertAll(_membership, member => (byte)(member & ~HeldOut));

    /// <summary>Lists the shards of some half-sets, held out or not.</summary>
    internal IReadOnlyList<ReconstructionShard> ShardsOf(Func<ShardGroup, bool> wanted) => new ShardGroups([.. _groups.Where(wanted)]);

    public int ShardSize { get; }

    /// <summary>Splits the table by half-set; where it has none, by a seeded draw of micrographs or images.</summary>
    /// <param name="table">The particles.</param>
    /// <param name="heldOut">The number of held-out images of each half-set, which decide when to stop.</param>
    /// <param name="shardSize">The most images in a shard.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="fromTable">True requires the table's half-sets, false draws them, null takes the table's where it has them.</param>
    /// <exception cref="InputException">A half-set has no particles.</exception>
    public static ReconstructionPlan Create(ParticleTable table, int heldOut, int shardSize, ulong seed, bool? fromTable = null)
    {
        ImageGroups images = ImageGroups.Of(table);
        (byte[] membership, bool byMicrograph) = HalfSets(table, images, seed, fromTable);
        var order = new CounterPermutation(table.Count, seed, Purpose.HeldOut, 1);
        for (byte half = 1; half <= 2; half++)
        {
            int members = Images(half);
            if (members == 0)
            {
                throw new InputException(table.SourcePath, null, $"no particle in half-set {half}", "particles in both half-sets", "assign the half-sets again, or leave them out to have them drawn");
            }
            int held = Math.Min(heldOut, members / 4);
            for (int i = 0; held > 0; i++)
            {
                if (membership[order[i]] == half && images.IsFirst(order[i]))
                {
                    membership[order[i]] |= HeldOut;
                    held--;
                }
            }
        }
        for (int row = 0; images.Shared && row < membership.Length; row++)
        {
            membership[row] = membership[images.First(row)];
        }
        return new ReconstructionPlan(membership, shardSize, byMicrograph);

        int Images(byte half)
        {
            int count = 0;
            for (int row = 0; row < membership.Length; row++)
            {
                count += membership[row] == half && images.IsFirst(row) ? 1 : 0;
            }
            return count;
        }
    }

    /// <summary>Writes the rows of the table that a shard has, ascending.</summary>
    /// <param name="shard">One of <see cref="Shards"/>.</param>
    /// <param name="rows">Receives the rows; at least <see cref="ShardSize"/> long.</param>
    /// <returns>The part of <paramref name="rows"/> that was written.</returns>
    public ReadOnlySpan<int> Rows(in ReconstructionShard shard, Span<int> rows)
    {
        int count = 0;
        for (int row = shard.First; row < shard.End; row++)
        {
            if (_membership[row] == Membership(shard.Half, shard.HeldOut))
            {
                rows[count++] = row;
            }
        }
        return rows[..count];
    }

    private static byte Membership(int half, bool heldOut) => (byte)(half | (heldOut ? HeldOut : 0));

    /// <summary>Returns the half-set, 1 or 2, of each particle; rows of one image are in that of its first row.</summary>
    /// <exception cref="InputException">The table's half-sets are required and it has none.</exception>
    public static byte[] HalfSets(ParticleTable table, ulong seed, bool? fromTable = null) => HalfSets(table, ImageGroups.Of(table), seed, fromTable).Halves;

    private static (byte[] Halves, bool ByMicrograph) HalfSets(ParticleTable table, ImageGroups images, ulong seed, bool? fromTable)
    {
        byte[] halves = new byte[table.Count];
        bool given = fromTable ?? table.HasHalfSets;
        if (given)
        {
            table.RequireHalfSets();
        }
        byte[]? ofMicrograph = given ? null : WholeMicrographs.Halves(images, seed);
        for (int p = 0; p < halves.Length; p++)
        {
            int first = images.First(p);
            halves[p] = first < p ? halves[first]
                : given ? (byte)table[p].HalfSet
                : ofMicrograph is not null ? ofMicrograph[images.MicrographOf(p)]
                : (byte)(1 + (CounterRandom.Bits(seed, Purpose.HalfSet, 0, (ulong)p, 0) & 1));
        }
        return (halves, ofMicrograph is not null);
    }
}
