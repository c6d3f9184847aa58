using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Reconstruction;

namespace Flex3D.Stages.Tests.Reconstruction;

public sealed class PassSumsTests
{
    private static readonly int[] Exponents = [20, 24];

    private static readonly double[] Energies = [.. Enumerable.Range(0, 1000).Select(i => Math.Exp(40 * CounterRandom.Uniform(1, 2, 0, (ulong)i, 0) - 20) * (i % 2 == 0 ? 1 : -1))];

    private static PassSums Sums()
    {
        var sums = new PassSums([3, 5]);
        sums.Begin(Exponents, 100);
        return sums;
    }

    [Fact]
    public void Energies_of_any_size_add_up_to_the_same_bits_in_any_order_and_any_grouping()
    {
        PassSums one = Sums(), other = Sums();
        one.AddEnergies(1, Energies);
        foreach (double energy in Energies.Reverse())
        {
            other.AddEnergies(1, [energy]);
        }
        other.RawEnergies().ShouldBe(one.RawEnergies());
        one.Energy(0).ShouldBe(0);
        one.Energy(1).ShouldBe(Energies.Sum(), 1e-9 * Energies.Max());
    }

    [Fact]
    public void A_hundred_million_of_the_largest_images_do_not_overflow()
    {
        PassSums sums = Sums();
        double[] million = new double[1_000_000];
        Array.Fill(million, 1e9);
        for (int i = 0; i < 100; i++)
        {
            sums.AddEnergies(0, million);
        }
        sums.Energy(0).ShouldBe(1e17);
    }

    [Fact]
    public void What_a_checkpoint_held_is_gone_on_with()
    {
        PassSums whole = Sums(), first = Sums(), second = Sums();
        Add(whole, 0);
        Add(whole, 1);
        Add(first, 0);
        second.Restore(first.Shards, first.RawEnergies());
        second.RestoreGradient(0, first.RawGradient(0).Span);
        second.RestoreGradient(1, first.RawGradient(1).Span);
        Add(second, 1);
        second.Shards.ShouldBe(2);
        second.RawEnergies().ShouldBe(whole.RawEnergies());
        for (int map = 0; map < 2; map++)
        {
            second.RawGradient(map).ToArray().ShouldBe(whole.RawGradient(map).ToArray());
        }
        second.Begin(Exponents, 100);
        (second.Shards, second.Energy(0)).ShouldBe((0, 0));
        second.RawGradient(1).ToArray().ShouldAllBe(sum => sum == 0);

        static void Add(PassSums sums, int shard)
        {
            sums.AddGradient(0, [shard + 0.5f, -1, 2]);
            sums.AddGradient(1, [1, shard, 3, -4, 1e-3f]);
            sums.AddEnergies(0, Energies.AsSpan(500 * shard, 500));
            sums.CountShard();
        }
    }

    [Fact]
    public void An_energy_that_is_no_number_is_refused() =>
        Should.Throw<InvariantException>(() => Sums().AddEnergies(0, [1, double.NaN])).Message.ShouldContain("map 0 is NaN");
}
