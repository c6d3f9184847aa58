using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

public sealed class GivenScheduleTests
{
    [Fact]
    public void A_schedule_that_spells_out_the_usual_order_is_the_usual_training()
    {
        TrainingOptions any = Options(1, 0), given = any with { LatentsGiven = true, HoldLatents = true };
        foreach (TrainingOptions kind in (TrainingOptions[])[any, any with { HoldLatents = true }, given, any with { CentralMap = false, CoarseBox = 12 }, any with { FreezeLatents = true }])
        {
            for (int epochs = 1; epochs < 20; epochs++)
            {
                for (int warmUp = 0; warmUp <= Math.Min(8, epochs); warmUp++)
                {
                    TrainingOptions usual = kind with { Epochs = epochs, WarmUpEpochs = warmUp };
                    TrainingOptions spelt = usual with { Schedule = [.. Enumerable.Range(0, epochs).Select(e => new ScheduledEpoch(UpdatesMap: e >= warmUp && (e - warmUp) % 2 == 0))] };
                    Described(spelt).ShouldBe(Described(usual), $"{epochs} epochs, {warmUp} of warm-up");
                }
            }
        }
    }

    [Fact]
    public void What_an_epoch_gives_is_used_and_the_rest_takes_its_usual_course()
    {
        TrainingOptions usual = Options(4, 2), given = usual with
        {
            Schedule = [new(false, FlowRate: 0.02), new(false, InfersLatents: false, LowPass: 0.2), new(true, MapRate: 0.5), new(true, LowPass: 0.4)],
        };
        EpochSettings[] all = [.. Enumerable.Range(0, 5).Select(epoch => EpochSchedule.At(given, epoch))], course = [.. Enumerable.Range(0, 5).Select(epoch => EpochSchedule.At(usual, epoch))];
        all.Select(e => e.Kind).ShouldBe([EpochKind.Flow, EpochKind.Flow, EpochKind.Map, EpochKind.Map, EpochKind.Embed]);
        all.Select(e => e.FlowRate).ShouldBe([0.02, .. course[1..].Select(e => e.FlowRate)]);
        all.Select(e => e.MapRate).ShouldBe([course[0].MapRate, course[1].MapRate, 0.5, course[3].MapRate, course[4].MapRate]);
        all.Select(e => e.LowPass).ShouldBe([course[0].LowPass, 0.2, course[2].LowPass, 0.4, 0.4]); // the last holds for the maps that are written
        all.Select(e => e.Search is not null).ShouldBe([true, false, false, false, true]);
    }

    [Fact]
    public void An_epoch_may_infer_latents_that_are_held_and_never_those_that_are_frozen()
    {
        TrainingOptions held = Options(3, 2) with { LatentsGiven = true, HoldLatents = true, Schedule = [new(false), new(false, InfersLatents: true), new(true)] };
        Searches(held).ShouldBe([false, true, false, true]);
        Searches(held with { FreezeLatents = true }).ShouldBe([false, false, false, false]);

        static bool[] Searches(TrainingOptions options) => [.. Enumerable.Range(0, 4).Select(epoch => EpochSchedule.At(options, epoch).Search is not null)];
    }

    [Fact]
    public void In_any_schedule_latents_are_laid_out_where_they_were_inferred_and_a_map_made_anew_is_updated_again()
    {
        var random = new Random(3);
        int layouts = 0, anew = 0;
        for (int trial = 0; trial < 2000; trial++)
        {
            ScheduledEpoch[] schedule = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(2) == 0 ? new ScheduledEpoch(true) : new ScheduledEpoch(false, random.Next(3) == 0 ? false : null))];
            TrainingOptions options = Options(schedule.Length, schedule.TakeWhile(epoch => !epoch.UpdatesMap).Count()) with { Schedule = schedule };
            for (int epoch = 0; epoch < schedule.Length; epoch++)
            {
                EpochSettings settings = EpochSchedule.At(options, epoch);
                settings.Kind.ShouldBe(schedule[epoch].UpdatesMap ? EpochKind.Map : EpochKind.Flow);
                if (EpochSchedule.LaysOut(options, epoch))
                {
                    layouts++;
                    (settings.Kind, settings.Search!.NewtonSteps > 0).ShouldBe((EpochKind.Flow, true));
                }
                if (EpochSchedule.Anchors(options, epoch))
                {
                    anew++;
                    EpochSchedule.At(options, epoch + 1).Neighbourhood.ShouldBe(1);
                    schedule.Skip(epoch + 2).ShouldContain(later => later.UpdatesMap);
                }
            }
        }
        Math.Min(layouts, anew).ShouldBeGreaterThan(100);
    }

    private static string Described(TrainingOptions options) => string.Join("\n", Enumerable.Range(0, EpochSchedule.Count(options)).Select(epoch => DescribedEpoch.Of(options, epoch)));

    private static TrainingOptions Options(int epochs, int warmUp) => new() { Seed = 1, Epochs = epochs, WarmUpEpochs = warmUp, BatchSize = 50, StepsPerBatch = 2, HeldOut = 20, FlowPriors = Strengths.Rigidity(1) };
}
