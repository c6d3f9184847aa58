using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Steps.Simulate;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Simulation;
using Flex3D.Stages.Simulation.Molecules;
using Flex3D.Stages.Simulation.Noise;

namespace Flex3D.Pipeline.Tests.Steps;

public class SimulateSettingsTests
{
    [Theory]
    [InlineData(0, 25, 0, 25)]
    [InlineData(-30, 20, 0, -30)]
    [InlineData(-25, 0, 0, -25)]
    [InlineData(10, 30, 10, 30)]
    [InlineData(-30, -10, -10, -30)]
    public void A_minority_is_at_the_end_farthest_from_rest(double low, double high, double rest, double end)
    {
        DistributionSettings.Of(new SimulateOptions { Distribution = MotionDistribution.Minority }, low, high).ShouldBe(new CoordinateDistribution.Minority(rest, end, 0.05));
        DistributionSettings.Of(new SimulateOptions { Distribution = MotionDistribution.Minority, MinorityFraction = 0.2 }, low, high).ShouldBe(new CoordinateDistribution.Minority(rest, end, 0.2));
    }

    [Fact]
    public void States_lie_two_spreads_inside_the_range()
    {
        DistributionSettings.Of(new SimulateOptions { Distribution = MotionDistribution.States, StateSpread = 0.1 }, -20, 20).ShouldBe(new CoordinateDistribution.States(-12, 12, 4, 0.5));
        DistributionSettings.Of(new SimulateOptions { Distribution = MotionDistribution.Uniform }, -20, 20).ShouldBe(new CoordinateDistribution.Uniform(-20, 20));
    }

    [Fact]
    public void Noise_is_white_a_model_or_a_file_but_not_two_of_them()
    {
        NoiseSettings.Of(new SimulateOptions()).ShouldBeNull();
        NoiseSettings.Of(new SimulateOptions { NoiseModel = NoiseModel.Ice }).ShouldBe(PowerSpectrum.Ice);
        Should.Throw<InputException>(() => NoiseSettings.Of(new SimulateOptions { NoiseModel = NoiseModel.Carbon, NoiseSpectrum = "n.csv" })).Message.ShouldContain("leave simulate.noiseModel out");
    }

    [Fact]
    public void Residues_are_ranges_single_numbers_or_the_whole_chain()
    {
        ResidueSettings.Ranges("A", "1-5, -3--1,9", ["B"], "k").ShouldBe([new ResidueRange("A", 1, 5), new ResidueRange("A", -3, -1), new ResidueRange("A", 9, 9), new ResidueRange("B", int.MinValue, int.MaxValue)]);
        ResidueSettings.Ranges("A", null, null, "k").ShouldBe([new ResidueRange("A", int.MinValue, int.MaxValue)]);
        Should.Throw<InputException>(() => ResidueSettings.Ranges("A", "1-x", null, "simulate.missing.residues")).Message.ShouldContain("simulate.missing.residues");
    }

    [Fact]
    public void An_axis_is_given_in_one_way_and_whole()
    {
        var hinge = new HingeOptions { Chain = "A", From = 0, To = 10, Point = [0, 0, 0], Axis = [0, 0, 1] };
        Should.Throw<InputException>(() => HingeSettings.ToHinge(hinge with { Between = ["A:1", "A:9"] }, "x.pdb")).Message.ShouldContain("one of both ways");
        Should.Throw<InputException>(() => HingeSettings.ToHinge(hinge with { Point = [0, 0] }, "x.pdb")).Message.ShouldContain("without a whole axis");
        HingeSettings.ToHinge(hinge, "x.pdb").Direction.ShouldBe((0, 0, 1));
    }

    [Fact]
    public void A_micelle_has_a_vector_of_three_numbers()
    {
        MicelleSettings.ToMicelle(new MicelleOptions()).Centre.ShouldBeNull();
        MicelleSettings.ToMicelle(new MicelleOptions { Center = [1, 2, 3] }).Centre!.Value.Z.ShouldBe(3);
        Should.Throw<InputException>(() => MicelleSettings.ToMicelle(new MicelleOptions { Axis = [0, 1] })).Message.ShouldContain("simulate.micelle.axis");
    }
}
