using Flex3D.Stages.Training;

namespace Flex3D.Stages.Tests.Training;

/// <summary>Means of gains that were not measured of every image.</summary>
public class GainMomentsTests
{
    [Fact]
    public void An_image_of_which_a_gain_was_not_measured_does_not_count()
    {
        GainMoments moments = default;
        foreach (double gain in (double[])[3, double.NaN, 5, 10, double.NaN])
        {
            moments = moments.With(gain);
        }
        moments.Count.ShouldBe(3);
        moments.Mean().ShouldBe(6);
        moments.Error().ShouldBe(Math.Sqrt((9 + 1 + 16) / 2.0 / 3), 1e-12, "√(variance/n)");
        double.IsNaN(default(GainMoments).Mean()).ShouldBeTrue();
        double.IsNaN(default(GainMoments).Error()).ShouldBeTrue();
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(300, 300)]
    [InlineData(500, 250)]
    [InlineData(1000, 250)]
    public void About_256_held_out_images_are_compared_in_all_orientations_spread_over_all(int heldOut, int compared)
    {
        const int ShardSize = 10;
        int[] used = [.. Enumerable.Range(0, heldOut / ShardSize).Where(shard => TurnedMolecules.Uses(shard, heldOut))];
        ((double)used.Length * ShardSize).ShouldBe(compared, 2 * ShardSize);
        used[0].ShouldBe(0);
        used[^1].ShouldBeGreaterThan((heldOut / ShardSize) - 5);
    }
}
