using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Formats;

public class StarFileTests
{
    private static IReadOnlyList<StarTable> Parse(string text)
    {
        using var folder = new TemporaryFolder();
        return StarFile.Read(folder.Text("a.star", text));
    }

    private static string[] Row(StarTable table, int row) => [.. Enumerable.Range(0, table.Columns.Count).Select(column => table[row, column])];

    [Theory]
    [InlineData("double_quotes.star"), InlineData("single_quotes.star")]
    public void Quoted_values_may_be_blank_or_empty(string name)
    {
        StarTable table = StarFile.Read(SharedData.Require("awkward/star/" + name)).ShouldHaveSingleItem();
        Row(table, 0).ShouldBe(["noquote", "quote string", " ", "", "4.0", "5.0", "6.0", ""]);
        Row(table, 1).ShouldBe(["noquote", "quote string", " ", "", "noquote", "", "7.0", "test"]);
        table.Count.ShouldBe(2);
    }

    [Fact]
    public void Pairs_without_a_loop_are_tables_of_one_row()
    {
        IReadOnlyList<StarTable> tables = StarFile.Read(SharedData.Require("awkward/star/no_loops.star"));
        tables.Select(table => (table.Block, table.IsLoop, table.Count)).ShouldBe([("block_0", false, 1), ("block_1", false, 1)]);
        tables[1].Columns.ShouldBe(["val1", "val2", "val3", "col1", "col2"]);
        Row(tables[1], 0).ShouldBe(["1.0", "2.0", "3.0", "A", "B"]);
    }

    [Fact]
    public void Blocks_with_one_line_and_a_loop_without_rows_are_read()
    {
        IReadOnlyList<StarTable> blocks = StarFile.Read(SharedData.Require("awkward/star/single_line_end_of_multiblock.star"));
        blocks.Select(table => (table.Block, table.Count)).ShouldBe([("block_1", 2), ("block_2", 1)]);
        blocks[1][0, 4].ShouldBe("-51.52270");
        StarTable empty = StarFile.Read(SharedData.Require("awkward/star/empty_loop.star")).ShouldHaveSingleItem();
        (empty.Count, empty.Columns[0]).ShouldBe((0, "rlnCoordinateX"));
    }

    [Fact]
    public void A_RELION_model_of_many_blocks_is_read_whole_or_by_block()
    {
        string path = SharedData.Require("awkward/star/aspire_model_many_blocks.star");
        IReadOnlyList<StarTable> all = StarFile.Read(path);
        all[0].Block.ShouldBe("model_general");
        all[0][0, all[0].IndexOf("rlnPixelSize")].ShouldBe("1.250000");
        all.Count.ShouldBeGreaterThan(3);
        StarTable spectrum = StarFile.Read(path, block => block == "model_class_1").ShouldHaveSingleItem();
        spectrum[1, spectrum.IndexOf("rlnAngstromResolution")].ShouldBe("187.500000");
    }

    [Fact]
    public void Comments_text_fields_and_unnumbered_columns_are_understood()
    {
        IReadOnlyList<StarTable> tables = Parse("# top\r\ndata_x # why\r\nloop_ # cols\r\n_a #1\r\n_b\r\n_c #3\r\nx#y 'it''s' data_z/m.mrc # end\r\n\r\n_u _v w\r\n;line one\r\nline two\r\n; q r\r\n_after 1\r\n");
        tables.Count.ShouldBe(2);
        tables[0].Columns.ShouldBe(["a", "b", "c"]);
        Row(tables[0], 0).ShouldBe(["x#y", "it''s", "data_z/m.mrc"]);
        Row(tables[0], 1).ShouldBe(["_u", "_v", "w"]);
        Row(tables[0], 2).ShouldBe(["line one\nline two", "q", "r"]);
        tables[1][0, 0].ShouldBe("1");
    }

    [Theory]
    [InlineData("data_\nloop_\n_a\n_b\n1 2\n3\n", "line 6", "1 values")]
    [InlineData("data_\nloop_\n_a\n_b\n1 2 3\n", "line 5", "3 values")]
    [InlineData("data_\nloop_\n_a\n_b\n1 'x\n", "line 5", "not closed")]
    [InlineData("data_\n_a 1\n_b\n", "line 3", "without a value")]
    [InlineData("data_\nloop_\n_a\n_a\n", "line 4", "second time")]
    [InlineData("hello\n", "line 1", "outside any table")]
    [InlineData("data_\nloop_\n1 2\n", "line 3", "without labels")]
    [InlineData("data_\n_a\n;text\n", "line 3", "not closed")]
    [InlineData("data_\n\0\0\n", "line 2", "binary")]
    public void A_damaged_file_is_refused_with_its_line(string text, string line, string says)
    {
        InputException error = Should.Throw<InputException>(() => Parse(text));
        error.Place.ShouldBe(line);
        error.Message.ShouldContain(says);
    }

    [Fact]
    public void A_value_that_was_quoted_is_read_as_it_was()
    {
        string[] values = ["", "a b", "it's", "say \"x\"", "_x", "#1", "data_y", "[1,2]", "1.5", "a#b", ";", "loop_"];
        string labels = string.Concat(values.Select((_, i) => $"_c{i}\n"));
        Row(Parse($"data_two\nloop_\n{labels}{string.Join(' ', values.Select(StarValue.Quote))}\n").ShouldHaveSingleItem(), 0).ShouldBe(values);
    }

    [Fact]
    public void A_long_file_is_read_across_buffer_ends()
    {
        string rows = string.Concat(Enumerable.Range(0, 20_000).Select(i => $" {i} '{i} {new string('x', i % 50)}' {i * 0.5:R}\n"));
        StarTable table = Parse("data_\nloop_\n_a\n_b\n_c\n" + rows).ShouldHaveSingleItem();
        table.Count.ShouldBe(20_000);
        table[19_999, 1].ShouldBe("19999 " + new string('x', 49));
        table.LineOf(19_999).ShouldBe(20_005);
    }
}
