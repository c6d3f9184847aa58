using Flex3D.Stages.Dealing;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Tests.Dealing;

/// <summary>Shards that are dealt together: their gradients add up to the same integers wherever that is done, and what no machine has sent is refused.</summary>
public class GroupTests
{
    private static readonly GradientUnit[] s_units = [new(300, 30, 100), new(5, 24, 100)];
    private static readonly ModelVersion s_version = new(4, 0);

    private static float[] Gradient(int shard) => [.. Enumerable.Range(0, 305).Select(i => (float)(CounterRandom.Uniform(7, 1, (ulong)shard, (ulong)i, 0) - 0.5) * (i % 7 == 0 ? 0 : 1))];

    private static DealtGroup Group(int shards, IReadOnlyList<GradientUnit>? units = null) => new(
        [.. Enumerable.Range(0, shards).Select(shard => new DealtShard(new ShardWork(s_version, shard, StepKind.HalfMap, new[] { 2 * shard, 2 * shard + 1 }) { Half = 1 }, new ParticleBlock(ParticleColumns.OfRun(1), 2)))],
        units ?? (shards > 1 ? s_units : []));

    private static ShardResult Result(int shard, float[] gradient) =>
        new(s_version, shard, StepKind.HalfMap) { Particles = new[] { 2 * shard, 2 * shard + 1 }, Gradient = gradient, FlexLoss = new double[] { shard, 1 }, RigidLoss = new double[2] };

    private static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    private static byte[] Results(DealtGroup group)
    {
        var sum = new GroupSum(group.Units);
        sum.Begin(group.Units);
        for (int shard = 0; shard < group.Shards.Count; shard++)
        {
            sum.Add(Gradient(shard));
        }
        return Bytes(new GroupResult([.. group.Shards.Select(shard => Result(shard.Work.Shard, []))], sum.ToArray()).Write);
    }

    private static long[] Read(byte[] bytes, int length)
    {
        ReadOnlySpan<byte> rest = bytes;
        long[] sums = PackedSums.Read(ref rest, length);
        rest.Length.ShouldBe(0);
        return sums;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(1025)]
    public void Sums_of_any_size_come_back_in_as_few_bytes_as_hold_them(int length)
    {
        for (int bits = 0; bits <= 64; bits++)
        {
            long[] sums = [.. Enumerable.Range(0, length).Select(i => bits == 0 ? 0 : (long)(CounterRandom.Uniform(3, (ulong)bits, (ulong)i, 0, 0) * ulong.MaxValue) >> (64 - bits))];
            byte[] bytes = Bytes(stream => PackedSums.Write(stream, sums));
            Read(bytes, length).ShouldBe(sums);
            bytes.Length.ShouldBeLessThanOrEqualTo((length + 255) / 256 + length * ((bits + 7) / 8));
        }
        long[] extremes = [.. Enumerable.Range(0, length).Select(i => (i % 5) switch { 0 => long.MinValue, 1 => long.MaxValue, 2 => -1, 3 => 0, _ => 1L << (i % 64) })];
        Read(Bytes(stream => PackedSums.Write(stream, extremes)), length).ShouldBe(extremes);
    }

    [Fact]
    public void Bytes_that_hold_fewer_sums_than_were_asked_for_are_refused_before_memory_is_taken()
    {
        byte[] few = Bytes(stream => PackedSums.Write(stream, new long[300]));
        Refused(few, int.MaxValue);
        Refused(few, 600);
        Refused([], 1);
        Refused([9], 1);
        Refused([255, 0, 0, 0, 0, 0, 0, 0, 0], 1);
        byte[] whole = Bytes(stream => PackedSums.Write(stream, Enumerable.Range(0, 300).Select(i => (long)i << 20).ToArray()));
        for (int cut = 0; cut < whole.Length; cut++)
        {
            Refused(whole[..cut], 300);
        }
        static void Refused(byte[] bytes, int length)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Should.Throw<InvariantException>(() => Read(bytes, length));
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
        }
    }

    [Fact]
    public void The_sum_of_a_group_is_what_the_head_would_have_added_up_one_by_one()
    {
        DealtGroup group = Group(6);
        GroupResult read = GroupResult.Read(Results(group), DealtGroup.Read(Bytes(group.Write)));
        int at = 0;
        foreach (GradientUnit unit in s_units)
        {
            FixedPointSum one = new(unit.Length), together = new(unit.Length);
            one.Begin(unit.Exponent, unit.Most);
            together.Begin(unit.Exponent, unit.Most);
            foreach (int shard in new[] { 3, 0, 5, 1, 4, 2, 6 })
            {
                one.Add(Gradient(shard).AsSpan(at, unit.Length));
            }
            together.Add(Gradient(6).AsSpan(at, unit.Length));
            together.AddSums(read.Sum.AsSpan(at, unit.Length));
            together.Raw.ToArray().ShouldBe(one.Raw.ToArray());
            at += unit.Length;
        }
        read.Shards.Select(shard => shard.FlexLoss.Span[0]).ShouldBe([0, 1, 2, 3, 4, 5]);
        for (int shard = 0; shard < 6; shard++)
        {
            group.Shards[shard].Require(read.Shards[shard], gradient: 0);
        }
    }

    [Fact]
    public void One_shard_alone_sends_its_own_gradient()
    {
        DealtGroup group = DealtGroup.Read(Bytes(Group(1).Write));
        GroupResult read = GroupResult.Read(Bytes(new GroupResult([Result(0, Gradient(0))], []).Write), group);
        read.Sum.ShouldBeEmpty();
        read.Shards[0].Gradient.ToArray().ShouldBe(Gradient(0));
    }

    [Fact]
    public void A_sum_larger_than_such_gradients_can_give_is_refused_before_it_is_added()
    {
        DealtGroup group = Group(2);
        long most = (1L << 62) / 100 * 2;
        byte[] With(long value) => Bytes(new GroupResult([Result(0, []), Result(1, [])], [.. new long[304], value]).Write);
        GroupResult.Read(With(-most), group).Sum[^1].ShouldBe(-most);
        Should.Throw<InvariantException>(() => GroupResult.Read(With(most + most / 100), group)).Message.ShouldContain("larger than such gradients can give");
        Should.Throw<InvariantException>(() => GroupResult.Read(With(long.MinValue), group));
        var sum = new FixedPointSum(1);
        sum.Begin(0, 1);
        Should.Throw<InvariantException>(() => sum.AddSums([long.MaxValue]));
        sum.AddSums([1L << 61]);
        sum.AddSums([1L << 61]);
        Should.Throw<InvariantException>(() => sum.AddSums([1L << 61]));
    }

    [Fact]
    public void Damaged_groups_and_results_are_refused_or_are_others_and_nothing_else_happens()
    {
        DealtGroup group = Group(3);
        foreach ((byte[] whole, Action<byte[]> read) in new (byte[], Action<byte[]>)[] { (Bytes(group.Write), bytes => DealtGroup.Read(bytes)), (Results(group), bytes => GroupResult.Read(bytes, group)) })
        {
            for (int trial = 0; trial < 3000; trial++)
            {
                double Random(int which) => CounterRandom.Uniform(1, 0x5D, (ulong)trial, (ulong)which, 0);
                byte[] bytes = [.. whole];
                for (int change = 0; change < 3; change++)
                {
                    bytes[(int)(Random(change) * Math.Min(bytes.Length, trial % 2 == 0 ? 400 : bytes.Length))] = (byte)(256 * Random(8 + change));
                }
                bytes = bytes[..(int)(bytes.Length * Math.Min(1, 0.5 + Random(20)))];
                try
                {
                    read(bytes);
                }
                catch (InvariantException refused)
                {
                    refused.Message.ShouldNotBeEmpty();
                }
            }
        }
        Should.Throw<InvariantException>(() => GroupResult.Read([.. Results(group), 0], group));
        Should.Throw<InvariantException>(() => DealtGroup.Read([.. Bytes(group.Write), 0]));
        Should.Throw<InvariantException>(() => DealtGroup.Read(Bytes(Group(2, [new(int.MaxValue, 0, 1)]).Write))).Message.ShouldContain("units");
        Should.Throw<InvariantException>(() => DealtGroup.Read(Bytes(Group(2, [new(1, 5000, 1)]).Write)));
        Should.Throw<InvariantException>(() => DealtGroup.Read(Bytes(Group(DealtGroup.Most + 1).Write)));
    }

    [Fact]
    public void A_gradient_of_another_length_is_not_added()
    {
        var sum = new GroupSum(s_units);
        sum.Fits(s_units).ShouldBeTrue();
        sum.Fits([new(300, 30, 100)]).ShouldBeFalse();
        sum.Begin(s_units);
        Should.Throw<InvariantException>(() => sum.Add(new float[304]));
        Should.Throw<InvariantException>(() => sum.Add([.. new float[304], float.NaN]));
    }
}
