using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Grouping;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Particles.Grouping;

public sealed class WholeMicrographsTests
{
    [Theory]
    [InlineData(60, 40)]
    [InlineData(400, 3)]
    [InlineData(2000, 1)]
    public void Half_sets_that_are_drawn_have_whole_micrographs_and_nearly_equal_numbers(int micrographs, int most)
    {
        int[] of = Uneven(micrographs, most);
        byte[] halves = ReconstructionPlan.HalfSets(Table(of), 3);
        of.Zip(halves).Distinct().Count().ShouldBe(micrographs, "each micrograph with one half-set");
        Math.Abs(halves.Count(half => half == 1) - halves.Count(half => half == 2)).ShouldBeLessThanOrEqualTo(of.CountBy(number => number).Max(size => size.Value));
        halves.Count(half => half == 1).ShouldBeInRange((int)(0.475 * of.Length), (int)(0.525 * of.Length) + 1);
        ReconstructionPlan.HalfSets(Table(of), 3).ShouldBe(halves);
        ReconstructionPlan.HalfSets(Table(of), 4).ShouldNotBe(halves);
        ReconstructionPlan.Create(Table(of), 5, 16, 3).HalfSetsByMicrograph.ShouldBeTrue();
    }

    [Fact]
    public void Half_sets_of_the_table_are_kept()
    {
        int[] of = Uneven(50, 10);
        ReconstructionPlan plan = ReconstructionPlan.Create(Table(of, row => 1 + row / 3 % 2), 5, 16, 3);
        plan.HalfSetsByMicrograph.ShouldBeFalse();
        ReconstructionPlan.HalfSets(Table(of, row => 1 + row / 3 % 2), 3).ShouldBe(Enumerable.Range(0, of.Length).Select(row => (byte)(1 + row / 3 % 2)));
    }

    [Theory]
    [InlineData(19)]
    [InlineData(1)]
    public void Where_a_micrograph_has_more_than_a_twentieth_half_sets_are_drawn_as_without_micrographs(int micrographs)
    {
        int[] of = [.. Enumerable.Range(0, 24).Select(row => 1 + row % micrographs)];
        ReconstructionPlan.HalfSets(Table(of), 3).ShouldBe([1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2, 1, 2], "computed apart, from the definition");
        ReconstructionPlan.Create(Table(of), 1, 16, 3).HalfSetsByMicrograph.ShouldBeFalse();
    }

    [Theory]
    [InlineData(300, 10, 100)]
    [InlineData(40, 40, 100)]
    [InlineData(5000, 1, 200)]
    [InlineData(60, 9, 140)]
    public void Held_out_particles_are_all_of_their_micrographs_and_about_as_many_as_were_asked_for(int micrographs, int most, int wanted)
    {
        int[] of = Uneven(micrographs, most);
        var images = ImageGroups.Of(Table(of));
        (int[] rows, int held, int drawn) = EpochPlan.HoldOut(images, Options(wanted));
        rows.ShouldBe(Enumerable.Range(0, of.Length).Where(row => rows.Select(other => of[other]).Contains(of[row])), "ascending, and every row of the micrographs");
        (held, drawn).ShouldBe((rows.Length, rows.Select(row => of[row]).Distinct().Count()));
        drawn.ShouldBeGreaterThanOrEqualTo(5);
        held.ShouldBeInRange(Math.Min(wanted, (int)(0.9 * (of.Length / 2))), Math.Min(2 * wanted, of.Length / 2));
        EpochPlan.HeldOut(images, Options(wanted)).ShouldBe(rows);
        EpochPlan.HeldOut(images, Options(wanted) with { Seed = 6 }).ShouldNotBe(rows);
        EpochPlan.Create(images, Options(wanted), 1).HeldOutMicrographs.ShouldBe(drawn);
    }

    [Theory]
    [InlineData(200, 12)] // one micrograph
    [InlineData(10, 12)] // 20 of 10: five are more than twice the number asked for
    [InlineData(50, 12)]
    public void Where_fewer_than_five_micrographs_have_about_so_many_particles_are_held_out_as_without_micrographs(int each, int wanted)
    {
        int[] of = [.. Enumerable.Range(0, 200).Select(row => 1 + row / each)];
        (int[] rows, _, int micrographs) = EpochPlan.HoldOut(ImageGroups.Of(Table(of)), Options(wanted));
        micrographs.ShouldBe(0);
        rows.ShouldBe(EpochPlan.HeldOut(200, Options(wanted)));
    }

    [Fact]
    public void Rows_of_one_image_stay_together_whatever_their_micrographs()
    {
        const int Images = 400;
        Particle[] rows = [.. Enumerable.Range(0, 2 * Images).Select(row => Row(row, 1 + row % 80, 0) with { Image = 1 + row % Images })];
        rows[Images + 7] = rows[Images + 7] with { Micrograph = 81 }; // of the image of row 7
        var table = new ParticleTable("t", ["s"], [SmallWorld.Optics()], rows);
        var images = ImageGroups.Of(table);
        (images.Images, images.Micrographs, images.MicrographOf(Images + 7)).ShouldBe((Images, 80, images.MicrographOf(7)));
        (int[] held, int number, int micrographs) = EpochPlan.HoldOut(images, Options(50));
        (micrographs, number, held.Length).ShouldBe((10, 50, 100), "five images each");
        held.GroupBy(row => row % Images).ShouldAllBe(image => image.Count() == 2);
        byte[] halves = ReconstructionPlan.HalfSets(table, 3);
        halves[..Images].ShouldBe(halves[Images..]);
        halves.Count(half => half == 1).ShouldBe(Images);
    }

    // Micrographs of 1 to most particles, their rows mixed.
    private static int[] Uneven(int micrographs, int most)
    {
        int[] sorted = [.. Enumerable.Range(1, micrographs).SelectMany(number => Enumerable.Repeat(number, 1 + (int)(CounterRandom.Bits(9, 99, 0, 0, (ulong)number) % (ulong)most)))];
        var order = new CounterPermutation(sorted.Length, 8, 99, 0);
        return [.. Enumerable.Range(0, sorted.Length).Select(row => sorted[order[row]])];
    }

    private static TrainingOptions Options(int heldOut) => new()
    {
        Seed = 5,
        BatchSize = 50,
        StepsPerBatch = 1,
        FlowPriors = Strengths.Rigidity(1),
        HeldOut = heldOut,
    };

    private static ParticleTable Table(int[] micrographs, Func<int, int>? half = null) =>
        new("t", ["s"], [SmallWorld.Optics()], micrographs.Select((number, row) => Row(row, number, half?.Invoke(row) ?? 0)));

    private static Particle Row(int row, int micrograph, int half) => new(0, row, Rotation.Identity, 0, 0, 1e4, 1e4, 0, 0, 0, 1, 1, 0, half, row) { Micrograph = micrograph };
}
