using Flex3D.Stages.Maps;
using Flex3D.Stages.Segments.Finding;

namespace Flex3D.Stages.Tests.Segments.Finding;

public class WatershedTests
{
    private const int N = 20;

    private static readonly (double X, double Y, double Z)[] s_peaks = [(5, 6, 7), (14, 6, 8), (10, 15, 12)];
    private static readonly DensityMap s_mask = new(N, 2, [.. Enumerable.Repeat(1f, N * N * N)]);

    private static readonly DensityMap s_map = new(N, 2, [.. Enumerable.Range(0, N * N * N).Select(i => (float)s_peaks.Sum(p =>
        Math.Exp(-(Square(i % N - p.X) + Square(i / N % N - p.Y) + Square(i / N / N - p.Z)) / 18)))]);

    private static double Square(double x) => x * x;

    [Fact]
    public void Each_peak_has_a_basin_that_ends_where_another_is_nearer()
    {
        (int[] basins, int count) = Watershed.Divide(s_map, s_mask, 0.5f);
        count.ShouldBe(3);
        int[] own = [.. s_peaks.Select(p => basins[((int)p.Z * N + (int)p.Y) * N + (int)p.X])];
        own.Distinct().Count().ShouldBe(3);
        int right = 0;
        for (int i = 0; i < basins.Length; i++)
        {
            double[] squared = [.. s_peaks.Select(p => Square(i % N - p.X) + Square(i / N % N - p.Y) + Square(i / N / N - p.Z))];
            right += basins[i] == own[Array.IndexOf(squared, squared.Min())] ? 1 : 0;
        }
        right.ShouldBeGreaterThan(basins.Length * 9 / 10);
    }

    [Fact]
    public void Voxels_outside_the_mask_have_no_basin()
    {
        DensityMap mask = s_mask.Clone();
        mask.Values.AsSpan(0, 4 * N * N).Clear();
        (int[] basins, _) = Watershed.Divide(s_map, mask, 0.5f);
        basins[..(4 * N * N)].ShouldAllBe(basin => basin == -1);
        basins[(4 * N * N)..].ShouldAllBe(basin => basin >= 0);
    }

    [Fact]
    public void Lumps_of_the_map_are_found_by_volume_and_named_by_density()
    {
        FoundSegments found = SegmentFinder.ByVolume(s_map, s_mask, new SegmentFinderOptions { Count = 2 });
        found.Segments.Select(segment => (segment.Label, segment.Name)).ShouldBe([(1, "body"), (2, "part2")]);
        found.Segments[0].DensityShare.ShouldBeGreaterThan(found.Segments[1].DensityShare);
        found.Segments.Sum(segment => segment.DensityShare).ShouldBe(1, 1e-9);
        found.Segments.Sum(segment => segment.VolumeCubicAngstrom).ShouldBe(8.0 * N * N * N, 1e-6);
        found.Segments.ShouldAllBe(segment => segment.MotionAngstrom == null);
        found.Fuse.ShouldBe([(1, 2)]);
        FoundContact contact = found.Contacts.ShouldHaveSingleItem();
        contact.Faces.ShouldBeGreaterThan(N);
        SegmentFinder.ByVolume(s_map, s_mask, new SegmentFinderOptions { LeastShare = 0.01 }).Segments.Count.ShouldBe(3);
    }
}
