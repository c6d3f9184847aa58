using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Results;
using Flex3D.Stages.Results.ChimeraX;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Results.ChimeraX;

public sealed class ChimeraXScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-cxc").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // A slab that is long in y, less so in x and thin in z, away from the centre.
    private static DensityMap Slab()
    {
        var map = new DensityMap(16, 2);
        for (int i = 0; i < map.Values.Length; i++)
        {
            (int x, int y, int z) = (i % 16, i / 16 % 16, i / 256);
            map.Values[i] = x is > 4 and < 11 && y is > 1 and < 14 && z is > 8 and < 11 ? 1 : 0;
        }
        return map;
    }

    [Fact]
    public void Every_command_is_one_that_the_manual_of_ChimeraX_documents()
    {
        string text = new ChimeraXScript().Say("It moves: by 12 Å.")
            .Series("series/motion/frame_*.mrc", 5, 0.0123456789, "cornflowerblue", "main motion", values: new("series/motion/travel/*.mrc", "travels", 12.3))
            .Group("other series", group => group.Series("series/axis0/frame_*.mrc", 5, 0.01, "gold", shown: false).Series("series/axis1/frame_*.mrc", 5, 0.01, "gold", shown: false))
            .Group("maps", group => group.Map("maps/flex.mrc", "flexed map", 0.01, "tan"))
            .Group("flow", group => group.Mesh("mesh.pdb").Shapes("motion.bild", "arrows"))
            .Trajectory("deform/moved.pdb", "moved atoms", 42.5)
            .Camera(Slab(), 0.5).Text();
        var opened = new ChimeraXGrammar(folder: null, frames: 5);
        opened.Read(text);
        opened.Models.Select(model => (model.Key, model.Value)).ShouldBe([(1, 5), (2, 5), (5, 0), (8, 0), (9, 2), (10, 2)]); // two groups, after eight models
        opened.Read(new ChimeraXScript().Coloured([("a.mrc", "b.mrc"), ("c.mrc", "d.mrc")], 0.5, 3).Text());
        opened.Read(new ChimeraXScript().Labelled("map.mrc", "labels.mrc", 0.5, 4).Text());
    }

    [Theory]
    [InlineData("vseries play #1 loop yes")]
    [InlineData("vseries play #2 loop true")]
    [InlineData("vseries play #1 cache 3")]
    [InlineData("color sample #1.6 map #1.1 palette 0,#ffffff:1,#000000")]
    [InlineData("color sample #1.1 map #1.1 palette 1,#ffffff:0,#000000")]
    [InlineData("view matrix camera 1,0,0,0,0,1,0,0,0,0,-1,0")]
    [InlineData("log text a; exit")]
    [InlineData("fly #1")]
    public void What_the_manual_does_not_allow_is_noticed(string wrong)
    {
        var grammar = new ChimeraXGrammar(folder: null, frames: 5);
        grammar.Read("open \"frame_*.mrc\" vseries true\n");
        Should.Throw<FormatException>(() => grammar.Read(wrong));
    }

    [Fact]
    public void Each_surface_of_a_coloured_series_has_the_colours_of_its_own_map_and_is_hidden_before_it_plays()
    {
        string[] lines = new ChimeraXScript().Series("frame_*.mrc", 3, 0.5, "gold", values: new("travel/*.mrc", "travels", 6)).Text().Split('\n');
        for (int frame = 1; frame <= 3; frame++)
        {
            lines.ShouldContain($"color sample #1.{frame} map #2.{frame} palette 0,#bfbfbf:2,#fee391:4,#fe9929:6,#cc0000");
        }
        Array.IndexOf(lines, "volume #1 show").ShouldBeLessThan(Array.FindIndex(lines, line => line.StartsWith("color sample", StringComparison.Ordinal)), "a surface that has not been drawn takes no colours");
        Array.IndexOf(lines, "hide #1.2-3 models").ShouldBeGreaterThan(Array.FindLastIndex(lines, line => line.StartsWith("color sample", StringComparison.Ordinal)));
        lines[^2].ShouldBe("vseries play #1 loop true direction oscillate maxFrameRate 15 cacheFrames 3");
    }

    [Fact]
    public void The_camera_looks_along_the_shortest_axis_of_the_molecule_with_the_longest_one_across()
    {
        string line = new ChimeraXScript().Camera(Slab(), 0.5).Text().Split('\n').Single(line => line.StartsWith("view matrix camera ", StringComparison.Ordinal));
        double[] m = [.. line.Split(' ')[^1].Split(',').Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
        Math.Abs(m[4]).ShouldBe(1, 1e-4, "y to the right");
        Math.Abs(m[1]).ShouldBe(1, 1e-4, "x upwards");
        Math.Abs(m[10]).ShouldBe(1, 1e-4, "z to the viewer");
        // From the slab's centre, (7.5, 7.5, 9.5) voxels of 2 Å, straight towards the viewer.
        (m[3], m[7]).ShouldBe((15, 15));
        ((m[11] - 19) * m[10]).ShouldBeGreaterThan(30);
    }

    [Fact]
    public void A_script_says_what_it_is_told_in_one_command() =>
        new ChimeraXScript().Say("It may be a micelle.").Text().Split('\n').ShouldContain("log text It may be a micelle.");

    [Theory]
    [InlineData("a\nexit")]
    [InlineData("a; exit")]
    public void A_text_that_would_end_its_command_is_refused(string text) => Should.Throw<ArgumentException>(() => new ChimeraXScript().Say(text));

    [Fact]
    public void What_held_out_particles_show_can_be_said_in_a_script_whatever_it_is()
    {
        foreach (Heterogeneity? kind in Enum.GetValues<Heterogeneity>().Cast<Heterogeneity?>().Append(null))
        {
            foreach (bool? supported in new bool?[] { true, false, null })
            {
                string text = HeterogeneityText.Of(kind, supported);
                new ChimeraXScript().Say(text).Text().ShouldContain($"log text {text}\n");
                text.Contains("support the motion", StringComparison.Ordinal).ShouldBe(kind == Heterogeneity.Motion);
            }
        }
    }

    [Fact]
    public void A_file_name_that_would_break_out_of_its_quotes_is_refused() =>
        Should.Throw<InputException>(() => new ChimeraXScript().Mesh("a\".pdb"));

    [Fact]
    public void Arrows_go_from_one_end_of_the_motion_to_the_other_where_there_is_density_that_moves()
    {
        string path = Path.Combine(_folder, "motion.bild");
        // One vertex moves by 4 Å along x, one hardly, one has no density.
        MotionArrows.Write(path, [1, 2, 3, 0, 0, 0, 5, 5, 5], [-1, 0, 0, 0, 0, 0, 9, 9, 9], [3, 0, 0, 0.1f, 0, 0, -9, -9, -9], [1, 1, 0], 10);
        string[] arrows = [.. File.ReadAllLines(path).Where(line => line.StartsWith(".arrow", StringComparison.Ordinal))];
        arrows.Length.ShouldBe(1);
        double[] numbers = [.. arrows[0].Split(' ').Skip(1).Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
        numbers[..6].ShouldBe([10, 12, 13, 14, 12, 13]);
        (numbers[6] > 0 && numbers[7] > numbers[6] && numbers[8] is > 0 and < 1).ShouldBeTrue("radius of the shaft, of the head, and the shaft's share");
    }
}
