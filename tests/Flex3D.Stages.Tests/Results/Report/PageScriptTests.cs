using System.Globalization;
using System.Text.Json;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.Selection;
using Flex3D.Stages.Results.Report;
using Flex3D.Stages.Tables.Criteria;
using JavaScript = Jint.Engine;

namespace Flex3D.Stages.Tests.Results.Report;

/// <summary>Runs the page's functions of numbers and texts, and gives what they write to what is to read it.</summary>
public sealed class PageScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-script").FullName;
    private readonly JavaScript _engine = new JavaScript().Execute(PageAssets.Read("numbers.js"));

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Run(string expression) => _engine.Evaluate($"JSON.stringify({expression})").ToString();

    private T Run<T>(string expression) => JsonSerializer.Deserialize<T>(Run(expression))!;

    private static string List(IEnumerable<double> values) => "[" + string.Join(',', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture))) + "]";

    [Fact]
    public void Every_script_of_the_page_can_be_read() =>
        new[] { "numbers.js", "theme.js", "lighter.js", "surface.js", "particles.js", "curves.js", "main.js" }.ShouldAllBe(name => JavaScript.PrepareScript(PageAssets.Read(name)).IsValid);

    [Theory]
    [InlineData(5, 10, 1)] // a graphics card: every pixel, always
    [InlineData(10, 120, 0.43)] // 130 ms a frame with all pixels
    [InlineData(60, 100, 0.3)] // too slow whatever is left out: no fewer than a tenth of the pixels
    public void While_it_moves_a_surface_has_as_many_pixels_as_the_machine_draws_in_time(double fixedMilliseconds, double forAllPixels, double expected)
    {
        _engine.Execute("globalThis.matchMedia = () => ({ matches: false });").Execute(PageAssets.Read("lighter.js"));
        double scale = 1;
        var last = new List<double>();
        for (int frame = 0; frame < 40; frame++)
        {
            scale = Run<double>(FormattableString.Invariant($"flex3d.scaleAfter({scale}, {fixedMilliseconds + forAllPixels * scale * scale})"));
            last.Add(scale);
        }
        scale.ShouldBe(expected, 0.05);
        last[^10..].Distinct().Count().ShouldBe(1, "it comes to rest");
    }

    [Fact]
    public void Numbers_are_unpacked_as_they_were_packed()
    {
        float[] values = [.. Enumerable.Range(0, 60).Select(i => (float)CounterRandom.Normal(9, 1, 0, (ulong)i, 0)), float.NaN];
        var arrays = new PackedArrays();
        arrays.AddWhole("before", [7, 65534]);
        arrays.Add("values", values, 20);
        using var bytes = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(new MemoryStream(Convert.FromBase64String(arrays.ToBase64())), System.IO.Compression.CompressionMode.Decompress))
        {
            zlib.CopyTo(bytes);
        }
        string source = $"new Uint8Array([{string.Join(',', bytes.ToArray())}])";
        double?[] found = Run<double?[]>($"Array.from(flex3d.unpack({source}, {arrays.Index["values"]!.ToJsonString()}))");
        found[^1].ShouldBeNull();
        for (int i = 0; i < 60; i++)
        {
            found[i]!.Value.ShouldBe(values[i], 1e-4);
        }
        Run<int[]>($"Array.from(flex3d.unpack({source}, {arrays.Index["before"]!.ToJsonString()}))").ShouldBe([7, 65534]);
    }

    [Fact]
    public void An_outline_that_is_saved_chooses_the_particles_that_the_page_counted()
    {
        double[] x = [.. Enumerable.Range(0, 300).Select(i => CounterRandom.Normal(3, 1, 0, (ulong)i, 0))], y = [.. Enumerable.Range(0, 300).Select(i => CounterRandom.Normal(3, 1, 0, (ulong)i, 1))];
        double[] cornersX = [-1, 1.2, 0, 1, -0.8], cornersY = [-1, -0.9, 0.1, 1.1, 1]; // not convex
        string path = Path.Combine(_folder, "outline.csv");
        File.WriteAllText(path, Run<string>($"flex3d.polygonText('motion0', 'z1', {List(cornersX)}, {List(cornersY)})"));
        var polygon = Polygon.Read(path);
        polygon.Axes.ShouldBe(("motion0", "z1"));
        int[] inside = Run<int[]>($"flex3d.inside({List(x)}, {List(y)}, {List(cornersX)}, {List(cornersY)})");
        inside.Length.ShouldBeInRange(50, 200);
        inside.ShouldBe(Enumerable.Range(0, 300).Where(i => polygon.Contains(x[i], y[i])));
    }

    [Fact]
    public void A_list_that_is_saved_selects_its_rows()
    {
        int[] rows = [12, 3, 4, 5, 900_001, 7, 0];
        string path = Path.Combine(_folder, "rows.txt");
        string text = Run<string>($"flex3d.rowList([{string.Join(',', rows)}], 'chosen\\nby hand')");
        text.ShouldBe("# chosen by hand\n0\n3-5\n7\n12\n900001\n");
        File.WriteAllText(path, text);
        RowFilter filter = ParticleSelection.Parse(path).Bind(new NoRow());
        int[] looked = [.. Enumerable.Range(0, 20), 900_000, 900_001, 900_002];
        looked.Where(filter.Keeps).Order().ShouldBe(rows.Order());
    }

    [Theory]
    [InlineData("/data/my run", "flex3d select '/data/my run' --list a.txt")]
    [InlineData("/data/run", "flex3d select /data/run --list a.txt")]
    [InlineData("/data/it's; rm", "flex3d select '/data/it'\\''s; rm' --list a.txt")]
    public void The_run_folder_stands_in_commands_as_a_shell_reads_it(string folder, string expected) =>
        Run<string>($"flex3d.commandIn('flex3d select RUN --list a.txt', {JsonSerializer.Serialize(folder)})").ShouldBe(expected);

    [Fact]
    public void The_folder_of_a_page_is_that_of_its_file_and_unknown_for_a_page_from_elsewhere()
    {
        Run<string>("flex3d.folderOf('file:///data/my%20run/report.html#fsc')").ShouldBe("/data/my run");
        Run<string>("flex3d.folderOf('file:///C:/runs/a/report.html')").ShouldBe("C:/runs/a");
        Run("flex3d.folderOf('http://host/report.html')").ShouldBe("null");
        Run<string>("flex3d.commandIn('chimerax RUN/motion.cxc', '/a b')").ShouldBe("chimerax '/a b/motion.cxc'");
    }

    [Fact]
    public void How_far_a_place_travels_is_its_greatest_distance_from_the_first_frame() =>
        Run<double[]>("Array.from(flex3d.travel([0,0,0, 1,1,1,  3,4,0, 1,1,1,  1,0,0, 1,1,3], 2))").ShouldBe([5, 2]);

    [Fact]
    public void Points_are_counted_in_their_cells_and_those_outside_in_none() =>
        Run("flex3d.counts([0.1, 0.2, 0.9, 5], [0.1, 0.3, 0.9, 0.5], [0, 1], [0, 1], 2)").ShouldBe("[[2,null],[null,1]]");

    private sealed class NoRow : ISelectionRow
    {
        public string Path => "";
        public IReadOnlyList<string> Names => [];
        public int Row => 0;
        public ulong? Uid => null;
        public int IndexOf(string name) => -1;
        public bool? HoldsNumbers(int column) => null;
        public int Elements(int column) => 1;
        public double Number(int column, int element) => 0;
        public ReadOnlySpan<char> Text(int column) => "";

        public ReadOnlySpan<char> Image(out int slice)
        {
            slice = 0;
            return "";
        }
    }
}
