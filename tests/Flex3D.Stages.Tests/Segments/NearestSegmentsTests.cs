using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Segments;

namespace Flex3D.Stages.Tests.Segments;

public class NearestSegmentsTests
{
    [Fact]
    public void Every_voxel_goes_to_the_nearest_labelled_one()
    {
        const int N = 12;
        int[] labels = [.. Enumerable.Range(0, N * N * N).Select(i => CounterRandom.Uniform(3, 0, 0, (ulong)i, 0) < 0.01 ? 1 + i % 3 : 0)];
        SegmentGrid filled = NearestSegments.Fill(new SegmentGrid(N, 2, labels));
        (int X, int Y, int Z)[] at = [.. Enumerable.Range(0, labels.Length).Select(i => (i % N, i / N % N, i / N / N))];
        int[] set = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] != 0)];
        set.Length.ShouldBeGreaterThan(8);
        for (int i = 0; i < labels.Length; i++)
        {
            int Squared(int j) => (at[i].X - at[j].X) * (at[i].X - at[j].X) + (at[i].Y - at[j].Y) * (at[i].Y - at[j].Y) + (at[i].Z - at[j].Z) * (at[i].Z - at[j].Z);
            int least = set.Min(Squared);
            filled.Labels[i].ShouldBe(set.Where(j => Squared(j) == least).Min(j => labels[j]));
        }
    }

    [Fact]
    public void A_segmentation_of_another_grid_gives_its_labels_by_place()
    {
        var fine = new SegmentGrid(48, 1.5, [.. Enumerable.Range(0, 48 * 48 * 48).Select(i => i % 48 < 24 ? 1 : 2)]);
        (SegmentGrid places, double labelled) = NearestSegments.Within(new Segmentation(fine), TwoBlocks.Mask, "fine.mrc", label => $"{label}");
        labelled.ShouldBe(1);
        foreach ((int x, int y, int z) in TwoBlocks.Voxels().Where(TwoBlocks.Inside))
        {
            places.Labels[(z * TwoBlocks.Box + y) * TwoBlocks.Box + x].ShouldBe(x < 12 ? 1 : 2);
        }
    }

    [Fact]
    public void A_segment_of_which_nothing_is_left_is_named()
    {
        int[] labels = [.. Enumerable.Range(0, 48 * 48 * 48).Select(_ => 1)];
        labels[(25 * 48 + 25) * 48 + 25] = 5; // between the voxels of the training box
        Should.Throw<InputException>(() => NearestSegments.Within(new Segmentation(new SegmentGrid(48, 1.5, labels)), TwoBlocks.Mask, "small.mrc", label => label == 5 ? "hook" : "body"))
            .Message.ShouldContain("segments of which nothing is left: hook (label 5, 1 voxels of 1.5 Å)");
    }

    [Theory]
    [InlineData(14, 3.0, "expected a box that covers the solvent mask")]
    [InlineData(24, 1.5, "expected a box that covers the solvent mask")]
    public void A_segmentation_that_does_not_cover_the_mask_is_refused(int box, double pixel, string message) =>
        Should.Throw<InputException>(() => NearestSegments.Within(new Segmentation(new SegmentGrid(box, pixel, [.. Enumerable.Repeat(1, box * box * box)])), TwoBlocks.Mask, "s.mrc", _ => "")).Message.ShouldContain(message);

    [Fact]
    public void Labels_outside_the_mask_alone_are_refused()
    {
        int[] labels = new int[TwoBlocks.Mask.Values.Length];
        labels[0] = 3;
        Should.Throw<InputException>(() => NearestSegments.Within(new Segmentation(new SegmentGrid(TwoBlocks.Box, 3, labels)), TwoBlocks.Mask, "s.mrc", _ => "")).Message.ShouldContain("no labelled voxel within the solvent mask");
    }

    [Theory]
    [InlineData(0.5f, "voxel x=1, y=0, z=0: found 0.5; expected a whole number")]
    [InlineData(-1f, "found solvent alone")]
    [InlineData(0f, "found solvent alone")]
    public void A_map_without_labels_is_refused(float value, string message)
    {
        var map = new DensityMap(4, 1);
        map.Values[1] = value;
        Should.Throw<InputException>(() => Segmentation.Of(map, "map.mrc")).Message.ShouldContain(message);
    }

    [Fact]
    public void A_small_piece_that_lies_apart_goes_to_the_segment_around_it()
    {
        int[] labels = [.. TwoBlocks.Voxels().Select(v => !TwoBlocks.Inside(v) ? 0 : v == (6, 8, 8) ? 7 : TwoBlocks.Label(v))];
        int[] given = Flex3D.Stages.Segments.Finding.SmallPieces.GiveAway(new SegmentGrid(TwoBlocks.Box, 3, labels)).Labels.ToArray();
        given.ShouldBe(TwoBlocks.Voxels().Select(v => TwoBlocks.Inside(v) ? TwoBlocks.Label(v) : 0));
    }

    [Fact]
    public void Any_whole_number_is_a_label_but_zero_and_minus_one()
    {
        var map = new DensityMap(2, 1, [-1, 0, -7, 3, 3, 100_000, -1, 0]);
        Segmentation.Of(map, "map.mrc").Counts().ShouldBe(new Dictionary<int, int> { [-7] = 1, [3] = 2, [100_000] = 1 });
    }
}
