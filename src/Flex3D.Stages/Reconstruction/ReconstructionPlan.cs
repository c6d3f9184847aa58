using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Training;

namespace Flex3D.Stages.Reconstruction;

/// <summary>A shard of one half-set.</summary>
/// <param name="Half">1 or 2.</param>
/// <param name="HeldOut">Its particles enter no gradient.</param>
/// <param name="Particles">Rows of the table, ascending.</param>
public sealed record ReconstructionShard(int Half, bool HeldOut, int[] Particles);

/// <summary>The fixed partition of a pass: shards of one half each.</summary>
public sealed class ReconstructionPlan
{
    private ReconstructionPlan(IReadOnlyList<ReconstructionShard> shards, int shardSize)
    {
        Shards = shards;
        ShardSize = shardSize;
    }

    public IReadOnlyList<ReconstructionShard> Shards { get; }
    public int ShardSize { get; }

    /// <summary>Splits the table by half-set; where it names none, by a seeded draw.</summary>
    /// <param name="table">The particles.</param>
    /// <param name="heldOut">Particles of each half that decide when to stop.</param>
    /// <param name="shardSize">Images a shard.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="fromTable">True requires the table's half-sets, false draws them, null takes the table's where it has them.</param>
    /// <exception cref="InputException">A half has no particles.</exception>
    public static ReconstructionPlan Create(ParticleTable table, int heldOut, int shardSize, ulong seed, bool? fromTable = null)
    {
        byte[] halves = HalfSets(table, seed, fromTable);
        int[] order = CounterRandom.Permutation(table.Count, seed, Purpose.HeldOut, 1);
        var shards = new List<ReconstructionShard>();
        for (int half = 1; half <= 2; half++)
        {
            int[] members = Array.FindAll(order, p => halves[p] == half);
            if (members.Length == 0)
            {
                throw new InputException(table.SourcePath, null, $"no particle in half-set {half}", "particles in both half-sets", "assign the half-sets again, or leave them out to have them drawn");
            }
            int held = Math.Min(heldOut, members.Length / 4);
            Split(half, true, members[..held]);
            Split(half, false, members[held..]);
        }
        return new ReconstructionPlan(shards, shardSize);

        void Split(int half, bool isHeld, int[] particles)
        {
            Array.Sort(particles);
            for (int from = 0; from < particles.Length; from += shardSize)
            {
                shards.Add(new(half, isHeld, particles[from..Math.Min(from + shardSize, particles.Length)]));
            }
        }
    }

    /// <summary>1 or 2 for each particle.</summary>
    /// <exception cref="InputException">The table's half-sets are required and it has none.</exception>
    public static byte[] HalfSets(ParticleTable table, ulong seed, bool? fromTable = null)
    {
        byte[] halves = new byte[table.Count];
        bool given = fromTable ?? table.HasHalfSets;
        if (given && !table.HasHalfSets)
        {
            throw new InputException(table.SourcePath, null, "particles without a half-set", "rlnRandomSubset (or alignments3D/split) of 1 or 2 for every particle", "set reconstruct.halfSets to draw");
        }
        for (int p = 0; p < halves.Length; p++)
        {
            halves[p] = given ? (byte)table[p].HalfSet : (byte)(1 + (CounterRandom.Bits(seed, Purpose.HalfSet, 0, (ulong)p, 0) & 1));
        }
        return halves;
    }
}
