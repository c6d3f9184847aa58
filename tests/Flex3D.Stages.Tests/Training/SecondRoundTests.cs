using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

/// <summary>Further epochs after the usual ones, in which a latent coordinate that was left out is tried again.</summary>
public sealed class SecondRoundTests
{
    private const int First = 16, Round = 8;

    private static readonly TrainingOptions s_one = new() { Seed = 1, Epochs = First, BatchSize = 50, HeldOut = 20, FlowPriors = Strengths.Rigidity(1) };
    private static readonly TrainingOptions s_two = s_one with { Epochs = First + Round, SecondRound = Round };

    [Fact]
    public void The_first_round_is_as_it_is_without_another()
    {
        for (int epoch = 0; epoch < First; epoch++)
        {
            DescribedEpoch.Of(s_two, epoch).ShouldBe(DescribedEpoch.Of(s_one, epoch));
        }
        DescribedEpoch.Of(s_two, First + Round).ShouldBe(DescribedEpoch.Of(s_one, First));
    }

    [Fact]
    public void The_second_updates_map_and_flow_in_turn_with_the_rates_of_the_first_and_all_frequencies()
    {
        EpochSettings[] round = [.. Enumerable.Range(First, Round).Select(epoch => EpochSchedule.At(s_two, epoch))];
        round.Select(settings => settings.Kind).ShouldBe(Enumerable.Repeat<EpochKind[]>([EpochKind.Map, EpochKind.Flow], Round / 2).SelectMany(pair => pair));
        round[0].MapRate.ShouldBe(3 * s_two.MapLearningRate, 1e-9);
        round[0].FlowRate.ShouldBe(s_two.FlowLearningRate, 1e-9);
        round[^1].FlowRate.ShouldBe(s_two.FlowLearningRateEnd, 1e-9);
        round.ShouldAllBe(settings => settings.LowPass == s_two.FrequencyEnd && settings.Neighbourhood == 0);
        round.ShouldAllBe(settings => settings.Kind == EpochKind.Map == (settings.Search == null));
        int[] all = [.. Enumerable.Range(0, First + Round + 1)];
        all.Where(epoch => EpochSchedule.TriesCoordinate(s_two, epoch)).ShouldBe([First - 1]);
        all.Where(epoch => EpochSchedule.EndsTrial(s_two, epoch)).ShouldBe([First + Round - 1]);
        EpochSchedule.At(s_two, First + Round - 1).Search!.NewtonSteps.ShouldBe(1, "the trial is judged by posteriors");
        TrainingOptions given = s_two with { LatentsGiven = true };
        all.ShouldAllBe(epoch => !EpochSchedule.TriesCoordinate(given, epoch) && !EpochSchedule.EndsTrial(given, epoch));
        all.ShouldAllBe(epoch => !EpochSchedule.TriesCoordinate(s_one, epoch) && !EpochSchedule.EndsTrial(s_one, epoch));
    }

    [Fact]
    public void A_coordinate_that_one_motion_does_not_need_is_tried_and_left_out_again_whoever_computes()
    {
        var world = new SmallWorld(particles: 60, latentDimension: 2);
        float[][] images = SmallTraining.BendingImages(new SmallWorld(particles: 60, latentDimension: 1));
        TrainingOptions options = SmallTraining.Options with { Epochs = 11, SecondRound = 4 };
        TrainingState[] states = [.. new[] { 1, 2 }.Select(workers =>
        {
            TrainingState state = SmallTraining.Begin(world, new ParticleState(60, ParticleColumns.OfRun(2), "in memory"));
            using var engine = new SimdEngine();
            SmallTraining.Run(SmallTraining.Session(world, images, options, state), engine, workers);
            return state;
        })];
        states[0].History.Select(record => record.ActiveLatents).Take(7).Last().ShouldBe(1);
        states[0].History.Select(record => record.ActiveLatents).Skip(7).ShouldBe([2, 2, 2, 1, 1], "the trial ends with the last epoch of the round");
        float[] latents = Latents(states[0]);
        latents.Where((_, i) => i % 2 == 1).ShouldAllBe(z => z == 0);
        latents.Where((_, i) => i % 2 == 0).Distinct().Count().ShouldBeGreaterThan(40);
        Latents(states[1]).ShouldBe(latents);
        states[1].Flow.ShouldBe(states[0].Flow);
        states[1].History.ShouldBe(states[0].History);
    }

    private static float[] Latents(TrainingState state)
    {
        var block = new ParticleBlock(state.Particles.Layout, 60);
        state.Particles.Read(0, 60, block);
        return [.. block.Column(ParticleColumns.Latents)[..120]];
    }
}
