using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

/// <summary>λ as training goes on, from records of epochs.</summary>
public sealed class RigidityStrengthTests
{
    private static TrainingOptions Options(double share) => new() { Seed = 1, BatchSize = 10, HeldOut = 5, FlowPriors = Strengths.Rigidity(0.4), RigidityShare = share };

    private static EpochRecord Map(double gain, double rigidity, int anchor = 0) =>
        new(5, EpochKind.Map, 1000, rigidity, double.NaN, double.NaN, double.NaN, double.NaN, 0) { RigidLoss = 1000 + gain, AnchorParticles = anchor };

    private static double Strength(TrainingOptions options, params EpochRecord[] history) => RigidityStrength.For(options, history).ByName["rigidity"];

    [Fact]
    public void It_costs_its_share_of_what_the_motion_gains() => Strength(Options(0.01), Map(5, 1), Map(40, 4)).ShouldBe(0.01 * 40 / 4, 1e-12);

    [Theory]
    [InlineData(40, 1000, 0.4 / 16)] // much strain
    [InlineData(40, 0.1, 0.4)] // hardly any
    [InlineData(-3, 10, 0.4)] // no gain
    public void It_stays_between_a_sixteenth_of_the_first_value_and_this(double gain, double rigidity, double expected) => Strength(Options(0.01), Map(gain, rigidity)).ShouldBe(expected, 1e-12);

    [Fact]
    public void Without_a_share_or_without_a_map_epoch_it_stays()
    {
        Strength(Options(0), Map(40, 4)).ShouldBe(0.4);
        Strength(Options(0.01)).ShouldBe(0.4);
        Strength(Options(0.01), Map(40, 0)).ShouldBe(0.4);
    }

    [Fact]
    public void An_epoch_that_made_the_map_anew_tells_nothing() => Strength(Options(0.01), Map(40, 4), Map(2, 50, anchor: 500)).ShouldBe(0.1, 1e-12);
}
