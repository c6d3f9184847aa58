using System.Text;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Tests.Formats.CryoSparc;

public class CsFieldTests
{
    private static CsField Field(string type, params int[] shape) => CsField.Parse("x", type, shape, "a.cs");

    [Theory]
    [InlineData("f2", -1.5), InlineData("f4", -1.5), InlineData("f8", -1.5)]
    [InlineData("i1", -5), InlineData("i2", -300), InlineData("i4", -70000), InlineData("i8", -5e9)]
    [InlineData("u1", 200), InlineData("u2", 60000), InlineData("u4", 4e9), InlineData("u8", 5e9), InlineData("b1", 1)]
    public void Numbers_of_every_kind_are_read_in_both_byte_orders(string type, double value)
    {
        byte[] little = type switch
        {
            "f2" => BitConverter.GetBytes((Half)value),
            "f4" => BitConverter.GetBytes((float)value),
            "f8" => BitConverter.GetBytes(value),
            "i1" => [(byte)(sbyte)value],
            "i2" => BitConverter.GetBytes((short)value),
            "i4" => BitConverter.GetBytes((int)value),
            "i8" => BitConverter.GetBytes((long)value),
            "u2" => BitConverter.GetBytes((ushort)value),
            "u4" => BitConverter.GetBytes((uint)value),
            "u8" => BitConverter.GetBytes((ulong)value),
            _ => [(byte)value],
        };
        Field("<" + type).ToDouble([.. little, 0xAA]).ShouldBe(value);
        Field(">" + type).ToDouble([.. little.Reverse(), 0xAA]).ShouldBe(value);
        (Field("<" + type).Bytes, Field("<" + type, 2, 3).Elements, Field("<" + type).IsText).ShouldBe((little.Length, 6, false));
    }

    [Fact]
    public void A_number_of_a_size_that_nobody_writes_is_none() => Field("<f3").ToDouble(new byte[8]).ShouldBe(double.NaN);

    [Fact]
    public void Text_is_read_without_the_zeros_behind_it()
    {
        CsField bytes = Field("|S6"), little = Field("<U3"), big = Field(">U3");
        (bytes.Bytes, little.Bytes, bytes.IsText, little.IsText).ShouldBe((6, 12, true, true));
        bytes.ToText("aå\0\0\0"u8).ShouldBe("aå");
        little.ToText(Encoding.UTF32.GetBytes("aå\0")).ShouldBe("aå");
        big.ToText(new UTF32Encoding(bigEndian: true, byteOrderMark: false).GetBytes("aå\0")).ShouldBe("aå");
        Should.Throw<InvalidOperationException>(() => Field("<f4").ToText(new byte[4]));
    }

    [Theory]
    [InlineData("<f4", "('x', '<f4')")]
    [InlineData(">i8", "('x', '>i8')")]
    [InlineData("|u1", "('x', '|u1')")]
    [InlineData("|S12", "('x', '|S12')")]
    [InlineData("|S1", "('x', '|S1')")]
    [InlineData("<U7", "('x', '<U7')")]
    public void A_field_describes_itself_as_NumPy_does(string type, string described) => Field(type).Describe().ShouldBe(described);

    [Fact]
    public void A_shape_is_described_as_a_tuple_and_a_name_with_its_quotes_escaped()
    {
        Field("<f4", 3).Describe().ShouldBe("('x', '<f4', (3,))");
        Field("<f4", 3, 2).Describe().ShouldBe("('x', '<f4', (3, 2))");
        CsField.Parse("it's a\\b", "<f4", [], "a.cs").Describe().ShouldBe("('it\\'s a\\\\b', '<f4')");
    }

    [Theory]
    [InlineData(""), InlineData("<"), InlineData("f"), InlineData("<f0"), InlineData("<f-4"), InlineData("|V8"), InlineData("<M8[ns]"), InlineData("|S1048577"), InlineData("fx")]
    public void A_type_that_is_no_number_and_no_text_is_refused(string type) => Refusal.Says(() => Field(type), "a.cs", "field 'x'", $"type '{type}'");

    [Theory]
    [InlineData("<f4", "0", new[] { 0 })]
    [InlineData("<f4", "2, 0", new[] { 2, 0 })]
    [InlineData("<f4", "1, 1, 1, 1, 1, 1, 1, 1, 1", new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData("<f4", "262145", new[] { 262145 })]
    [InlineData("<f4", "65536, 65536", new[] { 65536, 65536 })]
    public void A_shape_that_is_empty_or_large_is_refused(string type, string said, int[] shape) => Refusal.Says(() => Field(type, shape), "a.cs", $"shape ({said})");

    [Fact]
    public void The_largest_shape_and_the_longest_text_are_taken()
    {
        Field("<f4", 262144).Bytes.ShouldBe(1 << 20);
        Field("<f4", 1, 1, 1, 1, 1, 1, 1, 2).Elements.ShouldBe(2);
        Field("|S1048576").Bytes.ShouldBe(1 << 20);
        (Field("|O").Bytes, Field("|O").IsText, Field("|S1").Bytes).ShouldBe((8, true, 1));
    }
}
