using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Particles.Grouping;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Halves;

/// <summary>A training on one half-set.</summary>
public sealed class HalfSetTests : IDisposable
{
    private const int Count = 120;
    private static readonly byte[] s_halves = [.. Enumerable.Range(0, Count).Select(p => (byte)(1 + p / 3 % 2))];
    private readonly TemporaryFolder _folder = new();

    private static readonly TrainingOptions s_options = SmallTraining.Options with { BatchSize = 20 };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_step_that_learns_has_particles_of_the_half_set_alone_and_in_the_end_every_particle_gets_a_latent(int number)
    {
        int[] held = EpochPlan.HeldOut(Count, s_options);
        int[] own = [.. Enumerable.Range(0, Count).Where(p => s_halves[p] == number).Except(held)];
        for (int epoch = 0; epoch < EpochSchedule.Count(s_options); epoch++)
        {
            var plan = EpochPlan.Create(ImageGroups.Alone(Count), s_options, epoch, new HalfSet(s_halves, number));
            plan.Trained.ShouldBe(own.Length);
            plan.Where(step => step.Kind == StepKind.Validate).SelectMany(step => step.Particles).ShouldBe(held);
            TrainingStep[] others = [.. plan.Where(step => step.Kind != StepKind.Validate)];
            int[] expected = others[0].Kind == StepKind.Embed ? [.. Enumerable.Range(0, Count).Except(held)] : own;
            others.SelectMany(step => step.Particles).Distinct().Order().ShouldBe(expected);
            Enumerable.Range(0, plan.Count).Select(plan.Particles).ShouldBe(plan.Select(step => step.Particles.Length));
        }
    }

    [Fact]
    public void What_is_not_trained_on_is_the_other_half_set_and_what_is_held_out_in_the_order_of_the_table()
    {
        new HalfSet([1, 2, 1, 2, 2, 1], 1).Untrained([2, 3]).ShouldBe([1, 2, 3, 4]);
        new HalfSet([1, 2, 1, 2, 2, 1], 2).Untrained([]).ShouldBe([0, 2, 5]);
    }

    [Fact]
    public void No_image_of_the_other_half_set_reaches_the_model_or_a_latent_of_its_own()
    {
        var world = new SmallWorld(particles: Count, latentDimension: 1);
        float[][] images = SmallTraining.BendingImages(world);
        s_halves.Where((half, p) => half == 2 && EpochPlan.HeldOut(Count, s_options).Contains(p)).ShouldNotBeEmpty();
        TrainingState clean = Train(1);
        int[] others = [.. Enumerable.Range(0, Count).Where(p => s_halves[p] == 2)]; // held out or not
        foreach (int p in others)
        {
            images[p] = Array.ConvertAll(images[p], v => -3 * v);
        }
        TrainingState changed = Train(1), other = Train(2);
        changed.Flow.ShouldBe(clean.Flow);
        changed.Map.ShouldBe(clean.Map);
        changed.RigidMap.ShouldBe(clean.RigidMap);
        changed.Occupancy.ShouldBe(clean.Occupancy);
        clean.TurnSpread.ShouldNotBe(s_options.FirstTurn, "estimated from the half-set's own held-out particles, or its others");
        (changed.RefinesPoses, changed.RefinesDefocus).ShouldBe((clean.RefinesPoses, clean.RefinesDefocus));
        (changed.TurnSpread, changed.ShiftSpread).ShouldBe((clean.TurnSpread, clean.ShiftSpread));
        float[] before = SmallTraining.Latents(clean, 1), after = SmallTraining.Latents(changed, 1);
        Enumerable.Range(0, Count).Except(others).ShouldAllBe(p => before[p] == after[p]);
        others.Count(p => after[p] != before[p]).ShouldBeGreaterThan(others.Length / 2);
        clean.History.ShouldContain(record => record.AnchorParticles > 0);
        other.Flow.ShouldNotBe(clean.Flow);

        TrainingState Train(int half)
        {
            using var engine = new SimdEngine();
            var particles = new ParticleState(Count, ParticleColumns.OfRun(1), _folder["swap"]);
            TrainingState state = SmallTraining.Begin(world, particles);
            (state.TurnSpread, state.ShiftSpread, state.RigidTurnSpread, state.RigidShiftSpread) = (s_options.FirstTurn, s_options.FirstShift, s_options.FirstTurn, s_options.FirstShift);
            TrainingSession session = SmallTraining.Session(world, images, s_options, state, half: new HalfSet(s_halves, half));
            SmallTraining.Run(session, engine);
            return session.State;
        }
    }
}
