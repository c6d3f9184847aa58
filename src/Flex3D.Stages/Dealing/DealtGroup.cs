using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Dealing;

/// <summary>Shards that are dealt together, to be computed one after the other. If there are units, their gradients are added up where they are computed and sent as one sum: see <see cref="GroupResult"/>.</summary>
/// <param name="Shards">The shards, of one step and one kind.</param>
/// <param name="Units">How the gradients are added up, part after part; none if each shard's is sent by itself.</param>
public sealed record DealtGroup(IReadOnlyList<DealtShard> Shards, IReadOnlyList<GradientUnit> Units)
{
    /// <summary>The most shards of a group.</summary>
    public const int Most = 64;

    private const int MostUnits = 8, MostValues = 1 << 30;

    /// <summary>The version of the model against which the shards are computed.</summary>
    public ModelVersion Version => Shards[0].Work.Version;

    /// <summary>Number of values of the sum; 0 where there is none.</summary>
    public int SumLength => Units.Sum(unit => unit.Length);

    /// <summary>Number of particles of all shards.</summary>
    public int Particles => Shards.Sum(shard => shard.Work.Particles.Length);

    /// <summary>Writes the group in the format of <see cref="ShardWire"/>.</summary>
    public void Write(Stream stream)
    {
        ShardWire.Write<int>(stream, [Shards.Count, .. Units.SelectMany(unit => new[] { unit.Length, unit.Exponent, unit.Most })]);
        foreach (DealtShard shard in Shards)
        {
            using var bytes = new MemoryStream();
            shard.Write(bytes);
            ShardWire.Write<byte>(stream, bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        }
    }

    /// <summary>Reads a group that <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvariantException">The bytes are not such a group.</exception>
    public static DealtGroup Read(ReadOnlySpan<byte> bytes)
    {
        int[] head = ShardWire.Read<int>(ref bytes);
        ShardWire.Require(head.Length % 3 == 1 && head.Length <= 1 + 3 * MostUnits && head[0] is > 0 and <= Most, "the first numbers of shards that were dealt are not valid");
        GradientUnit[] units = [.. head.Skip(1).Chunk(3).Select(unit => new GradientUnit(unit[0], unit[1], unit[2]))];
        ShardWire.Require(units.All(unit => unit.Length >= 0 && FixedPointSum.IsExponent(unit.Exponent)) && units.Sum(unit => (long)unit.Length) <= MostValues, "the units of shards that were dealt are not valid");
        var shards = new DealtShard[head[0]];
        for (int i = 0; i < shards.Length; i++)
        {
            shards[i] = DealtShard.Read(ShardWire.Read<byte>(ref bytes));
            ShardWire.Require(shards[i].Work.Version == shards[0].Work.Version && shards[i].Work.Kind == shards[0].Work.Kind, "shards of several steps were dealt together");
        }
        ShardWire.Require(bytes.IsEmpty, "bytes follow the end of shards that were dealt");
        return new(shards, units);
    }
}
