using Flex3D.Stages.Engine;
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
    public void Sums_on_a_device_that_fails_are_lost_until_the_pass_begins_again()
    {
        PassSums sums = Sums();
        var device = new FailingDevice();
        sums.AddGradient(0, device, []);
        sums.Gather();
        sums.RawGradient(0).ToArray().ShouldBe([7, 7, 7]);
        device.Failed = true;
        Should.Throw<DeviceException>(() => sums.AddGradient(0, device, []));
        sums.Lost.ShouldBeTrue();
        sums.Begin(Exponents, 100);
        sums.Lost.ShouldBeFalse();
        sums.RawGradient(0).ToArray().ShouldBe([0, 0, 0]);
        device.Failed = false;
        sums.AddGradient(0, device, []);
        device.Failed = true;
        Should.Throw<DeviceException>(sums.Gather);
        sums.Lost.ShouldBeTrue();
    }

    [Fact]
    public void A_gradient_on_a_device_without_memory_for_a_sum_is_added_on_the_host()
    {
        PassSums sums = Sums();
        sums.AddGradient(0, new FailingDevice { Full = true }, []);
        sums.RawGradient(0).ToArray().ShouldBe([1 << 20, 1 << 20, 1 << 20]);
    }

    // Three values of 1, whose sum on the device says 7 for each, until it fails.
    private sealed class FailingDevice : IKeptGradient, IGradientSum
    {
        private long _each;

        public bool Failed { get; set; }
        public bool Full { get; init; }
        public int Length => 3;

        public IGradientSum? CreateSum() => Full ? null : this;

        public void CopyTo(Span<float> gradient) => gradient.Fill(1);

        public void Release()
        {
        }

        public void Begin(int exponent, int maximumTerms) => _each = 0;

        public bool Add(IKeptGradient gradient)
        {
            Use();
            _each += 7;
            return true;
        }

        public void MoveTo(Span<long> sum)
        {
            Use();
            foreach (ref long value in sum)
            {
                value += _each;
            }
            _each = 0;
        }

        public void Dispose()
        {
        }

        private void Use()
        {
            if (Failed)
            {
                throw new DeviceException("it has fallen off the bus");
            }
        }
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
