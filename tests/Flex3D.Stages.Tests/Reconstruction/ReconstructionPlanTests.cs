using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Reconstruction;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Reconstruction;

public sealed class ReconstructionPlanTests
{
    [Theory]
    [InlineData(1001, true)]
    [InlineData(1001, false)]
    [InlineData(7, false)]
    public void Halves_are_disjoint_and_together_hold_every_particle_once(int count, bool given)
    {
        ParticleTable table = Table(count, given);
        ReconstructionPlan plan = ReconstructionPlan.Create(table, 25, 16, seed: 3);
        plan.Shards.SelectMany(shard => Rows(plan, shard)).Order().ShouldBe(Enumerable.Range(0, count));
        plan.Shards.ShouldAllBe(shard => shard.Count >= 1 && shard.Count <= 16);
        byte[] halves = ReconstructionPlan.HalfSets(table, 3);
        foreach (ReconstructionShard shard in plan.Shards)
        {
            int[] rows = Rows(plan, shard);
            rows.Length.ShouldBe(shard.Count);
            rows.ShouldAllBe(p => halves[p] == shard.Half);
            rows.ShouldBe(rows.Order());
        }
        if (given)
        {
            halves.ShouldBe([.. Enumerable.Range(0, count).Select(p => (byte)(1 + p / 3 % 2))]);
        }
    }

    [Fact]
    public void Each_half_holds_out_its_own_particles_and_never_more_than_a_quarter()
    {
        ReconstructionPlan large = ReconstructionPlan.Create(Table(1000, true), 25, 16, seed: 3), small = ReconstructionPlan.Create(Table(20, true), 25, 16, seed: 3);
        for (int half = 1; half <= 2; half++)
        {
            Held(large, half).ShouldBe(25);
            Held(small, half).ShouldBeInRange(1, 3);
        }

        static int Held(ReconstructionPlan plan, int half) => plan.Shards.Where(shard => shard.HeldOut && shard.Half == half).Sum(shard => shard.Count);
    }

    [Fact]
    public void A_drawn_split_is_even_and_depends_on_the_seed_alone()
    {
        ParticleTable table = Table(4000, given: false);
        byte[] halves = ReconstructionPlan.HalfSets(table, 3);
        halves.Count(half => half == 1).ShouldBeInRange(1850, 2150);
        ReconstructionPlan.HalfSets(table, 3).ShouldBe(halves);
        ReconstructionPlan.HalfSets(table, 4).ShouldNotBe(halves);
    }

    [Fact]
    public void A_half_without_particles_is_drawn_anew_unless_the_files_halves_are_required()
    {
        var table = new ParticleTable("one-half.star", ["s"], [SmallWorld.Optics()], Enumerable.Range(0, 9).Select(p => new Particle(0, p, Rotation.Identity, 0, 0, 1e4, 1e4, 0, 0, 0, 1, 1, 0, 1, p)));
        Should.Throw<InputException>(() => ReconstructionPlan.Create(table, 25, 16, 3, fromTable: true)).Message.ShouldContain("one-half.star: found every particle in half-set 1, and none in the other");
        ReconstructionPlan.HalfSets(table, 3).Distinct().Count().ShouldBe(2);
        Should.Throw<InputException>(() => ReconstructionPlan.Create(Table(1, given: false), 25, 16, 3)).Message.ShouldContain("found no particle in half-set");
    }

    [Fact]
    public void The_half_sets_drawn_are_those_of_the_counter_alone_where_every_row_has_its_own_image() =>
        ReconstructionPlan.HalfSets(Table(24, given: false), 3).ShouldBe([1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2, 1, 2], "computed apart, from the definition");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_rows_of_an_image_are_in_one_half_and_held_out_together(bool given)
    {
        const int Images = 300, Each = 4;
        ParticleTable table = new("t", ["s"], [SmallWorld.Optics()], Enumerable.Range(0, Images * Each)
            .Select(p => new Particle(0, p % Images, Rotation.Identity, 0, 0, 1e4, 1e4, 0, 0, 0, 1, 1, 0, given ? 1 + p % 2 : 0, p) { Image = 1 + p % Images }));
        ReconstructionPlan plan = ReconstructionPlan.Create(table, 20, 16, seed: 3);
        var places = plan.Shards.SelectMany(shard => Rows(plan, shard).Select(row => (Image: row % Images, shard.Half, shard.HeldOut))).ToArray();
        places.Length.ShouldBe(Images * Each);
        places.GroupBy(place => place.Image).ShouldAllBe(image => image.Distinct().Count() == 1);
        for (int half = 1; half <= 2; half++)
        {
            places.Where(place => place.Half == half && place.HeldOut).Select(place => place.Image).Distinct().Count().ShouldBe(20);
            places.Where(place => place.Half == half).Select(place => place.Image).Distinct().Count().ShouldBeInRange(Images / 3, 2 * Images / 3);
        }
    }

    private static int[] Rows(ReconstructionPlan plan, ReconstructionShard shard) => [.. plan.Rows(shard, new int[plan.ShardSize])];

    private static ParticleTable Table(int count, bool given) => new("t", ["s"], [SmallWorld.Optics()], Enumerable.Range(0, count)
        .Select(p => new Particle(0, p, Rotation.Identity, 0, 0, 1e4, 1e4, 0, 0, 0, 1, 1, 0, given ? 1 + p / 3 % 2 : 0, p)));
}
