using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Tests.Maps;

public sealed class ContourLevelTests
{
    private static (DensityMap Map, DensityMap Mask) Of(float[] inside, float outside)
    {
        DensityMap map = new(4, 1), mask = new(4, 1);
        Array.Fill(map.Values, outside);
        inside.CopyTo(map.Values, 0);
        Array.Fill(mask.Values, 1f, 0, inside.Length);
        return (map, mask);
    }

    [Fact]
    public void It_has_the_largest_variance_between_the_classes_of_all_thresholds()
    {
        float[] values = [-0.3f, 0.1f, 0.0f, 0.2f, 0.9f, 1.4f, 0.25f, 1.1f, -0.1f, 0.6f];
        (DensityMap map, DensityMap mask) = Of(values, 0);
        double level = ContourLevel.Of(map, mask);
        // Otsu's variance within the classes, which is the whole variance minus that between them, for every threshold.
        double Within(double t) => new[] { values.Where(v => v <= t).ToArray(), [.. values.Where(v => v > t)] }
            .Where(part => part.Length > 0).Sum(part => part.Sum(v => Math.Pow(v - part.Average(), 2)));
        double least = values.Order().SkipLast(1).Min(v => Within(v));
        Within(level).ShouldBe(least, 1e-6);
        level.ShouldBeInRange(0.25, 0.6);
    }

    [Fact]
    public void The_solvent_outside_the_mask_does_not_count()
    {
        float[] inside = [0, 0.1f, 0.2f, 1, 1.1f, 1.2f];
        (DensityMap map, DensityMap mask) = Of(inside, 0);
        double level = ContourLevel.Of(map, mask);
        (map, mask) = Of(inside, 50);
        ContourLevel.Of(map, mask).ShouldBe(level);
        level.ShouldBe(0.6, 1e-6); // half way between the classes
    }

    [Fact]
    public void A_flat_map_has_its_density_as_level_and_an_empty_mask_counts_all()
    {
        ContourLevel.Of(new DensityMap(4, 1), new DensityMap(4, 1)).ShouldBe(0);
        (DensityMap map, _) = Of([1, 1, 1], 0);
        ContourLevel.Of(map, new DensityMap(4, 1)).ShouldBe(0.5, 1e-6);
    }
}
