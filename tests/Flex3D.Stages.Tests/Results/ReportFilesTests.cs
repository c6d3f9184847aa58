using Flex3D.Stages.Faults;
using Flex3D.Stages.Model;
using Flex3D.Stages.Results;

namespace Flex3D.Stages.Tests.Results;

public sealed class ReportFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-report").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_ChimeraX_script_opens_series_and_mesh_in_order_and_numbers_them()
    {
        string text = new ChimeraXScript()
            .Series("series/axis0/frame_*.mrc", 21, 0.0123456789, "gold", shown: false)
            .Mesh("mesh.pdb")
            .Text();
        text.ShouldContain("open \"series/axis0/frame_*.mrc\" vseries true\nvolume #1 style surface level 0.0123457 step 1 color gold\n");
        text.ShouldContain("hide #1 models\n");
        text.ShouldNotContain("vseries play #1");
        text.ShouldContain("open \"mesh.pdb\"\nstyle #2 stick\n");
        text.ShouldEndWith("view\n");
    }

    [Fact]
    public void A_series_that_is_shown_plays()
    {
        string path = Path.Combine(_folder, "look.cxc");
        new ChimeraXScript().Series("series/axis0/frame_*.mrc", 21, 0.5, "gold").Save(path);
        File.ReadAllText(path).ShouldContain("vseries play #1 loop true direction oscillate maxFrameRate 15 cacheFrames 21\n");
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
}
