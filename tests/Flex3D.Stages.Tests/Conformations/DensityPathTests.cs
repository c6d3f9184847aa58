using Flex3D.Stages.Conformations;
using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Tests.Conformations;

/// <summary>Paths between places of clouds of particles whose shapes are known.</summary>
public sealed class DensityPathTests
{
    private static readonly float[] s_ends = [(float)Math.Cos(Math.PI / 3), (float)Math.Sin(Math.PI / 3), (float)Math.Cos(-Math.PI / 3), (float)Math.Sin(-Math.PI / 3)];

    [Fact]
    public void A_path_goes_round_a_horseshoe_whose_middle_is_empty()
    {
        const int Frames = 21;
        DensityPath path = DensityPath.Through(Cloud.Horseshoe(3000), 2, s_ends, Frames);
        path.Latents[..2].ShouldBe(s_ends[..2]);
        path.Latents[^2..].ShouldBe(s_ends[2..]);
        double[] radii = [.. Enumerable.Range(0, Frames).Select(i => Cloud.Distance(path.Latents.AsSpan(2 * i, 2), [0f, 0f]))];
        radii.ShouldAllBe(radius => Math.Abs(radius - 1) < 0.06);
        double[] steps = [.. Enumerable.Range(1, Frames - 1).Select(i => Cloud.Distance(path.Latents.AsSpan(2 * i, 2), path.Latents.AsSpan(2 * i - 2, 2)))];
        steps.Sum().ShouldBe(4 * Math.PI / 3, 0.15); // 240 degrees of a circle of radius 1
        (steps.Max() / steps.Min()).ShouldBeLessThan(1.1);
        path.Gap.ShouldBeLessThan(10);
        LatentPaths.Through(s_ends, 2, 3)[2].ShouldBe(0.5f, 1e-6f); // while the straight line crosses the opening
    }

    [Fact]
    public void A_longer_way_where_particles_are_many_is_taken_before_a_shorter_one_where_they_are_few()
    {
        // A thin straight bridge between two places, and a dense bow beside it.
        float[] bridge = [.. Enumerable.Range(0, 40).SelectMany(i => (float[])[-1 + i / 19.5f, 0])];
        float[] bow = [.. Enumerable.Range(0, 4000).SelectMany(i => (float[])[(float)Math.Cos(Math.PI * i / 3999), (float)Math.Sin(Math.PI * i / 3999)])];
        DensityPath path = DensityPath.Through([.. bridge, .. bow], 2, [-1, 0, 1, 0], 11);
        path.Latents[11].ShouldBe(1, 0.05f); // the middle frame stands at the top of the bow
    }

    [Fact]
    public void A_path_between_parts_that_nothing_joins_crosses_the_gap_and_says_so()
    {
        DensityPath path = DensityPath.Through(Cloud.Blobs((0, 0, 0.1, 300), (3, 0, 0.1, 300)), 2, [0, 0, 3, 0], 7);
        path.Gap.ShouldBeGreaterThan(20);
        path.Latents[^2..].ShouldBe([3, 0]);
    }

    [Fact]
    public void A_path_goes_through_every_place_and_a_place_twice_is_no_harm()
    {
        float[] latents = Cloud.Horseshoe(1000);
        float[] places = [.. latents[..2], .. latents[200..202], .. latents[200..202], .. latents[600..602]];
        DensityPath path = DensityPath.Through(latents, 2, places, 400);
        Enumerable.Range(0, 400).Min(i => Cloud.Distance(path.Latents.AsSpan(2 * i, 2), places.AsSpan(2, 2))).ShouldBeLessThan(0.02);
        DensityPath.Through([1, 1], 1, [1, 1], 3).Latents.ShouldBe([1, 1, 1]);
    }
}
