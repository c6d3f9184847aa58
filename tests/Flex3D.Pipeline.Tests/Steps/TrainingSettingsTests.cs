using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Steps;

public sealed class TrainingSettingsTests
{
    [Theory]
    [InlineData(5000, 0.02, 100)]
    [InlineData(5000, 0.3, 1500)]
    [InlineData(1250, 0.1, 125)]
    [InlineData(100_000, 0.25, 25_000)]
    [InlineData(100, 0.29, 29)]
    [InlineData(101, 0.5, 50)]
    [InlineData(400, 0.001, 2)]
    [InlineData(5000, 0, 0)]
    public void A_fraction_that_is_given_is_held_out_whatever_the_number_of_particles(int particles, double fraction, int expected) =>
        HeldOut(particles, fraction).ShouldBe(expected);

    [Theory]
    [InlineData(40, 8)]
    [InlineData(500, 100)]
    [InlineData(3000, 300)]
    [InlineData(5000, 500)]
    [InlineData(1_000_000, 1000)]
    public void Without_one_the_number_follows_from_the_number_of_particles(int particles, int expected) => HeldOut(particles, null).ShouldBe(expected);

    [Fact]
    public void Too_few_particles_to_hold_any_out_are_refused_with_the_setting_to_change() =>
        Should.Throw<InputException>(() => HeldOut(2, 0.5)).Message.ShouldContain("train.validationFraction");

    private static int HeldOut(int particles, double? fraction)
    {
        var prepared = new PreparedFiles("particles.star", null, null, "map.mrc", particles, 64, 64, 3, 1, 1, 300);
        return TrainingSettings.Resolve(new TrainOptions { ValidationFraction = fraction }, new PipelineOptions(), prepared).HeldOut;
    }
}
