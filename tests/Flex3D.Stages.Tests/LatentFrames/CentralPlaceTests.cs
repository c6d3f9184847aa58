using Flex3D.Stages.LatentFrames;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Tests.LatentFrames;

/// <summary>The central conformation of particles whose distribution is known.</summary>
public sealed class CentralPlaceTests
{
    private static double Uniform(int particle, ulong series = 0) => CounterRandom.Uniform(5, series, 0, (ulong)particle, 0);

    [Theory]
    [InlineData(300)]
    [InlineData(5000)]
    public void It_is_near_the_middle_of_a_range(int count)
    {
        double[] places = [.. Enumerable.Range(0, count).Select(i => 20 * Uniform(i) - 10)];
        places[CentralPlace.Of(places, 1)].ShouldBe(0, 2);
    }

    [Fact]
    public void It_is_in_one_of_two_states_and_not_between_them()
    {
        double[] places = [.. Enumerable.Range(0, 800).Select(i => i % 20 == 0 ? 20 * Uniform(i) - 10 : (i % 2 == 0 ? -8 : 8) + Uniform(i))];
        Math.Abs(places[CentralPlace.Of(places, 1)]).ShouldBeInRange(7.5, 9.5);
    }

    [Fact]
    public void On_a_ring_it_is_a_place_of_the_ring()
    {
        double[] places = [.. Enumerable.Range(0, 600).SelectMany(i => new[] { 10 * Math.Cos(2 * Math.PI * Uniform(i)), 10 * Math.Sin(2 * Math.PI * Uniform(i)) })];
        int found = CentralPlace.Of(places, 2);
        Math.Sqrt(places[2 * found] * places[2 * found] + places[2 * found + 1] * places[2 * found + 1]).ShouldBe(10, 1e-9);
    }

    [Fact]
    public void A_few_particles_far_away_do_not_move_it()
    {
        double[] places = [.. Enumerable.Range(0, 500).Select(i => i < 10 ? 1000 : Uniform(i))];
        places[CentralPlace.Of(places, 1)].ShouldBe(0.5, 0.25);
    }

    [Fact]
    public void One_particle_is_its_own_centre() => CentralPlace.Of([3.0, 4.0], 2).ShouldBe(0);
}
