using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Grouping;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

/// <summary>Of many particles, a model is learned from so many, and each of the others gets its latent.</summary>
public sealed class LearningSampleTests
{
    private const int Rows = 1037, Held = 60, Most = 300;

    private static readonly TrainingOptions s_options = new() { Seed = 4, BatchSize = 50, HeldOut = Held, MostParticles = Most, FlowPriors = Strengths.Rigidity(1) };

    [Fact]
    public void The_same_particles_are_learned_from_in_every_epoch_and_all_get_a_latent_in_the_end()
    {
        int[] held = EpochPlan.HeldOut(Rows, s_options), learned = Learned(Rows, 0);
        learned.Length.ShouldBe(Most);
        learned.Intersect(held).ShouldBeEmpty();
        for (int epoch = 0; epoch < s_options.Epochs; epoch++)
        {
            Learned(Rows, epoch).ShouldBe(learned);
            EpochPlan.Create(Rows, s_options, epoch).Trained.ShouldBe(Most);
        }
        Learned(Rows, s_options.Epochs).ShouldBe(Enumerable.Range(0, Rows).Except(held));
        EpochPlan.Untrained(ImageGroups.Alone(Rows), s_options, null).ShouldBe(Enumerable.Range(0, Rows).Except(learned));
    }

    [Fact]
    public void They_are_drawn_from_the_whole_table_in_runs_that_lie_together_on_disk()
    {
        int[] learned = Learned(100_000, 0);
        Enumerable.Range(0, 4).ShouldAllBe(quarter => learned.Count(row => row / 25_000 == quarter) > Most / 10);
        learned.Zip(learned.Skip(1)).Count(pair => pair.Second != pair.First + 1).ShouldBeLessThan(Most / 10);
        Learned(100_000, 0, s_options with { Seed = 5 }).ShouldNotBe(learned);
    }

    [Fact]
    public void So_many_as_there_are_or_more_are_all_of_them()
    {
        int[] all = Learned(Rows, 0, s_options with { MostParticles = int.MaxValue });
        all.Length.ShouldBe(Rows - Held);
        Learned(Rows, 0, s_options with { MostParticles = Rows - Held }).ShouldBe(all);
        Learned(Rows, 0, s_options with { MostParticles = Rows - Held - 1 }).Length.ShouldBe(Rows - Held - 1);
    }

    [Fact]
    public void An_image_is_in_with_all_of_its_rows()
    {
        const int Images = 400, Each = 3;
        var images = ImageGroups.Of(new ParticleTable("t", ["s"], [SmallWorld.Optics()], Enumerable.Range(0, Images * Each)
            .Select(p => new Particle(0, p, Rotation.Identity, 0, 0, 1e4, 1e4, 0, 0, 0, 1, 1, 0, 1, p) { Image = 1 + p % Images })));
        int[] learned = Of(EpochPlan.Create(images, s_options, 0));
        learned.GroupBy(row => row % Images).ShouldAllBe(image => image.Count() == Each);
        learned.Length.ShouldBe(Most);
    }

    [Fact]
    public void A_half_set_is_learned_from_as_many_of_its_own()
    {
        byte[] halves = [.. Enumerable.Range(0, Rows).Select(row => (byte)(1 + row % 2))];
        int[] learned = Of(EpochPlan.Create(ImageGroups.Alone(Rows), s_options, 0, new HalfSet(halves, 2)));
        learned.Length.ShouldBe(Most);
        learned.ShouldAllBe(row => row % 2 == 1);
    }

    private static int[] Learned(int rows, int epoch, TrainingOptions? options = null) => Of(EpochPlan.Create(rows, options ?? s_options, epoch));

    private static int[] Of(EpochPlan plan) => [.. plan.Where(step => step.Kind != StepKind.Validate && step.Last).SelectMany(step => step.Particles).Order()];
}
