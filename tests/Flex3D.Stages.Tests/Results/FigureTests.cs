using Flex3D.Stages.Maps;
using Flex3D.Stages.Results;
using Flex3D.Stages.Results.Finishing;
using Flex3D.Stages.Tests.Motion;
using SkiaSharp;

namespace Flex3D.Stages.Tests.Results;

public sealed class FigureTests : IDisposable
{
    private readonly string _folder = Environment.GetEnvironmentVariable("FLEX3D_KEEP_PICTURES") is { Length: > 0 } keep
        ? keep
        : Directory.CreateTempSubdirectory("flex3d-figures").FullName;

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("FLEX3D_KEEP_PICTURES") is not { Length: > 0 })
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    public static TheoryData<string> Names => [.. Figures.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_figure_is_written_as_PNG_and_SVG_with_something_on_it(string name)
    {
        Figures[name]().Save(_folder, name);
        using SKBitmap bitmap = SKBitmap.Decode(Path.Combine(_folder, name + ".png"));
        bitmap.Width.ShouldBeInRange(500, 2600);
        bitmap.Height.ShouldBeInRange(400, 2600);
        bitmap.Pixels.Count(p => p != SKColors.White).ShouldBeGreaterThan(bitmap.Width * bitmap.Height / 200);
        bitmap.GetPixel(1, bitmap.Height - 2).ShouldBe(SKColors.White);
        string svg = File.ReadAllText(Path.Combine(_folder, name + ".svg"));
        svg.ShouldContain("<svg");
        svg.ShouldContain("</svg>");
        svg.Length.ShouldBeInRange(1000, 4_000_000);
        Directory.GetFiles(_folder, "*.partial").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_figure_has_the_same_bytes_however_often_it_is_drawn_in_one_process(string name)
    {
        string first = Path.Combine(_folder, "first"), second = Path.Combine(_folder, "second");
        Figures[name]().Save(first, name);
        Figures["fsc"]().Save(_folder, "between");
        Figures[name]().Save(second, name);
        foreach (string file in new[] { name + ".png", name + ".svg" })
        {
            File.ReadAllBytes(Path.Combine(first, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(second, file))).ShouldBeTrue(file);
        }
    }

    [Fact]
    public void Letters_come_from_the_assembly_and_cover_what_the_pictures_say()
    {
        FigureFont.Typeface.FamilyName.ShouldBe(FigureFont.Family);
        using var font = new SKFont(FigureFont.Typeface, 12);
        font.GetGlyphs("Loss ½‖I − P‖² Å ± × → ↑ ∞ σ °").ShouldNotContain((ushort)0);
    }

    [Fact]
    public void Sections_show_the_right_axes()
    {
        var map = new Flex3D.Stages.Maps.DensityMap(8, 1);
        map[4, 5, 6] = 1; // z 4, y 5, x 6
        MapSlices slices = MapSlices.Central(map);
        slices.Sections[2][5 * 8 + 6].ShouldBe(1); // normal to z: row y, column x
        slices.Sections[0].ShouldAllBe(v => v == 0);
        map[6, 4, 5] = 2; // normal to y: row z, column x
        MapSlices.Central(map).Sections[1][6 * 8 + 5].ShouldBe(2);
        map[7, 3, 4] = 3; // normal to x: row z, column y
        MapSlices.Central(map).Sections[0][7 * 8 + 3].ShouldBe(3);
    }

    [Fact]
    public void A_picture_shows_the_molecule_and_a_margin_about_the_box_centre()
    {
        var map = new Flex3D.Stages.Maps.DensityMap(32, 1);
        map[16, 16, 16] = 1;
        map[16, 13, 16] = 0.5f; // three voxels from the centre
        map[30, 16, 16] = 0.05f; // too faint to count
        MapSlices slices = MapSlices.Central(map);
        int frame = MapSlices.Frame([slices]);
        frame.ShouldBe(2 * (3 + 2 + 1));
        MapSlices middle = slices.Middle(frame);
        middle.Box.ShouldBe(frame);
        middle.Sections[2][6 * frame + 6].ShouldBe(1); // the centre stays the centre
        middle.Sections[2][3 * frame + 6].ShouldBe(0.5f);
        MapSlices.Frame([MapSlices.Central(new Flex3D.Stages.Maps.DensityMap(32, 1))]).ShouldBe(32);
    }

    [Fact]
    public void A_flat_map_and_a_map_with_NaN_are_drawn_too()
    {
        var map = new Flex3D.Stages.Maps.DensityMap(16, 1);
        new SliceFigure([Axis("z0", map)]).ToPng().Length.ShouldBeGreaterThan(500);
        map[8, 8, 8] = float.NaN;
        new SliceFigure([Axis("z0", map)]).ToPng().Length.ShouldBeGreaterThan(500);
    }

    private static readonly Dictionary<string, Func<Figure>> Figures = new()
    {
        ["slices_one_axis"] = () => new SliceFigure([Axis("z0", 8)]),
        ["slices"] = () => new SliceFigure([Axis("z0", 8), Axis("z1", 3), Axis("z2", 0)]),
        ["flow"] = () => Arrows(1),
        ["flow_small"] = () => Arrows(0.05),
        ["loss"] = () => new LossFigure([.. Enumerable.Range(1, 16).Select(i => new LossEpoch(i, 764 + 40 * Math.Exp(-i / 4.0), 799 + 5 * Math.Exp(-i), 767 + 38 * Math.Exp(-i / 4.0)))]),
        ["fsc"] = Fsc,
        ["local_resolution"] = () => new LocalResolutionFigure([("flexed", Axis("z0", 8).Middle, Angstrom(4)), ("rigid", Axis("z0", 3).Middle, Angstrom(6))]),
        ["directions"] = () => new DirectionFigure(
            [(0, 0, 1), (0.8, 0, 0.6), (-0.8, 0, 0.6), (0, 0.8, 0.6)], [("flexed", [3, 4, 5, double.PositiveInfinity]), ("rigid", [4, 4.5, 5, 6])]),
        ["latents_1"] = () => new LatentFigure(Column(PlantedMotion.Latents), 1),
        ["latents_2"] = () => new LatentFigure(PlantedMotion.Latents, 2),
        ["latents_5"] = () => new LatentFigure(PlantedMotion.Latents.AsSpan(0, 5000), 5),
        ["principal_motion"] = () => new PrincipalMotionFigure(PlantedMotion.Motion()),
    };

    private static float[] Column(float[] latents) => [.. latents.Where((_, i) => i % 2 == 0)];

    private static LatentAxisSlices Axis(string name, double shift) => new(
        name, MapSlices.Central(PlantedMotion.Map(-shift)), MapSlices.Central(PlantedMotion.Map(0)), MapSlices.Central(PlantedMotion.Map(shift)));

    private static LatentAxisSlices Axis(string name, Flex3D.Stages.Maps.DensityMap map) => new(name, MapSlices.Central(map), MapSlices.Central(map), MapSlices.Central(map));

    // Resolution that worsens along x, over the lower half of the map.
    private static MapSlices Angstrom(double best)
    {
        DensityMap angstrom = PlantedMotion.Map(0);
        for (int i = 0; i < angstrom.Values.Length; i++)
        {
            angstrom.Values[i] = i < angstrom.Values.Length / 2 ? (float)(best + 0.1 * (i % angstrom.Box)) : 0;
        }
        return MapSlices.Central(angstrom);
    }

    private static FlowArrowFigure Arrows(double scale)
    {
        float[] from = new float[PlantedMotion.Vertices.Length], to = new float[PlantedMotion.Vertices.Length];
        PlantedMotion.Flow(-0.58 * scale, from);
        PlantedMotion.Flow(0.58 * scale, to);
        return new FlowArrowFigure(MapSlices.Central(PlantedMotion.Map(0)), "Flow from −1 to +1 sd along z0", PlantedMotion.Vertices, from, to, PlantedMotion.Weights);
    }

    private static FscFigure Fsc()
    {
        static double[] Curve(double at, double noise) => [.. Enumerable.Range(0, 65).Select(k => 1 / (1 + Math.Exp((k - at) / 3)) + noise * Math.Sin(1.7 * k))];
        return new FscFigure(
            [new("flexed, corrected", Curve(45, 0.01), 3.21, 3.8), new("flexed, masked", Curve(40, 0.01), 3.6, 4.22)],
            [new("rigid, corrected", Curve(30, 0.012), 4.7, 5.9), new("rigid, masked", Curve(26, 0.01), null, 7.1)],
            160);
    }
}
