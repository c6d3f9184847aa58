using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Grouping;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

public sealed class EpochPlanTests
{
    [Theory]
    [InlineData(1000, 100, 1, 60, 3)]
    [InlineData(1000, 20, 1, 60, 2)]
    [InlineData(1000, 10, 1, 60, 1)]
    [InlineData(1037, 100, 3, 60, 9)]
    [InlineData(130, 100, 2, 13, 6)]
    [InlineData(49, 100, 5, 0, 15)]
    [InlineData(3, 1, 1, 9, 3)]
    public void Every_training_particle_is_used_equally_often_in_an_epoch_and_no_held_out_one_in_a_gradient(int particles, int batch, int repeats, int heldOut, int afterWarmUp)
    {
        TrainingOptions options = Options(batch, repeats, heldOut);
        int[] held = EpochPlan.HeldOut(particles, options);
        held.Length.ShouldBe(Math.Min(heldOut, particles / 2));
        for (int epoch = 0; epoch < EpochSchedule.Count(options); epoch++)
        {
            EpochPlan steps = EpochPlan.Create(particles, options, epoch);
            EpochSettings settings = EpochSchedule.At(options, epoch);
            int times = settings.Kind != EpochKind.Flow ? 1 : epoch < 5 ? repeats : afterWarmUp; // 5 epochs of warm-up
            TrainingStep[] training = [.. steps.Where(step => step.Kind != StepKind.Validate)];
            training.SelectMany(step => step.Particles).Order().ShouldBe(Enumerable.Range(0, particles).Except(held).SelectMany(p => Enumerable.Repeat(p, times)));
            steps.Where(step => step.Kind == StepKind.Validate).SelectMany(step => step.Particles).ShouldBe(held);
            training.ShouldAllBe(step => step.Search == (settings.Search != null && step.SubStep == 0));
            training.Where(step => step.Last).SelectMany(step => step.Particles).Order().ShouldBe(Enumerable.Range(0, particles).Except(held));
            Enumerable.Range(0, steps.Count).Select(steps.Particles).ShouldBe(steps.Select(step => step.Particles.Length));
            foreach (TrainingStep step in steps)
            {
                Enumerable.Range(0, step.ShardCount(16)).SelectMany(s => step.Shard(s, 16).ToArray()).ShouldBe(step.Particles);
            }
        }
    }

    [Fact]
    public void The_particles_held_out_are_those_of_the_counter_alone_where_every_row_has_its_own_image() =>
        EpochPlan.HeldOut(200, Options(50, 1, 12)).ShouldBe([11, 24, 42, 97, 107, 120, 129, 153, 158, 167, 175, 195], "computed apart, from the definition");

    [Theory]
    [InlineData(200, 4, 30)]
    [InlineData(50, 3, 40)]
    public void An_image_is_held_out_with_all_its_rows_and_as_many_images_as_were_asked_for(int count, int rows, int heldOut)
    {
        var images = ImageGroups.Of(new ParticleTable("t", ["s"], [SmallWorld.Optics()], Enumerable.Range(0, count * rows)
            .Select(p => new Particle(0, p, Rotation.Identity, 0, 0, 1e4, 1e4, 0, 0, 0, 1, 1, 0, 1, p) { Image = 1 + p % count })));
        TrainingOptions options = Options(100, 1, heldOut);
        int[] held = EpochPlan.HeldOut(images, options);
        held.ShouldBe(held.Order());
        held.GroupBy(row => row % count).ShouldAllBe(image => image.Count() == rows);
        held.Length.ShouldBe(rows * Math.Min(heldOut, count / 2));
        EpochPlan plan = EpochPlan.Create(images, options, 0);
        plan.Where(step => step.Kind != StepKind.Validate).SelectMany(step => step.Particles).Order().ShouldBe(Enumerable.Range(0, count * rows).Except(held));
    }

    [Fact]
    public void Batches_differ_in_size_by_two_runs_at_most_so_that_none_is_a_remnant()
    {
        int[] sizes = [.. EpochPlan.Create(1037, Options(100, 1, 60), 0).Where(s => s.Kind == StepKind.Flow).Select(s => s.Particles.Length)];
        sizes.Length.ShouldBe(10);
        (sizes.Max() - sizes.Min()).ShouldBeLessThan(2 * 16);
    }

    [Fact]
    public void A_shard_is_a_run_of_neighbours_and_neighbours_part_from_epoch_to_epoch()
    {
        TrainingOptions options = Options(100, 1, 60);
        const int Particles = 20_000;
        int[] held = EpochPlan.HeldOut(Particles, options);
        int[][] Shards(int epoch) => [.. EpochPlan.Create(Particles, options, epoch).Where(s => s.Kind != StepKind.Validate)
            .SelectMany(s => Enumerable.Range(0, s.ShardCount(16)).Select(k => s.Shard(k, 16).ToArray()))];
        int[][] first = Shards(0), second = Shards(1);
        int[] training = [.. Enumerable.Range(0, Particles).Except(held)];
        foreach (int[] shard in first)
        {
            int at = Array.IndexOf(training, shard[0]);
            shard.ShouldBe(Enumerable.Range(at, shard.Length).Select(i => training[i % training.Length]));
        }
        first.Count(shard => shard.Length < 16).ShouldBe(1);
        first.Select(shard => shard[0]).Intersect(second.Select(shard => shard[0])).Count().ShouldBeLessThan(first.Length / 4, "the runs begin elsewhere");
        double mean = first.Average(shard => shard[0]), correlation = first.Select((shard, i) => (shard[0] - mean) * (i - first.Length / 2.0)).Sum()
            / Math.Sqrt(first.Sum(shard => (shard[0] - mean) * (shard[0] - mean)) * first.Select((_, i) => Math.Pow(i - first.Length / 2.0, 2)).Sum());
        Math.Abs(correlation).ShouldBeLessThan(0.12, "runs are drawn from the whole table");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4097)]
    public void A_counter_permutation_meets_every_number_once_and_changes_with_its_key(int count)
    {
        int[] Order(ulong seed, ulong epoch)
        {
            var permutation = new CounterPermutation(count, seed, 2, epoch);
            return [.. Enumerable.Range(0, count).Select(i => permutation[i])];
        }
        Order(1, 0).Order().ShouldBe(Enumerable.Range(0, count));
        Order(1, 0).ShouldBe(Order(1, 0));
        if (count >= 64)
        {
            Order(1, 0).ShouldNotBe(Order(1, 1));
            Order(1, 0).ShouldNotBe(Order(2, 0));
            Order(1, 0).Select((to, from) => Math.Abs(to - from)).Average().ShouldBe(count / 3.0, count / 12.0, "as between two uniform numbers");
        }
    }

    [Fact]
    public void The_plan_of_a_hundred_million_particles_takes_no_memory()
    {
        TrainingOptions options = Options(500, 1, 1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        EpochPlan plan = EpochPlan.Create(100_000_000, options, 0);
        int last = plan[plan.Count - 2].Particles.Length + plan[0].Particles.Length;
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000);
        last.ShouldBeInRange(2 * 450, 2 * 550);
    }

    [Fact]
    public void The_plan_depends_on_seed_and_epoch_alone()
    {
        TrainingOptions options = Options(50, 1, 20);
        int[] Order(TrainingOptions o, int epoch) => [.. EpochPlan.Create(400, o, epoch).SelectMany(s => s.Particles)];
        Order(options, 2).ShouldBe(Order(options, 2));
        Order(options, 1).ShouldNotBe(Order(options, 2));
        Order(options with { Seed = 2 }, 2).ShouldNotBe(Order(options, 2));
        EpochPlan.HeldOut(400, options with { Epochs = 3, BatchSize = 7 }).ShouldBe(EpochPlan.HeldOut(400, options));
    }

    [Fact]
    public void Training_warms_up_then_alternates_and_closes_with_an_embedding()
    {
        TrainingOptions options = Options(50, 1, 20) with { Epochs = 12, WarmUpEpochs = 4 };
        EpochKind[] kinds = [.. Enumerable.Range(0, EpochSchedule.Count(options)).Select(e => EpochSchedule.At(options, e).Kind)];
        kinds.ShouldBe([.. Enumerable.Repeat(EpochKind.Flow, 4), .. Enumerable.Range(0, 8).Select(i => i % 2 == 0 ? EpochKind.Map : EpochKind.Flow), EpochKind.Embed]);
        EpochSchedule.At(options, 0).FlowRate.ShouldBe(options.FlowLearningRate, 1e-12);
        EpochSchedule.At(options, 11).FlowRate.ShouldBe(options.FlowLearningRateEnd, 1e-12);
        EpochSchedule.At(options, 3).LowPass.ShouldBe(options.FrequencyStart, 1e-12);
        EpochSchedule.At(options, 11).LowPass.ShouldBe(options.FrequencyEnd, 1e-12);
        EpochSchedule.At(options, 12).LowPass.ShouldBe(options.FrequencyEnd, 1e-12);
    }

    [Theory]
    [InlineData(28, 5, new[] { 1, 2, 4, 0, 0, 1, 2, 4, 0, 0, 0, 0 })]
    [InlineData(16, 5, new[] { 1, 2, 1, 2, 0, 0 })] // the last two map epochs are of all particles
    [InlineData(12, 5, new[] { 1, 2, 0, 0 })]
    [InlineData(5, 3, new[] { 0 })]
    public void Farther_particles_join_the_map_in_the_epochs_after_it_was_made_anew(int epochs, int warmUp, int[] neighbourhoods)
    {
        TrainingOptions options = Options(50, 1, 20) with { Epochs = epochs, WarmUpEpochs = warmUp };
        EpochSettings[] all = [.. Enumerable.Range(0, EpochSchedule.Count(options)).Select(e => EpochSchedule.At(options, e))];
        all.Where(settings => settings.Kind == EpochKind.Map).Select(settings => settings.Neighbourhood).ShouldBe(neighbourhoods);
        all.Where(settings => settings.Kind != EpochKind.Map).ShouldAllBe(settings => settings.Neighbourhood == 0);
        TrainingOptions off = options with { CentralMap = false };
        Enumerable.Range(0, all.Length).ShouldAllBe(e => EpochSchedule.At(off, e).Neighbourhood == 0);
    }

    [Theory]
    [InlineData(16, 5, new[] { 5, 9 }, new[] { 6, 10 })]
    [InlineData(10, 3, new[] { 3 }, new[] { 4 })] // too few epochs follow the layout in the second half
    [InlineData(5, 3, new int[0], new int[0])]
    [InlineData(12, 5, new[] { 5 }, new[] { 6 })] // the second half would begin with the epoch that keeps the latents
    [InlineData(16, 0, new[] { 10 }, new[] { 11 })]
    public void The_map_is_made_anew_after_a_layout_and_the_flow_follows_it_first(int epochs, int warmUp, int[] anew, int[] held)
    {
        TrainingOptions options = Options(50, 1, 20) with { Epochs = epochs, WarmUpEpochs = warmUp };
        EpochSettings[] all = [.. Enumerable.Range(0, EpochSchedule.Count(options)).Select(e => EpochSchedule.At(options, e))];
        all.Index().Where(e => e.Item.Neighbourhood == 1).Select(e => e.Index).ShouldBe(anew);
        all.Index().Where(e => e.Item is { Kind: EpochKind.Flow, Search: null }).Select(e => e.Index).ShouldBe(held);
        anew.ShouldAllBe(epoch => EpochSchedule.LaysOut(options, epoch - 1));
        TrainingOptions frozen = options with { FreezeLatents = true }, given = options with { LatentsGiven = true }, off = options with { CentralMap = false };
        Enumerable.Range(0, all.Length).ShouldAllBe(e => !EpochSchedule.Anchors(frozen, e) && !EpochSchedule.Anchors(given, e) && !EpochSchedule.Anchors(off, e));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(32, 5)]
    public void Warm_up_alone_is_at_the_smaller_box_where_there_is_one(int box, int epochs)
    {
        TrainingOptions options = Options(50, 1, 20) with { CoarseBox = box };
        Enumerable.Range(0, EpochSchedule.Count(options)).Where(e => EpochSchedule.At(options, e).Coarse).ShouldBe(Enumerable.Range(0, epochs));
    }

    [Fact]
    public void Latents_are_laid_out_only_where_they_were_inferred_with_their_uncertainty()
    {
        for (int epochs = 1; epochs < 30; epochs++)
        {
            for (int warmUp = 0; warmUp < 12; warmUp++)
            {
                TrainingOptions options = Options(50, 1, 20) with { Epochs = epochs, WarmUpEpochs = warmUp };
                foreach (int epoch in Enumerable.Range(-1, epochs + 3).Where(epoch => EpochSchedule.LaysOut(options, epoch)))
                {
                    EpochSettings settings = EpochSchedule.At(options, epoch);
                    (settings.Kind, settings.Search!.NewtonSteps > 0).ShouldBe((EpochKind.Flow, true), $"epoch {epoch} of {epochs}, warm-up {warmUp}");
                }
            }
        }
    }

    [Fact]
    public void Given_latents_stay_through_the_warm_up_and_frozen_ones_always()
    {
        TrainingOptions options = Options(50, 1, 20);
        bool[] Searches(TrainingOptions o) => [.. Enumerable.Range(0, EpochSchedule.Count(o)).Select(e => EpochSchedule.At(o, e).Search is not null)];
        Searches(options with { FreezeLatents = true }).ShouldAllBe(search => !search);
        Searches(options with { LatentsGiven = true })[0].ShouldBeTrue(); // unless they are held
        bool[] given = Searches(options with { LatentsGiven = true, HoldLatents = true });
        given[..options.WarmUpEpochs].ShouldAllBe(search => !search);
        given[options.WarmUpEpochs..].ShouldBe([.. Enumerable.Range(options.WarmUpEpochs, given.Length - options.WarmUpEpochs).Select(e => EpochSchedule.At(options, e).Kind != EpochKind.Map)]);
        given[^1].ShouldBeTrue();
    }

    [Fact]
    public void Latents_of_a_subspace_stay_through_the_warm_up_but_for_its_last_epoch_after_which_they_are_laid_out()
    {
        TrainingOptions options = Options(50, 1, 20) with { HoldLatents = true };
        bool[] searches = [.. Enumerable.Range(0, options.WarmUpEpochs).Select(e => EpochSchedule.At(options, e).Search is not null)];
        searches.ShouldBe([.. Enumerable.Repeat(false, options.WarmUpEpochs - 1), true]);
        EpochSchedule.LaysOut(options, options.WarmUpEpochs - 1).ShouldBeTrue();
    }

    private static TrainingOptions Options(int batch, int repeats, int heldOut) =>
        new() { Seed = 1, BatchSize = batch, StepsPerBatch = repeats, HeldOut = heldOut, FlowPriors = Strengths.Rigidity(1) };
}
