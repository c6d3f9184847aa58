using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Grouping;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

/// <summary>The evidence that images with several rows give.</summary>
public sealed class StillTestTests
{
    private const int Images = 40, Poses = 4, Models = 3;

    [Fact]
    public void A_conformation_in_one_of_the_poses_that_explains_the_images_as_well_leaves_no_gain()
    {
        // Losses on a half: 100 where the molecule is right, 106 where it is not. The rigid control, model 0, is an average: 104 in every pose. Model 2 is right in one pose.
        double[] gains = Flexed([.. Enumerable.Range(0, Images).Select(i => Enumerable.Range(0, Poses).Select(pose => Row(100.5, [104, 106, pose == i % Poses ? 100 : 106])).ToArray())]);
        gains.ShouldAllBe(gain => Math.Abs(gain - 2 * (100 - 100.5)) < 1e-9, "though the flexed model is 3.5 better than the rigid control");
    }

    [Fact]
    public void A_motion_that_no_single_conformation_explains_gains_over_the_best_of_them()
    {
        double[] gains = Flexed([.. Enumerable.Range(0, Images).Select(i => Enumerable.Range(0, Poses).Select(pose => Row(100, [104, 106, pose == 0 ? 103 : 106])).ToArray())]);
        gains.ShouldAllBe(gain => Math.Abs(gain - 2 * 3) < 1e-9);
    }

    [Fact]
    public void Model_and_pose_are_chosen_by_the_half_that_is_not_scored()
    {
        // Inferred from half 0, model 1 looks best in its first pose, and predicts half 1 badly there; inferred from half 1, model 0 is best.
        double[] first = Row(100, [104, 100, 120]), second = Row(100, [104, 110, 120]);
        Put(first, StillTest.Still + 1, 0, 100, 130);
        Put(first, StillTest.Still + 1, 1, 110, 90);
        Put(second, StillTest.Still + 1, 1, 110, 90);
        TestGains gain = StillTest.Gains([[first, second]]).Single();
        gain.Flexed.ShouldBe(130 - 100 + (104 - 100), 1e-9);
        gain.FlexedDetail.ShouldBe(gain.Flexed / 10, 1e-9);
        gain.Composition.ShouldBe(gain.Flexed - 2 * 2, 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_standard_error_is_that_of_the_images_however_many_rows_each_has(int rows)
    {
        double[] gains = [3, 1, -2, 5, 0.5, 7, -1, 2];
        var images = new HeldOutImages(Groups(gains.Length, rows));
        for (int row = 0; row < gains.Length * rows; row++)
        {
            images.Add(row, 50 + row % gains.Length, 60, new(gains[row % gains.Length] + (row / gains.Length - (rows - 1) / 2.0), double.NaN, 2, double.NaN), []); // the rows of an image differ, and its mean is the same
        }
        EpochRecord record = images.AddTo(default).Record(0, EpochKind.Embed, predictive: true);
        double mean = gains.Average(), error = Math.Sqrt(gains.Sum(gain => (gain - mean) * (gain - mean)) / (gains.Length - 1) / gains.Length);
        record.HeldOutParticles.ShouldBe(gains.Length);
        record.PredictiveGain.ShouldBe(mean, 1e-12);
        record.PredictiveGainError.ShouldBe(error, 1e-12);
        record.HeldOutFlexed.ShouldBe(53.5, 1e-12);
        record.DetailGain.ShouldBe(double.NaN, "it was not measured");
        (record.CompositionGain, record.CompositionGainError).ShouldBe((2, 0));
        record.DifferenceError.ShouldBe(error, 1e-12, "the other gain is the same for all images");
        images.AddTo(default).Held.ShouldBe(0, "they are added once");
    }

    [Fact]
    public void An_image_of_one_row_has_its_gain_over_the_rigid_control_and_one_of_several_rows_that_over_the_still_models()
    {
        var images = new HeldOutImages(ImageGroups.Of(Table([0, 1, 1])));
        double[] losses = Row(100, [104, 106, 103]);
        images.Add(0, 1, 1, new(9, 1, 5, 1), losses);
        images.Add(1, 1, 1, new(9, 1, 5, 1), losses);
        images.Add(2, 1, 1, new(9, 3, 5, 1), losses);
        EpochSums sums = images.AddTo(default);
        (sums.Held, sums.Gain.Sum, sums.CompositionGain.Sum).ShouldBe((2, 9 + 2 * 3, 5 + 2 * 1));
        sums.DetailGain.Sum.ShouldBe(1 + 2 * 0.3, 1e-9);
    }

    private static double[] Flexed(double[][][] images) => [.. StillTest.Gains(images).Select(gain => gain.Flexed)];

    // Image i has the rows i, i + images, i + 2 images, …
    private static ImageGroups Groups(int images, int rows) => ImageGroups.Of(Table([.. Enumerable.Range(0, images * rows).Select(p => 1 + p % images)]));

    private static ParticleTable Table(int[] images) => new("t", ["s"], [SmallWorld.Optics()], images.Select((image, p) => new Particle(0, p, Rotation.Identity, 0, 0, 1e4, 1e4, 0, 0, 0, 1, 1, 0, 1, p) { Image = image }));

    // The losses of a row; detail has a tenth of each.
    private static double[] Row(double flexed, double[] still)
    {
        double[] losses = new double[StillTest.Losses(Models)];
        for (int half = 0; half < 2; half++)
        {
            Put(losses, StillTest.Flexed, half, flexed - 3, flexed);
            Put(losses, StillTest.Composition, half, flexed - 1, flexed + 2);
            for (int model = 0; model < Models; model++)
            {
                Put(losses, StillTest.Still + model, half, still[model], still[model]);
            }
        }
        return losses;
    }

    private static void Put(double[] losses, int model, int half, double seen, double unseen) =>
        (losses[StillTest.Seen(model, half)], losses[StillTest.Unseen(model, half)], losses[StillTest.Detail(model, half)]) = (seen, unseen, unseen / 10);
}
