using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Training;

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

    [Theory]
    [InlineData(19_999, null, null, false)]
    [InlineData(20_000, null, null, true)]
    [InlineData(20_000, 0.0, null, false)]
    [InlineData(20_000, null, "latents.csv", false)]
    public void Half_sets_are_learned_alone_from_as_many_particles_as_are_enough(int particles, double? fraction, string? latents, bool learned) =>
        TrainingSettings.LearnsHalves(new TrainOptions { ValidationFraction = fraction }, new PipelineOptions { Inputs = new InputOptions { Latents = latents } }, Prepared(particles)).ShouldBe(learned);

    [Theory]
    [InlineData(3000, "{}", null, true)]
    [InlineData(2999, "{}", null, false)]
    [InlineData(2999, "{initialLatents: subspace}", null, true)]
    [InlineData(3000, "{initialLatents: none}", null, false)]
    [InlineData(3000, "{latentDimension: 1}", null, false)]
    [InlineData(3000, "{latentDimension: 5}", null, true)]
    [InlineData(3000, "{warmUpEpochs: 0}", null, false)]
    [InlineData(3000, "{schedule: [{update: map}, {update: flow}]}", null, false)]
    [InlineData(3000, "{freezeLatents: never}", null, false)]
    [InlineData(3000, "{continueFrom: earlier}", null, false)]
    [InlineData(3000, "{validationFraction: 0}", null, false)]
    [InlineData(3000, "{}", "latents.csv", false)]
    public void A_subspace_is_fitted_where_it_may_show_a_large_motion(int particles, string train, string? latents, bool fitted)
    {
        TrainOptions settings = PipelineFile.Parse($"train: {train}", "p.yaml").Train!;
        var pipeline = new PipelineOptions { Inputs = new InputOptions { Latents = latents } };
        TrainingSettings.FitsSubspace(settings, pipeline, Prepared(particles)).ShouldBe(fitted);
        TrainingSettings.FitsSubspace(settings, pipeline, Prepared(particles) with { SharedImages = particles - 1 }).ShouldBe(train.Contains("subspace", StringComparison.Ordinal));
    }

    [Fact]
    public void Given_latents_are_not_those_of_one_half_set() =>
        Should.Throw<InputException>(() => TrainingSettings.Resolve(new TrainOptions { Halves = TrainedHalves.Independent }, new PipelineOptions { Inputs = new InputOptions { Latents = "latents.csv" } }, Prepared(300)))
            .Message.ShouldContain("independent, and given latents");

    [Theory]
    [InlineData(null, null, 90, 1, 5)] // chosen: as of a data set of that size
    [InlineData(60, null, 60, 1, 1)]
    [InlineData(200, 3, 90, 3, 3)]
    public void A_half_set_has_minibatches_of_its_own_size_but_for_what_is_given(int? batch, int? steps, int expectedBatch, int fewest, int most)
    {
        TrainingOptions all = TrainingSettings.Resolve(new TrainOptions { BatchSize = batch, StepsPerBatch = steps }, new PipelineOptions(), Prepared(300));
        TrainingOptions half = TrainingSettings.ForHalf(all, 240, 90);
        half.BatchSize.ShouldBe(expectedBatch);
        half.StepsPerBatch.ShouldBeInRange(fewest, most);
        half.HeldOut.ShouldBe(all.HeldOut);
        half.CentralMap.ShouldBeFalse(); // an epoch has one minibatch
    }

    [Theory]
    [InlineData(31)]
    [InlineData(2)]
    [InlineData(64)]
    public void A_smaller_box_that_is_odd_or_not_smaller_is_refused(int box)
    {
        string message = Should.Throw<InputException>(() => TrainingSettings.Resolve(new TrainOptions { CoarseBox = box }, new PipelineOptions(), Prepared(300))).Message;
        message.ShouldContain("train.coarseBox");
        message.ShouldContain("an even box from 4 to 62");
    }

    [Fact]
    public void A_half_set_with_hardly_a_particle_to_train_on_is_refused()
    {
        ParticleTable Table(int second) => new("t.star", ["s"], [new OpticsGroup { Number = 1, Name = "one", PixelSizeAngstrom = 3, VoltageKilovolt = 300, SphericalAberrationMillimetre = 2.7, AmplitudeContrast = 0.1 }],
            Enumerable.Range(0, 60).Select(p => new Particle(0, p, Rotation.Identity, 0, 0, 1e4, 1e4, 0, 0, 0, 1, 1, 0, p < second ? 2 : 1, p)));
        string message = Should.Throw<InputException>(() => HalfTrainings.HalfSetsOf(Table(12), new PipelineOptions(), [0, 1, 2])).Message;
        message.ShouldContain("9 particles of half-set 2 that are not held out");
        message.ShouldContain("train.halves");
        HalfTrainings.HalfSetsOf(Table(13), new PipelineOptions(), [0, 1, 2]).Count(half => half == 2).ShouldBe(13);
    }

    private static PreparedFiles Prepared(int particles) => new("particles.star", null, null, "map.mrc", particles, 64, 64, 3, 1, 1, 300);

    private static int HeldOut(int particles, double? fraction)
    {
        PreparedFiles prepared = Prepared(particles);
        return TrainingSettings.Resolve(new TrainOptions { ValidationFraction = fraction }, new PipelineOptions(), prepared).HeldOut;
    }
}
