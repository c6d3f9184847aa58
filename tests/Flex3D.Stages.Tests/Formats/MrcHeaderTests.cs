using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Tests.Formats;

/// <summary>The header against the length of its file, field by field.</summary>
public class MrcHeaderTests
{
    private const string File = "some.mrc";

    private static byte[] Header(int nx = 4, int ny = 4, int nz = 3, int mode = 2, bool bigEndian = false, bool stamped = true, int extended = 0) =>
        new MrcBytes(nx, ny, nz, mode) { BigEndian = bigEndian, Stamped = stamped, Extended = extended }.Build([]);

    private static void Word(byte[] header, int number, int value) => BitConverter.TryWriteBytes(header.AsSpan((number - 1) * 4), value);

    [Theory]
    [InlineData(0, 4 * 4 * 3)]
    [InlineData(1, 2 * 4 * 4 * 3)]
    [InlineData(2, 4 * 4 * 4 * 3)]
    [InlineData(6, 2 * 4 * 4 * 3)]
    [InlineData(12, 2 * 4 * 4 * 3)]
    [InlineData(101, 2 * 4 * 3)]
    public void The_length_of_the_data_follows_from_sizes_and_mode(int mode, int bytes)
    {
        foreach (int extended in new[] { 0, 160 })
        {
            byte[] header = Header(mode: mode, extended: extended);
            MrcHeader read = MrcHeader.Parse(header, 1024 + extended + bytes, File);
            (read.DataOffset, read.DataBytes, (int)read.Mode).ShouldBe((1024 + extended, bytes, mode));
            Should.Throw<InputException>(() => MrcHeader.Parse(header, 1024 + extended + bytes - 1, File)).Message.ShouldContain($"byte {1024 + extended + bytes - 1}: found the end of the file");
            Should.Throw<InputException>(() => MrcHeader.Parse(header, 1024 + extended + bytes + 1, File)).Message.ShouldContain("1 bytes after the last sample");
        }
    }

    [Fact]
    public void Rows_of_four_bits_are_padded_to_whole_bytes()
    {
        MrcHeader read = MrcHeader.Parse(Header(nx: 5, mode: 101), 1024 + 3 * 4 * 3, File);
        (read.RowBytes, read.SectionBytes, read.DataBytes).ShouldBe((3, 12, 36));
    }

    [Theory]
    [InlineData(false, false), InlineData(false, true), InlineData(true, false), InlineData(true, true)]
    public void The_order_of_bytes_in_which_the_sizes_fit_is_taken_whatever_the_stamp(bool bigEndian, bool stampedAsTheOther)
    {
        byte[] header = Header(bigEndian: bigEndian);
        if (stampedAsTheOther)
        {
            header[212] = header[213] = (byte)(bigEndian ? 0x44 : 0x11);
        }
        MrcHeader read = MrcHeader.Parse(header, 1024 + 192, File);
        (read.BigEndian, read.Columns, read.Rows, read.Sections).ShouldBe((bigEndian, 4, 4, 3));
        MrcHeader.Parse(header, null, File).Sections.ShouldBe(3, "a compressed file has no length");
    }

    // 65536 in the other order of bytes is 256: both orders make sense, and only the file's length tells which is right.
    [Fact]
    public void Where_both_orders_of_bytes_make_sense_the_length_decides()
    {
        byte[] header = Header(nx: 65536, ny: 65536, nz: 65536, mode: 0);
        header.AsSpan(16 * 4, 12).Clear(); // axes that are the same in both orders
        MrcHeader.Parse(header, 1024 + 65536L * 65536 * 65536, File).Columns.ShouldBe(65536);
        MrcHeader.Parse(header, 1024 + 256L * 256 * 256, File).Columns.ShouldBe(256);
        Should.Throw<InputException>(() => MrcHeader.Parse(header, 1024 + 256L * 256 * 256 - 1, File));
    }

    [Theory]
    [InlineData(1, 0), InlineData(2, 0), InlineData(3, 0)]
    [InlineData(1, -4), InlineData(2, -4), InlineData(3, -4)]
    [InlineData(1, (1 << 28) + 1), InlineData(2, (1 << 28) + 1), InlineData(3, (1 << 28) + 1)]
    [InlineData(4, 5), InlineData(4, -1), InlineData(24, -1)]
    public void A_size_a_mode_or_an_extended_header_that_cannot_be_is_no_MRC_file(int word, int value)
    {
        byte[] header = Header();
        Word(header, word, value);
        InputException refused = Should.Throw<InputException>(() => MrcHeader.Parse(header, null, File));
        refused.Message.ShouldContain("expected an MRC file");
        if (word <= 4)
        {
            refused.Message.ShouldContain($"{value}");
        }
    }

    [Fact]
    public void The_largest_sizes_are_taken_one_at_a_time_and_not_together()
    {
        for (int word = 1; word <= 3; word++)
        {
            byte[] header = Header(nx: 1, ny: 1, nz: 1);
            Word(header, word, 1 << 28);
            MrcHeader.Parse(header, 1024 + (4L << 28), File).DataBytes.ShouldBe(4L << 28);
        }
        byte[] all = Header();
        foreach (int word in new[] { 1, 2, 3 })
        {
            Word(all, word, 1 << 20);
        }
        Should.Throw<InputException>(() => MrcHeader.Parse(all, null, File)).Message.ShouldContain("1048576, 1048576, 1048576, 2");
    }

    [Theory]
    [InlineData(3, "mode 3, which is complex"), InlineData(4, "mode 4, which is complex"), InlineData(16, "mode 16, which is colour")]
    public void Complex_and_colour_files_are_named(int mode, string said)
    {
        byte[] header = Header();
        Word(header, 4, mode);
        Should.Throw<InputException>(() => MrcHeader.Parse(header, 1024 + 192, File)).Message.ShouldContain(said);
        header.AsSpan(208, 4).Clear();
        Should.Throw<InputException>(() => MrcHeader.Parse(header, 1024 + 192, File)).Message.ShouldContain($"words 1-4 = 4, 4, 3, {mode}");
    }

    [Fact]
    public void A_picture_and_a_file_that_ends_in_its_header_are_named()
    {
        byte[] picture = new byte[2000];
        new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' }.CopyTo(picture, 0);
        Should.Throw<InputException>(() => MrcHeader.Parse(picture, 2000, File)).Message.ShouldContain("a PNG picture");
        picture[1] = (byte)'Q';
        Should.Throw<InputException>(() => MrcHeader.Parse(picture, 2000, File)).Message.ShouldNotContain("PNG");
        Should.Throw<InputException>(() => MrcHeader.Parse(Header().AsSpan(0, 1023), 1023, File)).Message.ShouldContain("byte 1023: found the end of the file inside the header");
    }

    [Theory]
    [InlineData(0, 1, 2), InlineData(4, 1, 2), InlineData(1, 0, 2), InlineData(1, 4, 2), InlineData(1, 2, 0), InlineData(1, 2, 4)]
    [InlineData(1, 1, 2), InlineData(1, 2, 1), InlineData(2, 1, 1)]
    public void Axes_that_are_not_the_three_are_refused(int column, int row, int section)
    {
        byte[] header = Header();
        (int Word, int Value)[] axes = [(17, column), (18, row), (19, section)];
        foreach ((int word, int value) in axes)
        {
            Word(header, word, value);
        }
        Should.Throw<InputException>(() => MrcHeader.Parse(header, null, File)).Message.ShouldContain($"MAPS): found {column}, {row}, {section}");
    }

    [Fact]
    public void Axes_that_were_left_empty_are_the_usual_ones()
    {
        byte[] header = Header();
        foreach (int word in new[] { 17, 18, 19 })
        {
            Word(header, word, 0);
        }
        MrcHeader.Parse(header, null, File).Axes.ShouldBe((1, 2, 3));
    }

    [Fact]
    public void A_stack_that_is_cut_short_is_left_to_its_reader_where_its_first_image_is_whole()
    {
        byte[] named = Header(), nameless = Header(stamped: false), oblong = Header(ny: 5, stamped: false);
        MrcHeader.Parse(named, 1024 + 1, File, truncatedIsFine: true).Sections.ShouldBe(3);
        MrcHeader.Parse(nameless, 1024 + 64, File, truncatedIsFine: true).Sections.ShouldBe(3);
        Should.Throw<InputException>(() => MrcHeader.Parse(nameless, 1024 + 63, File, truncatedIsFine: true)).Message.ShouldContain("expected an MRC file");
        Should.Throw<InputException>(() => MrcHeader.Parse(oblong, 1024 + 100, File, truncatedIsFine: true)).Message.ShouldContain("expected an MRC file");
        Should.Throw<InputException>(() => MrcHeader.Parse(nameless, 1024 + 64, File)).Message.ShouldContain("expected an MRC file");
        Should.Throw<InputException>(() => MrcHeader.Parse(named, 1024 + 193, File, truncatedIsFine: true)).Message.ShouldContain("1 bytes after the last sample");
        Should.Throw<InputException>(() => MrcHeader.Parse(nameless, 1024 + 193, File, truncatedIsFine: true)).Message.ShouldContain("1 bytes after the last sample");
    }

    [Fact]
    public void A_length_that_fits_another_mode_is_said_with_that_mode()
    {
        Should.Throw<InputException>(() => MrcHeader.Parse(Header(mode: 1), 1024 + 192, File)).Message.ShouldContain("fits mode 2");
        Should.Throw<InputException>(() => MrcHeader.Parse(Header(mode: 1), 1024 + 191, File)).Message.ShouldContain("NSYMBT");
    }

    [Theory]
    [InlineData(0.5f, 4, 0.125)]
    [InlineData(0.04f, 4, 0)] // 0.01 Å: nobody's voxel
    [InlineData(0.0401f, 4, 0.010025)]
    [InlineData(4000f, 4, 0)]
    [InlineData(3996f, 4, 999)]
    [InlineData(4f, 0, 0)]
    [InlineData(4f, -4, 0)]
    [InlineData(4f, 1, 4)]
    public void The_voxel_is_the_cell_over_its_intervals_where_that_makes_sense(float cell, int intervals, double edge)
    {
        byte[] header = Header();
        Word(header, 8, intervals);
        Word(header, 11, BitConverter.SingleToInt32Bits(cell));
        MrcHeader read = MrcHeader.Parse(header, null, File);
        read.VoxelAngstrom.X.ShouldBe(edge, 1e-7);
        (read.VoxelAngstrom.Y, read.VoxelAngstrom.Z).ShouldBe((2, 2));
        read.CellAngles.ShouldBe((90, 90, 90));
    }

    [Theory]
    [InlineData(1146047817, 0, true), InlineData(1146047817, 4, true), InlineData(1146047817, 1, false), InlineData(1146047817, 5, false), InlineData(0, 0, false)]
    public void Bytes_are_unsigned_where_IMOD_says_so(int stamp, int flags, bool unsigned)
    {
        byte[] header = Header(mode: 0);
        Word(header, 39, stamp);
        Word(header, 40, flags);
        MrcHeader.Parse(header, null, File).UnsignedBytes.ShouldBe(unsigned);
    }
}
