using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Tests.Steps;

public sealed class TrainingScheduleTests
{
    private static readonly PreparedFiles s_prepared = new("particles.star", null, null, "map.mrc", 300, 64, 64, 3, 1, 1, 300);

    [Fact]
    public void A_list_in_the_pipeline_file_is_the_order_of_epochs()
    {
        TrainingOptions options = Resolve("""
            schedule:
              - {epochs: 2, flowLearningRate: 0.01}
              - {update: map, mapLearningRate: 0.5, frequency: 0.3}
              - {epochs: 2, inferLatents: false}
            """);
        options.Schedule.ShouldBe(
        [
            new(false, null, 0.01), new(false, null, 0.01), new(true, null, null, 0.5, 0.3), new(false, false), new(false, false),
        ]);
        (options.Epochs, options.WarmUpEpochs).ShouldBe((5, 2));
    }

    [Fact]
    public void Without_one_the_usual_epochs_follow_and_a_training_that_goes_on_needs_no_warm_up()
    {
        TrainingOptions usual = Resolve("layers: 6"), more = Resolve("continueFrom: earlier");
        (usual.Schedule, usual.Epochs, usual.WarmUpEpochs, usual.LatentsGiven, usual.FrequencyStart).ShouldBe((null, 28, 5, false, 0.35));
        (more.Schedule, more.Epochs, more.WarmUpEpochs, more.LatentsGiven, more.FrequencyStart).ShouldBe((null, 16, 0, true, 0.48));
    }

    [Theory]
    [InlineData("latentDimension: 2", 28, 0)]
    [InlineData("latentDimension: 3", 36, 8)]
    [InlineData("{latentDimension: 3, epochs: 16}", 16, 0)]
    [InlineData("{latentDimension: 3, continueFrom: earlier}", 16, 0)]
    [InlineData("{latentDimension: 2, epochs: 10, secondRound: 4}", 14, 4)]
    public void A_second_round_follows_where_many_coordinates_are_asked_for_or_it_is_itself(string train, int epochs, int round)
    {
        TrainingOptions options = Resolve(train);
        (options.Epochs, options.SecondRound).ShouldBe((epochs, round));
    }

    [Fact]
    public void The_chosen_numbers_can_be_read_back_with_the_schedule()
    {
        TrainOptions written = Parse("schedule: [{epochs: 3}, {update: map, epochs: 4}]");
        TrainOptions chosen = TrainingSchedule.Choose(written, given: false, 75, new Choices());
        (chosen.Epochs, chosen.WarmUpEpochs).ShouldBe((7, 3));
        string yaml = SettingWriter.ToYaml(new PipelineOptions { Train = chosen });
        TrainOptions read = PipelineFile.Parse(yaml, "run.yaml").Train!;
        TrainingSchedule.Choose(read, given: false, 75, new Choices()).Schedule.ShouldBe(written.Schedule);
    }

    [Theory]
    [InlineData("schedule: []", "0 epochs in all", "leave the schedule at auto")]
    [InlineData("schedule: [{epochs: 10000}, {update: map}]", "10001 epochs in all", "1 to 10000")]
    [InlineData("schedule: [{epochs: 3}, {update: map, inferLatents: true}]", "entry 2, which updates the map and infers latents", "leave out inferLatents")]
    [InlineData("{schedule: [{inferLatents: true}], freezeLatents: always, continueFrom: earlier}", "entry 1, which infers latents, and train.freezeLatents is always", "set train.freezeLatents to never")]
    [InlineData("schedule: [{update: map}]", "a flow that has not been trained", "set train.continueFrom")]
    [InlineData("{schedule: [{epochs: 3}], epochs: 5}", "train.epochs: found 5, and a schedule of 3 epochs", "leave out train.epochs")]
    [InlineData("{schedule: [{epochs: 3}, {update: map}], warmUpEpochs: 2}", "2, and a schedule of 3 epochs before the first of the map", "leave out train.warmUpEpochs")]
    [InlineData("{schedule: [{epochs: 3}], secondRound: 4}", "a schedule, and train.secondRound", "set train.secondRound to 0")]
    [InlineData("{initialLatents: subspace, continueFrom: earlier}", "an earlier training, which has latents, and those of a subspace", "set train.initialLatents to none")]
    public void A_schedule_that_contradicts_itself_or_another_setting_is_refused(string train, string found, string advice)
    {
        string message = Should.Throw<InputException>(() => Resolve(train)).Message;
        message.ShouldContain(found);
        message.ShouldContain(advice);
    }

    private static TrainOptions Parse(string train) => PipelineFile.Parse(
        train.StartsWith('{') ? $"train: {train}" : "train:\n  " + train.Replace("\n", "\n  ", StringComparison.Ordinal), "p.yaml").Train!;

    private static TrainingOptions Resolve(string train) => TrainingSettings.Resolve(Parse(train), new PipelineOptions(), s_prepared);
}
