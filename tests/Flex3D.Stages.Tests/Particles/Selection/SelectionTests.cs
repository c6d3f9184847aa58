using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Export;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Particles.Selection;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Tests.Particles.Selection;

public sealed class SelectionTests : IDisposable
{
    private const string Optics = "data_optics\nloop_\n_rlnOpticsGroup\n_rlnVoltage\n_rlnSphericalAberration\n_rlnAmplitudeContrast\n_rlnImagePixelSize\n1 300 2.7 0.1 1.5\n2 200 2.7 0.1 1.5\n";
    private const string Labels = "data_particles\nloop_\n_rlnImageName\n_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n_rlnDefocusU\n_rlnDefocusV\n_rlnDefocusAngle\n_rlnOpticsGroup\n_rlnClassNumber\n_rlnMicrographName\n";
    private const int Rows = 10;

    private readonly TemporaryFolder _folder = new();
    private readonly string _star;

    public SelectionTests()
    {
        _folder.Bytes("s.mrcs", new Formats.MrcBytes(4, 4, 12, 2).Build(new byte[12 * 64]));
        _star = _folder.Text("a.star", Optics + Labels + string.Concat(Enumerable.Range(0, Rows).Select(Row)));
    }

    public void Dispose() => _folder.Dispose();

    private static string Row(int i) => $"{i + 1:000000}@s.mrcs {i} 20 30 {10000 + 1000 * i} 9000 45 {1 + i % 2} {i % 3} 'mic {i % 4}.{(i < 5 ? "tif" : "mrc")}'\n";

    private ParticleTable Read(string selection) => ParticleTableReader.Read(_star, new ParticleReadOptions { Selection = ParticleSelection.Parse(selection) });

    private int[] Selected(string selection)
    {
        ParticleTable table = Read(selection);
        table.Selection!.ShouldSatisfyAllConditions(s => s.Rows.ShouldBe(Rows), s => s.Selected.ShouldBe(table.Count));
        int[] rows = SelectedRows.Of(table)!;
        for (int i = 0; i < rows.Length; i++)
        {
            (table[i].Slice, table[i].DefocusUAngstrom).ShouldBe((rows[i], 10000 + 1000 * rows[i])); // the row itself, not another
        }
        return rows;
    }

    [Theory]
    [InlineData("rlnDefocusU < 13000", 0, 1, 2)]
    [InlineData("_rlnDefocusU <= 13e3 && rlnClassNumber == 2", 2)]
    [InlineData("rlnClassNumber == 1 || rlnClassNumber == 2 && rlnDefocusU > 15000", 1, 4, 7, 8)]
    [InlineData("(rlnClassNumber == 1 || rlnClassNumber == 2) && rlnDefocusU > 15000", 7, 8)]
    [InlineData("!(rlnDefocusU >= 11000)", 0)]
    [InlineData("! rlnClassNumber == 0 && rlnDefocusU < 13000", 1, 2)]
    [InlineData("rlnMicrographName ~ \"tif$\" && rlnClassNumber != 0", 1, 2, 4)]
    [InlineData("rlnMicrographName !~ 'tif$'", 5, 6, 7, 8, 9)]
    [InlineData("rlnMicrographName == \"mic 3.mrc\"", 7)]
    [InlineData("'mic 3.mrc' == rlnMicrographName", 7)]
    [InlineData("rlnMicrographName != 'mic 0.tif' && row < 6", 1, 2, 3, 5)]
    [InlineData("row % 4 == 3", 3, 7)]
    [InlineData("(row - 8) % 4 == 3", 3, 7)]
    [InlineData("rlnDefocusU - rlnDefocusV * 1.5 < -1500 + 2 * 500", 0, 1, 2)]
    [InlineData("rlnDefocusU / 2 == 5500", 1)]
    [InlineData("-rlnAngleRot > -2", 0, 1)]
    [InlineData("rlnAngleRot == rlnClassNumber", 0, 1, 2)]
    [InlineData("rlnAngleRot > rlnClassNumber && rlnOpticsGroup == 1", 4, 6, 8)]
    [InlineData("rlnDefocusU==10000||rlnDefocusU==1.9e4", 0, 9)]
    public void An_expression_selects_the_rows_for_which_it_holds(string expression, params int[] rows) => Selected(expression).ShouldBe(rows);

    [Theory]
    [InlineData("rlnDefocusU < 1", "none of the 10 particles", "at least one")]
    [InlineData("rlnDefocus < 1", "character 1: found no column 'rlnDefocus'", "'rlnDefocusU'")]
    [InlineData("row == 1 && rlnKlassNumber == 2", "character 13", "'rlnClassNumber'")]
    [InlineData("nothingAlike == 2", "no column 'nothingAlike'", "one of rlnImageName, rlnAngleRot")]
    [InlineData("rlnDefocusU/rlnDefocusV > 1", "no column 'rlnDefocusU/rlnDefocusV'", "blanks around /")]
    [InlineData("rlnDefocusU = 1", "character 13: found '='", "'=='")]
    [InlineData("row == 1 & row == 2", "character 10: found '&'", "'&&'")]
    [InlineData("row == 1 and row == 2", "character 10: found 'and'", "&& for and")]
    [InlineData("row == 1 &&", "character 12: found the end", "a column")]
    [InlineData("(row == 1", "character 10: found the end", "')' for the '(' at character 1")]
    [InlineData("row == 1)", "character 9: found ')'", "or the end")]
    [InlineData("rlnClassNumber", "character 1: found 'rlnClassNumber'", "a condition")]
    [InlineData("row == 1 || 3", "character 13: found '3'", "a condition")]
    [InlineData("1 < row < 3", "character 9: found '<'", "'&&' or '||'")]
    [InlineData("(row == 1) == 2", "character 12: found '=='", "a comparison of numbers or texts")]
    [InlineData("rlnMicrographName < 'b'", "character 19: found '<'", "between texts")]
    [InlineData("row == 'b'", "character 1: found 'row'", "a text")]
    [InlineData("'b' + 1 == 2", "character 1: found the text \"b\"", "a number")]
    [InlineData("rlnMicrographName ~ rlnClassNumber", "character 21", "a regular expression in quotes")]
    [InlineData("rlnMicrographName ~ '('", "character 21", "a regular expression without")]
    [InlineData("rlnMicrographName == 'b", "character 22: found a ' that is not closed", "same quote")]
    [InlineData("rlnMicrographName > 3", "line 22, column _rlnMicrographName: found 'mic 0.tif'", "a finite number")]
    [InlineData("row == 1e999", "character 8: found '1e999'", "a number")]
    [InlineData("row[x] == 1", "character 5: found 'x'", "a whole number from 0")]
    [InlineData("row == $", "character 8: found '$'", "an operator")]
    [InlineData("", "character 1: found the end", "a column")]
    public void A_mistake_is_refused_with_its_place(string expression, params string[] says) => Refusal.Says(() => Read(expression), "", says);

    [Theory]
    [InlineData("! ", 200)]
    [InlineData("(", 200)]
    [InlineData("-", 9000)]
    [InlineData("rlnDefocusU ", 1000)]
    public void What_nobody_means_is_refused_and_not_followed(string part, int times) => Refusal.Says(() => Read(string.Concat(Enumerable.Repeat(part, times))), "");

    [Theory]
    [InlineData("rows.txt", "7\n0 # the first\n\n2-4, 9\n", new[] { 0, 2, 3, 4, 7, 9 })]
    [InlineData("rows.csv", "3,1\n", new[] { 1, 3 })]
    [InlineData("latents.csv", "particle,z0,z1\n8,0.5,1\n1,2,3\n", new[] { 1, 8 })]
    [InlineData("second.CSV", "z0, particle\n0.5,8\n", new[] { 8 })]
    public void A_list_selects_rows_counted_from_zero(string name, string text, int[] rows) => Selected(_folder.Text(name, text)).ShouldBe(rows);

    [Theory]
    [InlineData("10\n", "found row 10", "rows from 0 to 9")]
    [InlineData("3 1-4\n", "row 3 a second time", "each row once")]
    [InlineData("3\n-1\n", "line 2", "'-1'")]
    [InlineData("3-\n", "line 1", "'3-'")]
    [InlineData("5-3\n", "line 1", "'5-3'")]
    [InlineData("z0,particle\n1\n", "line 2", "1 values")]
    [InlineData("row\n1\n", "line 1", "a CSV with a column named particle")]
    [InlineData("# nothing\n", "none of the 10", "at least one")]
    public void A_list_that_does_not_fit_is_refused(string text, params string[] says)
    {
        string path = _folder.Text("rows.txt", text);
        Refusal.Says(() => Read(path), "rows.txt", says);
    }

    [Fact]
    public void Another_table_selects_the_particles_it_lists_in_the_order_of_the_input()
    {
        string subset = _folder.Text("subset.star", "data_\nloop_\n_rlnImageName\n_x\n9@s.mrcs 1\n0003@s.mrcs 2\n12@s.mrcs 3\n3@other.mrcs 4\n");
        Selected(subset).ShouldBe([2, 8]);
        Read(subset).Selection!.NotFound.ShouldBe(2);
        Refusal.Says(() => Read(_folder.Text("none.star", "data_\nloop_\n_rlnImageName\n_x\n9@other.mrcs 1\n")), "none.star", "none of the 10 particles of", "a.star");
    }

    [Fact]
    public void Stacks_and_optics_of_rows_that_are_not_selected_need_not_exist()
    {
        string star = _folder.Text("b.star", Optics + Labels + Row(0) + Row(1).Replace("s.mrcs", "lost.mrcs") + Row(2));
        ParticleTable table = ParticleTableReader.Read(star, new ParticleReadOptions { Selection = ParticleSelection.Parse("rlnImageName !~ lost".Replace("lost", "'lost'")) });
        (table.Count, table.Stacks.Count, table.Optics.Count).ShouldBe((2, 1, 1));
    }

    [Fact]
    public void A_table_without_selection_says_so() => ParticleTableReader.Read(_star).Selection.ShouldBeNull();

    [Fact]
    public void Latents_of_the_table_or_of_the_selection_are_both_taken()
    {
        int[] rows = [2, 5, 9];
        string whole = _folder.Text("whole.csv", "particle,z0\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{i},{i}.5\n")));
        string some = _folder["some.csv"], star = _folder["some.star"];
        ParticleExport.WriteCsv(some, ParticleBlock.OfLatents([2.5f, 5.5f, 9.5f], 1), rows);
        ParticleExport.WriteTable(_star, star, ParticleBlock.OfLatents([2.5f, 5.5f, 9.5f], 1), rows);
        ParticleTableReader.Read(star)[1].Slice.ShouldBe(5);
        string ordered = _folder.Text("ordered.csv", "z0\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{i}.5\n")));
        foreach (string path in new[] { whole, some, star, ordered })
        {
            LatentReader.Read(path, rows.Length, _star, (rows, Rows)).Values.ShouldBe([2.5f, 5.5f, 9.5f], path);
        }
        Refusal.Says(() => LatentReader.Read(some, 3, _star, ([2, 4, 9], Rows)), "some.csv", "no line for particle 4");
        Refusal.Says(() => LatentReader.Read(star, 2, _star, ([2, 4], Rows)), "some.star", "3 particles");
    }
}
