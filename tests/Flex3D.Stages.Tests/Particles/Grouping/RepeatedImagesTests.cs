using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Grouping;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Particles.Grouping;

public sealed class RepeatedImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_row_with_the_image_and_the_pose_of_an_earlier_one_is_left_out_and_named()
    {
        (ParticleTable table, ImageRepeats? repeats) = Settle([Row(0, 1), Row(0, 2), Row(0, 1), Row(1, 1), Row(0, 2), Row(0, 3), Row(0, 1)]);
        table.All().Select(row => row.SourceRow).ShouldBe([0, 1, 3, 5]);
        table.HasSharedImages.ShouldBeFalse();
        repeats!.Images.ShouldBe(0);
        repeats.Duplicates!.Sentence.ShouldBe("3 particles with the image and the pose of an earlier row (within 1° and 0.5 pixels) are left out: rows 3, 5, 7");
        table.Selection.ShouldNotBeNull().ShouldSatisfyAllConditions(
            s => s.Rows.ShouldBe(9, "two more were set aside"), s => s.Selected.ShouldBe(4), s => s.LeftOut.ShouldBe([repeats.Duplicates]));
        SelectedRows.Of(table).ShouldBe([0, 1, 3, 5]);
        table.Dispose();
    }

    [Fact]
    public void Rows_of_other_poses_stay_and_get_the_number_of_their_image_and_the_half_set_of_its_first_row()
    {
        (ParticleTable table, ImageRepeats? repeats) = Settle(
            [Row(0, 7, rot: 0, half: 2), Row(0, 8, half: 1), Row(0, 7, rot: 90, half: 1), Row(0, 9, rot: 5, half: 1), Row(0, 7, rot: 180, half: 2), Row(0, 9, rot: 5.2, half: 2), Row(0, 9, rot: 40, half: 1)]);
        table.All().Select(row => (row.SourceRow, row.Image, row.HalfSet)).ShouldBe([(0, 1, 2), (1, 0, 1), (2, 1, 2), (3, 2, 1), (4, 1, 2), (6, 2, 1)]);
        (repeats!.InBothHalves, repeats.Duplicates!.Count).ShouldBe((2, 1), "images 7 and 9");
        repeats.BySize.ShouldBe([(2, 1), (3, 1)]);
        var groups = ImageGroups.Of(table);
        (groups.Shared, groups.Rows, groups.Images).ShouldBe((true, 6, 3));
        Enumerable.Range(0, 6).Select(groups.First).ShouldBe([0, 1, 0, 3, 0, 3]);
        groups.RowsOf([3, 0]).ShouldBe([0, 2, 3, 4, 5]);
        table.Dispose();
    }

    [Fact]
    public void Rows_that_the_table_says_are_of_one_image_are_grouped_whatever_stack_they_name()
    {
        (ParticleTable table, ImageRepeats? repeats) = Settle(
            [Row(0, 1, rot: 10, image: 5), Row(1, 4, rot: 20, image: 5), Row(1, 4, rot: 30), Row(0, 2, image: 6), Row(1, 9, rot: 20)]);
        table.All().Select(row => row.Image).ShouldBe([1, 1, 1, 0, 0], "the second and third row name the same image of a stack");
        repeats!.BySize.ShouldBe([(3, 1)]);
        table.Dispose();
    }

    [Fact]
    public void A_table_without_repeats_stays_the_file_that_it_was()
    {
        string path = _folder["rows.bin"];
        ParticleTable table = Written(path, [Row(0, 1), Row(0, 2), Row(1, 1), Row(1, 2)]);
        byte[] before = File.ReadAllBytes(path);
        (ParticleTable settled, ImageRepeats? repeats) = RepeatedImages.Settle(table, path, 4);
        settled.ShouldBeSameAs(table);
        (repeats, settled.Selection).ShouldBe((null, null));
        File.ReadAllBytes(path).ShouldBe(before);
        ImageGroups.Of(settled).Shared.ShouldBeFalse();
        table.Dispose();
    }

    [Theory]
    [InlineData(0.9, 0, 0, true)]
    [InlineData(1.1, 0, 0, false)]
    [InlineData(0, 1.3, 1.3, true)] // 0.46 pixels of 4 Å
    [InlineData(0, 1.5, 1.5, false)] // 0.53
    [InlineData(0, 0, -2.1, false)]
    [InlineData(359.5, 0, 0, true)]
    public void Poses_are_the_same_within_a_degree_and_half_a_pixel(double degrees, double x, double y, bool same)
    {
        Particle a = Row(0, 1, rot: 33);
        Particle b = a with { Rotation = Rotation.FromEulerDegrees(33 + degrees, 50, 20), OriginXAngstrom = x, OriginYAngstrom = y };
        SamePose.Of(a, b, pixelSizeAngstrom: 4).ShouldBe(same);
    }

    [Fact]
    public void Finding_repeats_takes_a_few_bits_a_row()
    {
        const int Rows = 1 << 20;
        long before = GC.GetAllocatedBytesForCurrentThread();
        var seen = new ImageSet();
        for (ulong i = 0; i < Rows; i++)
        {
            seen.Add(i).ShouldBeTrue();
        }
        ((GC.GetAllocatedBytesForCurrentThread() - before) * 8.0 / Rows).ShouldBeLessThan(16, "bits a row, with the arrays it grew out of");
        (seen.Contains(Rows - 1), seen.Contains(Rows), seen.Add(77)).ShouldBe((true, false, false));
    }

    private (ParticleTable Table, ImageRepeats? Repeats) Settle(Particle[] rows) => RepeatedImages.Settle(Written(_folder["rows.bin"], rows), _folder["rows.bin"], rows.Length + 2);

    private static ParticleTable Written(string path, Particle[] rows)
    {
        ParticleFile.Write(path, "p.star", ["a.mrcs", "b.mrcs"], [SmallWorld.Optics()], rows.Select((row, i) => row with { SourceRow = i }));
        return ParticleFile.Open(path);
    }

    private static Particle Row(int stack, int slice, double rot = 0, int half = 1, int image = 0) =>
        new(stack, slice, Rotation.FromEulerDegrees(rot, 50, 20), 0, 0, 1e4, 1e4, 0, 0, 0, 1, 1, 0, half, 0) { Image = image };
}
