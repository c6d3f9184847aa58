using System.IO.Compression;
using Flex3D.Stages.Formats;
using ICSharpCode.SharpZipLib.BZip2;

namespace Flex3D.Stages.Tests.Formats;

/// <summary>Maps longer than what is read at once, maps and stacks at the edge of what is taken, and every word of what is written.</summary>
public class MrcEdgeTests
{
    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }
        return packed.ToArray();
    }

    [Theory]
    [InlineData(70, 70, 70, 2)] // several parts of several rows
    [InlineData(70, 70, 70, 1)]
    [InlineData(300_001, 2, 1, 2)] // rows longer than a part
    [InlineData(300_001, 2, 1, 101)]
    public void A_map_longer_than_a_part_is_read_whole_plain_and_compressed(int nx, int ny, int nz, int mode)
    {
        using var folder = new TemporaryFolder();
        int[] values = [.. Enumerable.Range(0, nx * ny * nz).Select(i => (i * 31 + i / 999) % 16)];
        var file = new MrcBytes(nx, ny, nz, mode) { Extended = 70_000 };
        byte[] bytes = file.Build(file.Encode(values));
        foreach (string path in new[] { folder.Bytes("a.mrc", bytes), folder.Bytes("a.mrc.gz", Gzip(bytes)) })
        {
            MrcVolume volume = MrcVolume.Read(path);
            (volume.SizeX, volume.SizeY, volume.SizeZ).ShouldBe((nx, ny, nz));
            volume.Values.Select(v => (int)v).SequenceEqual(values).ShouldBeTrue(path);
        }
        Refusal.Says(() => MrcVolume.Read(folder.Bytes("b.mrc.gz", Gzip(bytes[..^1]))), "b.mrc.gz", $"byte {bytes.Length - 1} (decompressed)", $"{bytes.Length} bytes");
        Refusal.Says(() => MrcVolume.Read(folder.Bytes("b.mrc.gz", Gzip([.. bytes, 0]))), "b.mrc.gz", $"byte {bytes.Length} (decompressed): found bytes after the last sample");
        Refusal.Says(() => MrcVolume.Read(folder.Bytes("b.mrc.gz", Gzip(bytes[..(1024 + 69_999)]))), "b.mrc.gz", $"byte {1024 + 69_999}: found the end of the data inside the extended header");
    }

    [Fact]
    public void Compression_is_told_by_all_its_first_bytes()
    {
        using var folder = new TemporaryFolder();
        var file = new MrcBytes(31, 3, 3, 0); // the first byte of both magics, as a size
        MrcVolume.Read(folder.Bytes("a.mrc", file.Build(new byte[279]))).SizeX.ShouldBe(31);
        var other = new MrcBytes(0x8B00, 1, 1, 0);
        MrcVolume.Read(folder.Bytes("b.mrc", other.Build(new byte[0x8B00]))).SizeX.ShouldBe(0x8B00);
        Refusal.Says(() => MrcVolume.Read(folder.Bytes("c.mrc", [0x1F, 0x8B])), "c.mrc", "byte 2");
        byte[] whole = file.Build(new byte[279]);
        using var packed = new MemoryStream();
        BZip2.Compress(new MemoryStream(whole), packed, isStreamOwner: false, level: 1);
        MrcVolume.Read(folder.Bytes("d.mrc.bz2", packed.ToArray())).Values.Length.ShouldBe(279);
        Refusal.Says(() => MrcVolume.Read(folder.Bytes("e.mrc", [.. "BZh9"u8, 1, 2, 3, 4, 5, 6, 7, 8, 9])), "e.mrc", "bzip2 data that do not decompress");
        Refusal.Says(() => MrcVolume.Read(folder.Bytes("f.mrc", [0x1F, 0x8B, 1, 2, 3, 4, 5, 6, 7, 8, 9])), "f.mrc", "gzip data that do not decompress");
        Refusal.Says(() => MrcStack.Open(folder.Bytes("g.mrcs", [.. "BZh9"u8])).Dispose(), "g.mrcs", "decompress it first");
        using MrcStack stack = MrcStack.Open(folder.Bytes("h.mrcs", whole));
        stack.Width.ShouldBe(31);
    }

    [Theory]
    [InlineData(14), InlineData(15), InlineData(16)]
    public void Every_angle_of_the_cell_is_a_right_one(int word)
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = new MrcBytes(3, 3, 3, 0).Build(new byte[27]);
        foreach ((float angle, bool taken) in new[] { (0f, true), (90.05f, true), (89.95f, true), (120f, false), (89.8f, false), (float.NaN, false) })
        {
            BitConverter.TryWriteBytes(bytes.AsSpan((word - 1) * 4), angle);
            string path = folder.Bytes("a.mrc", bytes);
            if (taken)
            {
                MrcMap.Read(path).Box.ShouldBe(3);
            }
            else
            {
                Refusal.Says(() => MrcMap.Read(path), "a.mrc", "degrees", "an orthogonal cell");
            }
        }
    }

    [Theory]
    [InlineData(11), InlineData(12), InlineData(13)]
    public void Voxels_are_cubes_to_a_hundredth_and_a_size_that_is_given_counts(int word)
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = new MrcBytes(3, 3, 3, 0).Build(new byte[27]);
        foreach ((float cell, bool taken) in new[] { (6.05f, true), (5.95f, true), (6.1f, false), (5.9f, false) })
        {
            BitConverter.TryWriteBytes(bytes.AsSpan((word - 1) * 4), cell);
            string path = folder.Bytes("a.mrc", bytes);
            if (taken)
            {
                MrcMap.Read(path).PixelSizeAngstrom.ShouldBe(word == 11 ? cell / 3 : 2, 1e-6);
            }
            else
            {
                Refusal.Says(() => MrcMap.Read(path), "a.mrc", "cubic voxels", "angstrom");
            }
            MrcMap.Read(path, 1.5).PixelSizeAngstrom.ShouldBe(1.5);
        }
        BitConverter.TryWriteBytes(bytes.AsSpan((word - 1) * 4), 0f);
        MrcMap.Read(folder.Bytes("a.mrc", bytes)).PixelSizeAngstrom.ShouldBe(1, "one edge is not known");
    }

    [Theory]
    [InlineData(2, false), InlineData(2, true), InlineData(1, false)]
    public void Images_beyond_either_end_of_a_stack_and_rooms_of_another_size_are_refused(int mode, bool bigEndian)
    {
        using var folder = new TemporaryFolder();
        var file = new MrcBytes(4, 4, 3, mode) { BigEndian = bigEndian };
        string path = folder.Bytes("a.mrcs", file.Build(file.Encode(new int[48])));
        using MrcStack stack = MrcStack.Open(path);
        Refusal.Says(() => stack.ReadImage(-1, new float[16]), "a.mrcs", "image 0");
        Refusal.Says(() => stack.ReadImage(3, new float[16]), "a.mrcs", "image 4", "a stack of 3 images");
        Refusal.Says(() => stack.ReadImages(2, new float[32]), "a.mrcs", "image 4");
        Refusal.Says(() => stack.ReadImages(int.MaxValue, new float[16]), "a.mrcs", "image 2147483648");
        Should.Throw<ArgumentOutOfRangeException>(() => stack.ReadImage(0, new float[32]));
        Should.Throw<ArgumentOutOfRangeException>(() => stack.ReadImages(0, new float[17]));
        stack.ReadImages(0, new float[48]);
        byte[] cut = System.IO.File.ReadAllBytes(path)[..^1];
        using MrcStack shorter = MrcStack.Open(folder.Bytes("b.mrcs", cut));
        Refusal.Says(() => shorter.ReadImages(1, new float[32]), "b.mrcs", $"image 3 of 3, byte {cut.Length}");
        shorter.ReadImages(0, new float[32]);
    }

    [Theory]
    [InlineData(8f, 8.08f, true), InlineData(8f, 8.2f, false), InlineData(8f, 7.8f, false), InlineData(0f, 8f, false)]
    public void The_pixel_of_a_stack_is_known_where_both_edges_agree(float x, float y, bool known)
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = new MrcBytes(4, 4, 1, 0).Build(new byte[16]);
        BitConverter.TryWriteBytes(bytes.AsSpan(40), x);
        BitConverter.TryWriteBytes(bytes.AsSpan(44), y);
        using MrcStack stack = MrcStack.Open(folder.Bytes("a.mrcs", bytes));
        stack.PixelSizeAngstrom.ShouldBe(known ? 2 : null);
    }

    [Fact]
    public void Every_word_of_a_header_is_written()
    {
        byte[] header = new byte[1024];
        Array.Fill(header, (byte)0xEE);
        var statistics = new MrcStatistics();
        statistics.Add([1, 2, 6]);
        statistics.Add([]);
        statistics.Add([-3, 4]);
        MrcHeaderWriter.Fill(header, 8, 5, isVolume: false, 1.5, statistics, "made here");
        int[] ints = [.. Enumerable.Range(0, 56).Select(word => BitConverter.ToInt32(header, word * 4))];
        float[] floats = [.. Enumerable.Range(0, 56).Select(word => BitConverter.ToSingle(header, word * 4))];
        ints[..4].ShouldBe([8, 8, 5, 2]);
        ints[7..10].ShouldBe([8, 8, 1]);
        floats[10..16].ShouldBe([12, 12, 1.5f, 90, 90, 90]);
        ints[16..19].ShouldBe([1, 2, 3]);
        (floats[19], floats[20], floats[21], floats[54]).ShouldBe((-3, 6, 2, MathF.Sqrt((1 + 0 + 16 + 25 + 4) / 5f)));
        (ints[22], ints[27], ints[55]).ShouldBe((0, 20141, 1));
        ints.Where((_, word) => word is > 22 and < 27 or > 27 and < 52).ShouldAllBe(value => value == 0);
        System.Text.Encoding.ASCII.GetString(header, 224, 80).ShouldBe("made here".PadRight(80));
        header[304..].ShouldAllBe(value => value == 0);
        MrcHeaderWriter.Fill(header, 8, 8, isVolume: true, 1.5, new MrcStatistics(), new string('x', 90));
        (BitConverter.ToInt32(header, 36), BitConverter.ToInt32(header, 88), BitConverter.ToSingle(header, 48)).ShouldBe((8, 1, 12f));
        (BitConverter.ToSingle(header, 76), BitConverter.ToSingle(header, 80), BitConverter.ToSingle(header, 216)).ShouldBe((0, 0, 0));
        MrcHeader read = MrcHeader.Parse(header, 1024 + 2048, "made.mrc");
        (read.Axes, read.CellAngles, read.HasMapId, read.VoxelAngstrom).ShouldBe(((1, 2, 3), (90, 90, 90), true, (1.5, 1.5, 1.5)));
    }

    [Fact]
    public void A_stack_is_written_of_whole_images_and_once()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<ArgumentOutOfRangeException>(() => MrcStackWriter.Create(folder["a.mrcs"], 0, 1));
        using (MrcStackWriter writer = MrcStackWriter.Create(folder["deep/a.mrcs"], 2, 1.5))
        {
            Should.Throw<ArgumentException>(() => writer.Append(new float[5]));
            writer.Append([1, 2, 3, 4, 5, 6, 7, 8]);
            writer.Count.ShouldBe(2);
            writer.Commit();
            Should.Throw<ObjectDisposedException>(writer.Commit);
            Should.Throw<ObjectDisposedException>(() => writer.Append(new float[4]));
        }
        Directory.GetFiles(folder["deep"]).ShouldBe([folder["deep/a.mrcs"]]);
        using MrcStack stack = MrcStack.Open(folder["deep/a.mrcs"]);
        (stack.Count, stack.PixelSizeAngstrom, stack.ImageBytes, stack.OffsetOf(1)).ShouldBe((2, 1.5, 16, 1040));
    }
}
