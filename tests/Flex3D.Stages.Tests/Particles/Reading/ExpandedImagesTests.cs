using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Stages.Tests.Particles.Reading;

public sealed class ExpandedImagesTests
{
    [Fact]
    public void Rows_of_one_source_have_one_number_and_so_has_the_source_itself()
    {
        using var folder = new TemporaryFolder();
        folder.Bytes("s.mrcs", [1]);
        using ParticleTable table = ParticleTableReader.Read(folder.Bytes("p.cs", Dataset([101, 102, 103, 104, 105], [900, 104, 900, 0, 901])));
        table.All().Select(row => row.Image).ShouldBe([1, 2, 1, 2, 3]);
        table.HasSharedImages.ShouldBeTrue();
    }

    [Fact]
    public void A_dataset_that_was_not_expanded_says_nothing_of_images()
    {
        using var folder = new TemporaryFolder();
        folder.Bytes("s.mrcs", [1]);
        using ParticleTable table = ParticleTableReader.Read(folder.Bytes("p.cs", Dataset([101, 102], null)));
        (table[0].Image, table[1].Image, table.HasSharedImages).ShouldBe((0, 0, false));
    }

    private static byte[] Dataset(ulong[] uids, ulong[]? sources) =>
        SmallDataset.Of(uids, sources is null ? [] : [("sym_expand/src_uid", "<u8", i => BitConverter.GetBytes(sources[i]))]);
}
