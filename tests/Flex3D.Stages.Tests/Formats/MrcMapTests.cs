using System.IO.Compression;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using ICSharpCode.SharpZipLib.BZip2;

namespace Flex3D.Stages.Tests.Formats;

public class MrcMapTests
{
    [Theory]
    [InlineData(0, false), InlineData(1, false), InlineData(2, false), InlineData(6, false), InlineData(12, false), InlineData(101, false)]
    [InlineData(0, true), InlineData(1, true), InlineData(2, true), InlineData(6, true), InlineData(12, true), InlineData(101, true)]
    public void Every_mode_is_read_in_both_byte_orders_with_and_without_a_stamp(int mode, bool bigEndian)
    {
        using var folder = new TemporaryFolder();
        int[] values = [.. Enumerable.Range(0, 27).Select(i => mode is 0 or 1 or 2 or 12 ? i - 13 : i % 16)];
        foreach (bool stamped in new[] { true, false })
        {
            var file = new MrcBytes(3, 3, 3, mode) { BigEndian = bigEndian, Stamped = stamped, Extended = 80 };
            DensityMap map = MrcMap.Read(folder.Bytes("map.mrc", file.Build(file.Encode(values))));
            map.Values.ShouldBe(values.Select(v => (float)v));
            map.PixelSizeAngstrom.ShouldBe(2);
        }
    }

    [Theory]
    [InlineData(1, 2, 3), InlineData(1, 3, 2), InlineData(2, 1, 3), InlineData(2, 3, 1), InlineData(3, 1, 2), InlineData(3, 2, 1)]
    public void Every_axis_order_comes_out_x_fastest(int mapc, int mapr, int maps)
    {
        using var folder = new TemporaryFolder();
        int[] size = [4, 3, 2]; // along x, y, z
        int[] axes = [mapc - 1, mapr - 1, maps - 1];
        int[] stored = new int[24];
        for (int at = 0, s = 0; s < size[axes[2]]; s++)
        {
            for (int r = 0; r < size[axes[1]]; r++)
            {
                for (int c = 0; c < size[axes[0]]; c++)
                {
                    int[] xyz = new int[3];
                    (xyz[axes[0]], xyz[axes[1]], xyz[axes[2]]) = (c, r, s);
                    stored[at++] = xyz[0] + 10 * xyz[1] + 100 * xyz[2];
                }
            }
        }
        var file = new MrcBytes(size[axes[0]], size[axes[1]], size[axes[2]], 2) { Axes = (mapc, mapr, maps) };
        MrcVolume volume = MrcVolume.Read(folder.Bytes("map.mrc", file.Build(file.Encode(stored))));
        (volume.SizeX, volume.SizeY, volume.SizeZ).ShouldBe((4, 3, 2));
        volume.VoxelAngstrom.ShouldBe((2, 2, 2));
        for (int i = 0; i < 24; i++)
        {
            volume.Values[i].ShouldBe(i % 4 + 10 * (i / 4 % 3) + 100 * (i / 12));
        }
    }

    [Fact]
    public void A_written_map_reads_back_and_states_its_statistics()
    {
        using var folder = new TemporaryFolder();
        var map = new DensityMap(5, 1.25);
        for (int i = 0; i < map.Values.Length; i++)
        {
            map.Values[i] = MathF.Sin(i);
        }
        string path = folder["out/map.mrc"];
        MrcMap.Write(path, map, "a label");
        DensityMap again = MrcMap.Read(path);
        again.Values.ShouldBe(map.Values);
        again.PixelSizeAngstrom.ShouldBe(1.25, 1e-6);
        byte[] bytes = File.ReadAllBytes(path);
        bytes.Length.ShouldBe(1024 + 500);
        BitConverter.ToInt32(bytes, 27 * 4).ShouldBe(20141);
        BitConverter.ToInt32(bytes, 22 * 4).ShouldBe(1);
        bytes[208..216].ShouldBe([.. "MAP "u8, 0x44, 0x44, 0, 0]);
        double mean = map.Values.Average(v => (double)v);
        BitConverter.ToSingle(bytes, 19 * 4).ShouldBe(map.Values.Min());
        BitConverter.ToSingle(bytes, 20 * 4).ShouldBe(map.Values.Max());
        BitConverter.ToSingle(bytes, 21 * 4).ShouldBe((float)mean, 1e-6f);
        BitConverter.ToSingle(bytes, 54 * 4).ShouldBe((float)Math.Sqrt(map.Values.Average(v => (v - mean) * (v - mean))), 1e-6f);
        System.Text.Encoding.ASCII.GetString(bytes, 224, 80).TrimEnd().ShouldBe("a label");
        Directory.GetFiles(folder["out"]).ShouldBe([path]);
    }

    [Fact]
    public void Compressed_maps_are_told_by_content_and_truncated_or_damaged_ones_refused()
    {
        using var folder = new TemporaryFolder();
        var file = new MrcBytes(3, 3, 3, 2);
        byte[] plain = file.Build(file.Encode([.. Enumerable.Range(0, 27)]));
        foreach (bool gzip in new[] { true, false })
        {
            byte[] Pack(byte[] bytes)
            {
                var packed = new MemoryStream();
                using (Stream stream = gzip ? new GZipStream(packed, CompressionLevel.Optimal) : new BZip2OutputStream(packed))
                {
                    stream.Write(bytes);
                }
                return packed.ToArray();
            }
            MrcMap.Read(folder.Bytes("a.mrc", Pack(plain))).Values[26].ShouldBe(26);
            Should.Throw<InputException>(() => MrcMap.Read(folder.Bytes("b.mrc", Pack(plain[..^1])))).Message.ShouldContain("byte 1131");
            Should.Throw<InputException>(() => MrcMap.Read(folder.Bytes("c.mrc", Pack([.. plain, 0])))).Message.ShouldContain("after the last sample");
            Should.Throw<InputException>(() => MrcMap.Read(folder.Bytes("d.mrc", Pack(plain[..500])))).Message.ShouldContain("header");
            Should.Throw<InputException>(() => MrcMap.Read(folder.Bytes("e.mrc", Pack(plain)[..60])));
            byte[] liar = new MrcBytes(1200, 1200, 1200, 2).Build(new byte[100]);
            Should.Throw<InputException>(() => MrcMap.Read(folder.Bytes("f.mrc", Pack(liar)))).Message.ShouldContain("truncated");
        }
    }

    [Fact]
    public void A_map_that_is_not_cubic_or_not_finite_or_has_oblong_voxels_is_refused_in_one_sentence()
    {
        using var folder = new TemporaryFolder();
        var flat = new MrcBytes(3, 3, 2, 2);
        Should.Throw<InputException>(() => MrcMap.Read(folder.Bytes("flat.mrc", flat.Build(new byte[72])))).Message.ShouldContain("3 x 3 x 2");
        var cube = new MrcBytes(3, 3, 3, 2);
        byte[] data = new byte[108];
        BitConverter.GetBytes(float.NaN).CopyTo(data, 4 * (2 + 3 * (1 + 3 * 0)));
        Should.Throw<InputException>(() => MrcMap.Read(folder.Bytes("nan.mrc", cube.Build(data)))).Message.ShouldContain("x=2, y=1, z=0");
        byte[] oblong = cube.Build(new byte[108]);
        BitConverter.GetBytes(9f).CopyTo(oblong, 40);
        string path = folder.Bytes("oblong.mrc", oblong);
        Should.Throw<InputException>(() => MrcMap.Read(path)).Message.ShouldContain("voxels of 3 x 2 x 2");
        MrcMap.Read(path, 1.5).PixelSizeAngstrom.ShouldBe(1.5);
    }

    [Theory]
    [InlineData(0f), InlineData(float.NaN), InlineData(-4f), InlineData(1e9f)]
    public void An_empty_or_absurd_cell_counts_as_one_angstrom(float cell)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Bytes("a.mrc", new MrcBytes(3, 3, 3, 2) { Cell = cell }.Build(new byte[108]));
        MrcMap.Read(path).PixelSizeAngstrom.ShouldBe(1);
        MrcMap.Read(path, 3).PixelSizeAngstrom.ShouldBe(3);
    }

    [Fact]
    public void Sizes_that_do_not_fit_the_file_are_refused_before_anything_is_allocated()
    {
        using var folder = new TemporaryFolder();
        byte[] huge = new MrcBytes(100_000_000, 100_000_000, 800, 2).Build(new byte[100]);
        Should.Throw<InputException>(() => MrcMap.Read(folder.Bytes("huge.mrc", huge)));
        byte[] large = new MrcBytes(1200, 1200, 1200, 2).Build(new byte[100]);
        Should.Throw<InputException>(() => MrcMap.Read(folder.Bytes("large.mrc", large))).Message.ShouldContain("truncated");
        byte[] wrongMode = new MrcBytes(3, 3, 3, 0).Build(new byte[108]);
        Should.Throw<InputException>(() => MrcMap.Read(folder.Bytes("mode.mrc", wrongMode))).Message.ShouldContain("fits mode 2");
        byte[] complex = new MrcBytes(3, 3, 3, 4).Build(new byte[216]);
        Should.Throw<InputException>(() => MrcMap.Read(folder.Bytes("complex.mrc", complex))).Message.ShouldContain("complex");
        byte[] extended = new MrcBytes(3, 3, 3, 2) { Extended = 80 }.Build(new byte[108]);
        extended[95] = 0x80;
        Should.Throw<InputException>(() => MrcMap.Read(folder.Bytes("extended.mrc", extended)));
    }
}
