using System.Buffers.Binary;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Tests.Formats.CryoSparc;

/// <summary>The frame and the literal of a NumPy file, by NumPy's description of its format.</summary>
public class NpyHeaderTests
{
    // The bytes before the data, in a version of the format: the length of the literal takes 2 bytes in version 1, else 4.
    private static byte[] Framed(string literal, byte version = 1)
    {
        byte[] text = Encoding.UTF8.GetBytes(literal), length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        }
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text];
    }

    private static NpyHeader Read(string literal, int data = 0, byte version = 1) => NpyHeader.Read(new MemoryStream([.. Framed(literal, version), .. new byte[data]]), "a.cs");

    private static void Refused(string literal, params string[] says) => Refusal.Says(() => Read(literal, 1000), "a.cs", says);

    [Theory]
    [InlineData(1, 10), InlineData(2, 12), InlineData(3, 12)]
    public void Every_version_is_read_to_the_first_byte_of_the_data(byte version, int start)
    {
        const string Literal = "{'descr': [('uid', '<u8'), ('p', '<f4', (3,))], 'fortran_order': False, 'shape': (2,), }";
        NpyHeader header = Read(Literal, 40, version);
        (header.Rows, header.RowBytes, header.DataOffset).ShouldBe((2, 20, start + Literal.Length));
        header.Fields.Select(field => (field.Name, field.Kind, field.ElementBytes, field.Elements)).ShouldBe([("uid", 'u', 8, 1), ("p", 'f', 4, 3)]);
        Refusal.Says(() => Read(Literal, 39, version), "a.cs", $"{start + Literal.Length + 40} bytes (2 rows of 20)");
        Read(Literal, 41, version).Rows.ShouldBe(2);
    }

    [Theory]
    [InlineData(0), InlineData(4), InlineData(255)]
    public void Another_version_is_named(byte version) =>
        Refusal.Says(() => NpyFrame.Read(new MemoryStream([0x93, .. "NUMPY"u8, version, 0, 1, 0, 32]), "a.npy", 100), "a.npy", $"NPY version {version}");

    [Fact]
    public void A_frame_that_ends_or_is_another_or_too_long_is_refused_with_its_place()
    {
        byte[] whole = Framed("{}", version: 2);
        Refusal.Says(() => NpyFrame.Read(new MemoryStream(whole[..9]), "a.npy", 100), "a.npy", "byte 0: found the end of the file");
        Refusal.Says(() => NpyFrame.Read(new MemoryStream(whole[..11]), "a.npy", 100), "a.npy", "the end of the file");
        Refusal.Says(() => NpyFrame.Read(new MemoryStream(whole[..13]), "a.npy", 100), "a.npy", "byte 8: found the end of the file", "a header of 2 bytes");
        Refusal.Says(() => NpyFrame.Read(new MemoryStream([0x94, .. whole[1..]]), "a.npy", 100), "a.npy", "other bytes");
        NpyFrame.Read(new MemoryStream(whole), "a.npy", 2).ShouldBe(("{}", 14));
        Refusal.Says(() => NpyFrame.Read(new MemoryStream(whole), "a.npy", 1), "a.npy", "a header of 2 bytes", "at most 1");
    }

    [Theory]
    [InlineData(1), InlineData(53), InlineData(54), InlineData(117), InlineData(118), InlineData(65_400), InlineData(65_470), InlineData(65_471), InlineData(65_600), InlineData(70_000)]
    public void What_is_written_is_padded_to_64_bytes_and_reads_back(int length)
    {
        string literal = new('x', length);
        byte[] frame = NpyFrame.Write(literal);
        (frame.Length % 64, frame[^1]).ShouldBe((0, (byte)'\n'));
        int start = frame[6] == 1 ? 10 : 12;
        (frame.Length - start - length).ShouldBeInRange(1, 64);
        frame[(start + length)..^1].ShouldAllBe(blank => blank == ' ');
        (string read, int bytes) = NpyFrame.Read(new MemoryStream(frame), "a.npy", 100_000);
        (read.TrimEnd(' ', '\n'), bytes).ShouldBe((literal, frame.Length));
        (frame[6] == 1).ShouldBe(length < 65_471, "version 1 as long as the length fits into two bytes");
    }

    [Theory]
    [InlineData("[1, 2]", "an array that is not a list of records")]
    [InlineData("{'descr': '<f4', 'shape': (3,)}", "an array that is not a list of records")]
    [InlineData("{'shape': (3,)}", "an array that is not a list of records")]
    [InlineData("{'descr': [('a', '<f4')]}", "an array that is not a list of records")]
    [InlineData("{'descr': [('a', '<f4')], 'shape': (3, 1)}", "an array that is not a list of records")]
    [InlineData("{'descr': [('a', '<f4')], 'shape': ('3',)}", "an array that is not a list of records")]
    [InlineData("{'descr': [('a', '<f4')], 'shape': (-1,)}", "an array that is not a list of records")]
    [InlineData("{'descr': [], 'shape': (3,)}", "3 rows without columns")]
    [InlineData("{'descr': ['a'], 'shape': (3,)}", "(name, type)")]
    [InlineData("{'descr': [('a',)], 'shape': (3,)}", "(name, type)")]
    [InlineData("{'descr': [(1, '<f4')], 'shape': (3,)}", "(name, type)")]
    [InlineData("{'descr': [('a', 4)], 'shape': (3,)}", "(name, type)")]
    [InlineData("{'descr': [('a', '|O')], 'shape': (3,)}", "pickled Python objects")]
    [InlineData("{'descr': [('a', '<f4', 'x')], 'shape': (3,)}", "a shape that is not a tuple of numbers")]
    [InlineData("{'descr': [('a', '<f4', (2, 'x'))], 'shape': (3,)}", "a shape that is not a tuple of numbers")]
    [InlineData("{'descr': [('a', '<f4', (2, -1))], 'shape': (3,)}", "a shape that is not a tuple of numbers")]
    [InlineData("{'descr': [('a', '<f4', -1)], 'shape': (3,)}", "a shape that is not a tuple of numbers")]
    [InlineData("{'descr': [('a', '<f4', 2147483647)], 'shape': (3,)}", "a shape that is not a tuple of numbers")]
    [InlineData("{'descr': [('a', '<f4', (2147483647,))], 'shape': (3,)}", "a shape that is not a tuple of numbers")]
    [InlineData("{'descr': [('a', '<f4'), ('b', '<f4'), ('a', '<u4')], 'shape': (3,)}", "a second column of this name")]
    [InlineData("{'descr': [('a', '<f4', 0)], 'shape': (3,)}", "a small sub-array")]
    public void A_literal_that_is_not_of_records_is_refused(string literal, string said) => Refused(literal, said);

    [Fact]
    public void A_shape_may_be_one_number_and_there_may_be_no_rows()
    {
        Read("{'descr': [('a', '<f4', 5)], 'shape': (0,)}").RowBytes.ShouldBe(20);
        Read("{'descr': [], 'shape': (0,)}").Rows.ShouldBe(0);
    }

    [Fact]
    public void A_literal_may_have_blanks_quotes_and_lists_of_every_kind()
    {
        Dictionary<string, object?> read = Parse(" { \"a\" : [ 1 , -2 , 3L ] , 'b\\'c' : ( True , False , None , ) , 'd' : { } , 'e' : ( ) }  \n").ShouldBeOfType<Dictionary<string, object?>>();
        read.Keys.ShouldBe(["a", "b'c", "d", "e"]);
        read["a"].ShouldBeOfType<List<object?>>().ShouldBe([1L, -2L, 3L]);
        read["b'c"].ShouldBeOfType<List<object?>>().ShouldBe([true, false, null]);
        read["d"].ShouldBeOfType<Dictionary<string, object?>>().ShouldBeEmpty();
        read["e"].ShouldBeOfType<List<object?>>().ShouldBeEmpty();
        Parse("'a\\\\b'").ShouldBe("a\\b");
    }

    [Theory]
    [InlineData("{1: 2}", "a key and ':'")]
    [InlineData("{'a' 2}", "a key and ':'")]
    [InlineData("[1 2]", "found '2'; expected ',' or ']'")]
    [InlineData("(1 2)", "',' or ')'")]
    [InlineData("{'a': 1 'b': 2}", "',' or '}'")]
    [InlineData("[1, 2", "the end of the header")]
    [InlineData("'abc", "the end of the header")]
    [InlineData("'abc\\", "the end of the header")]
    [InlineData("x", "a value")]
    [InlineData("1.5", "header character 1")]
    [InlineData("", "the end of the header")]
    public void A_literal_that_breaks_off_or_is_another_language_is_refused_with_its_place(string literal, string said)
    {
        InputException? refused = null;
        try
        {
            object? _ = literal == "1.5" ? Parse("[1.5]") : Parse(literal);
        }
        catch (InputException e)
        {
            refused = e;
        }
        refused.ShouldNotBeNull().Message.ShouldContain(literal == "1.5" ? "'.'" : said);
    }

    [Theory]
    [InlineData(16, true), InlineData(17, false)]
    public void A_literal_of_more_than_sixteen_levels_is_refused(int depth, bool read)
    {
        string literal = new string('[', depth) + new string(']', depth);
        if (read)
        {
            Parse($"[{literal[1..^1]}]").ShouldBeOfType<List<object?>>();
            Parse("[" + string.Join(",", Enumerable.Repeat("[]", 40)) + "]").ShouldBeOfType<List<object?>>().Count.ShouldBe(40); // side by side is not deep
        }
        else
        {
            Should.Throw<InputException>(() => Parse(literal)).Message.ShouldContain("a shallower header");
        }
    }

    private static object? Parse(string literal) => new PythonLiteral(literal, "a.cs").Parse();
}
