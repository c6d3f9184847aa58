using System.Globalization;
using Flex3D.Stages.Tables;
using Flex3D.Stages.Tables.Conversion;
using Flex3D.Stages.Tables.Criteria;

namespace Flex3D.Stages.Tests.Tables.Criteria;

public class TableSelectorTests
{
    private static (double X, double Y) Latent(int row) => (Math.Sin(row * 1.7), Math.Cos(row * row * 0.3));

    // 60 particles with latents, as a STAR file and as a dataset made from it.
    private static string[] Tables(TemporaryFolder folder)
    {
        string rows = string.Concat(Enumerable.Range(0, 60).Select(row => string.Create(CultureInfo.InvariantCulture, $"{row + 1}@s.mrcs 2 {10000 + 100 * row} 9000 0 {(float)Latent(row).X:R} {(float)Latent(row).Y:R}\n")));
        string star = folder.Text("a.star", $"data_particles\nloop_\n_rlnImageName\n_rlnImagePixelSize\n_rlnDefocusU\n_rlnDefocusV\n_rlnDefocusAngle\n_flex3dLatent0\n_flex3dLatent1\n{rows}");
        TableConverter.Write(new TableSource(star), folder["a.cs"]);
        TableConverter.Write(new TableSource(star), folder["a.csv"]);
        return [star, folder["a.cs"], folder["a.csv"]];
    }

    private static void ShouldSelect(string table, TableRequest request, Func<int, bool> expected)
    {
        TableChoice choice = TableSelector.Select(new TableSource(table), request);
        choice.Rows.ShouldBe([.. Enumerable.Range(0, 60).Where(expected)], table);
        choice.Total.ShouldBe(60);
        TableSelector.Select(new TableSource(table), request with { Invert = true }).Rows.ShouldBe([.. Enumerable.Range(0, 60).Where(row => !expected(row))], table);
    }

    [Fact]
    public void Rows_are_selected_by_latents_columns_and_lists_together()
    {
        using var folder = new TemporaryFolder();
        string polygon = folder.Text("p.csv", "z1,z0\n-1.5,-1.5\n1.5,-1.5\n1.5,0.5\n-1.5,0.5\n"), list = folder.Text("l.txt", "10-40"), subset = folder.Text("s.star", "data_\nloop_\n_rlnImageName\n5@s.mrcs\n7@s.mrcs\n99@s.mrcs\n");
        foreach (string table in Tables(folder))
        {
            ShouldSelect(table, new TableRequest { Ranges = ["z0=-0.2:0.6"] }, row => Latent(row).X is > -0.2 and < 0.6);
            ShouldSelect(table, new TableRequest { Ranges = ["z1=:0.1", "z0=0:"] }, row => Latent(row).X > 0 && Latent(row).Y < 0.1);
            ShouldSelect(table, new TableRequest { Polygon = polygon }, row => Latent(row).X < 0.5);
            ShouldSelect(table, new TableRequest { Ellipsoid = ["z0=0.5~0.5", "z1=0~0.9"] }, row => Math.Pow((Latent(row).X - 0.5) / 0.5, 2) + Math.Pow(Latent(row).Y / 0.9, 2) <= 1);
            ShouldSelect(table, new TableRequest { Selections = [list, "z0 > 0 && row % 2 == 0"] }, row => row is >= 10 and <= 40 && row % 2 == 0 && Latent(row).X > 0);
            ShouldSelect(table, new TableRequest { Selections = [subset] }, row => row is 4 or 6);
            TableSelector.Select(new TableSource(table), new TableRequest { Selections = [subset] }).NotFound.ShouldBe(1);
        }
    }

    [Fact]
    public void Density_counts_neighbours_among_all_rows()
    {
        using var folder = new TemporaryFolder();
        double Distance(int a, int b) => Math.Sqrt(Math.Pow((float)Latent(a).X - (double)(float)Latent(b).X, 2) + Math.Pow((float)Latent(a).Y - (double)(float)Latent(b).Y, 2));
        double[][] sorted = [.. Enumerable.Range(0, 60).Select(row => Enumerable.Range(0, 60).Where(other => other != row).Select(other => Distance(row, other)).Order().ToArray())];
        int[] byTenth = [.. Enumerable.Range(0, 60).OrderBy(row => sorted[row][9])];
        foreach (string table in Tables(folder))
        {
            ShouldSelect(table, new TableRequest { Neighbours = 4, Within = 0.3 }, row => sorted[row][3] <= 0.3);
            ShouldSelect(table, new TableRequest { Densest = 0.41 }, row => byTenth.Take(25).Contains(row));
            ShouldSelect(table, new TableRequest { Densest = 0.41, Ranges = ["z0=0:"] }, row => byTenth.Take(25).Contains(row) && Latent(row).X > 0);
        }
    }

    [Fact]
    public void A_run_numbers_its_rows_as_its_input()
    {
        using var folder = new TemporaryFolder();
        string table = Tables(folder)[0], numbers = folder.Text("n.csv", "particle,z0\n" + string.Concat(Enumerable.Range(0, 60).Select(row => $"{3 * row + 1},0\n"))), list = folder.Text("l.txt", "4 100 178");
        var source = new TableSource(table) { Numbers = numbers };
        TableChoice choice = TableSelector.Select(source, new TableRequest { Selections = [list, "row < 150"] });
        choice.Rows.ShouldBe([1, 33]);
        choice.Numbers!.Count.ShouldBe(60);
        Refusal.Says(() => TableSelector.Select(source with { Numbers = folder.Text("m.csv", "particle\n1\n") }, new TableRequest()), "m.csv", "line 3");
    }

    [Theory]
    [InlineData("z9=0:1", "--range", "'z9'")]
    [InlineData("z0=1:0", "--range", "a lower end")]
    [InlineData("z0", "--range", "AXIS=LOW:HIGH")]
    [InlineData("z0=a:b", "--range", "'a'")]
    [InlineData("rlnImageName=0:1", "a.star", "a finite number")]
    [InlineData("z0=7:8", "a.star", "none of 60 particles")]
    public void A_range_that_makes_no_sense_is_refused(string range, string source, string said)
    {
        using var folder = new TemporaryFolder();
        Refusal.Says(() => TableSelector.Select(new TableSource(Tables(folder)[0]), new TableRequest { Ranges = [range] }), source, said);
    }

    [Fact]
    public void Other_conditions_that_make_no_sense_are_refused()
    {
        using var folder = new TemporaryFolder();
        string[] tables = Tables(folder);
        void Refused(TableRequest request, string source, string said) => Refusal.Says(() => TableSelector.Select(new TableSource(tables[1]), request), source, said);
        Refused(new TableRequest { Neighbours = 3 }, "--neighbours", "nothing for --within");
        Refused(new TableRequest { Within = 3 }, "--neighbours", "both");
        Refused(new TableRequest { Neighbours = 0, Within = 1 }, "--neighbours", "0");
        Refused(new TableRequest { Densest = 1.5 }, "--densest", "1.5");
        Refused(new TableRequest { Ellipsoid = ["z0=1~0"] }, "--ellipsoid", "a radius above 0");
        Refused(new TableRequest { Ellipsoid = ["z0=1:2"] }, "--ellipsoid", "CENTRE~RADIUS");
        Refused(new TableRequest { Ranges = ["flex3d/latent=0:1"] }, "--range", "'flex3d/latent[0]' to 'flex3d/latent[1]'");
        Refused(new TableRequest { Selections = ["z7 > 1"] }, "selection 'z7 > 1'", "'z7'");
        string bare = folder.Text("b.star", "data_\nloop_\n_rlnImageName\n1@s.mrcs\n");
        Refusal.Says(() => TableSelector.Select(new TableSource(bare), new TableRequest { Densest = 0.5 }), "--densest", "z0", "the folder of a run");
    }
}
