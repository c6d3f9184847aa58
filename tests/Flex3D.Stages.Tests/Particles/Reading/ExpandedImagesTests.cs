using System.Text;
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

    // A NumPy structured array with what a particle needs, and the sources of a symmetry expansion.
    private static byte[] Dataset(ulong[] uids, ulong[]? sources)
    {
        (string Name, float Value)[] numbers = [("blob/psize_A", 2), ("ctf/accel_kv", 300), ("ctf/cs_mm", 2.7f), ("ctf/amp_contrast", 0.1f), ("ctf/df1_A", 9000), ("ctf/df2_A", 9000), ("ctf/df_angle_rad", 0)];
        (string Name, string Type, Func<int, byte[]> Value)[] columns =
        [
            ("uid", "<u8", i => BitConverter.GetBytes(uids[i])),
            ("blob/path", "|S6", _ => Encoding.ASCII.GetBytes("s.mrcs")),
            ("blob/idx", "<u4", BitConverter.GetBytes),
            .. numbers.Select(number => (number.Name, "<f4", (Func<int, byte[]>)(_ => BitConverter.GetBytes(number.Value)))),
            ("alignments3D/pose", "3<f4", i => [.. BitConverter.GetBytes(0.1f * i), .. BitConverter.GetBytes(0.2f), .. BitConverter.GetBytes(0.3f)]),
            ("alignments3D/shift", "2<f4", _ => new byte[8]),
        ];
        if (sources is not null)
        {
            columns = [.. columns, ("sym_expand/src_uid", "<u8", i => BitConverter.GetBytes(sources[i]))];
        }
        string fields = string.Join(", ", columns.Select(c => char.IsDigit(c.Type[0]) ? $"('{c.Name}', '{c.Type[1..]}', ({c.Type[0]},))" : $"('{c.Name}', '{c.Type}')"));
        string header = $"{{'descr': [{fields}], 'fortran_order': False, 'shape': ({uids.Length},), }}";
        header = header.PadRight((header.Length + 10 + 63) / 64 * 64 - 10 - 1) + "\n";
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. Encoding.ASCII.GetBytes(header)];
        return [.. start, .. Enumerable.Range(0, uids.Length).SelectMany(i => columns.SelectMany(c => c.Value(i)))];
    }
}
