using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Quarantine;
using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Stages.Tests.Particles.Reading;

/// <summary>Stacks under the names that moved projects and other machines give them.</summary>
public sealed class StackLocatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Table(params string[] images) => _folder.Text("job/particles.star",
        "data_\n\nloop_\n_rlnImageName\n_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n_rlnDefocusU\n_rlnDefocusV\n_rlnDefocusAngle\n_rlnVoltage\n_rlnSphericalAberration\n_rlnAmplitudeContrast\n_rlnDetectorPixelSize\n_rlnMagnification\n"
        + string.Join('\n', images.Select(image => $"{image} 10 20 30 12000 11000 45 300 2.7 0.1 5 50000")) + "\n");

    private string Stack(string name) => _folder.Bytes(name, [1]);

    private static IReadOnlyList<string> Stacks(string table, ParticleReadOptions? options = null) => ParticleTableReader.Read(table, options).Stacks;

    [Theory]
    [InlineData("Extract/a.mrcs", "Extract/a.mrc")]
    [InlineData("Extract/a.mrc", "Extract/a.mrcs")]
    [InlineData("Extract/a.mrcs", "Extract/a.mrcs")]
    public void A_stack_is_found_under_either_ending(string there, string named)
    {
        string stack = Stack(there);
        Stacks(Table($"1@{named}")).ShouldBe([stack]);
    }

    [Fact]
    public void The_ending_that_is_named_comes_first()
    {
        string named = Stack("a.mrcs");
        Stack("a.mrc");
        Stacks(Table("1@a.mrcs", "2@a.mrcs")).ShouldBe([named]);
    }

    [Theory]
    [InlineData("/home/somebody/project/Extract/job5/a.mrc")]
    [InlineData("Extract/job5/a.mrcs")]
    [InlineData("/elsewhere/a.mrcs")]
    public void Below_the_data_folder_a_stack_is_found_by_the_end_of_its_path(string named)
    {
        string right = Stack("data/Extract/job5/a.mrcs");
        if (named == "/elsewhere/a.mrcs")
        {
            Directory.CreateDirectory(_folder["flat"]);
            File.Move(right, _folder["flat/a.mrcs"]);
            Stacks(Table($"1@{named}"), new() { DataDirectory = _folder["flat"] }).ShouldBe([_folder["flat/a.mrcs"]]);
            return;
        }
        Stack("data/a.mrcs"); // of another job: the longer end of the path counts
        Stacks(Table($"1@{named}"), new() { DataDirectory = _folder["data"] }).ShouldBe([right]);
    }

    [Fact]
    public void A_prefix_of_another_machine_is_removed()
    {
        string stack = Stack("Extract/a.mrcs");
        Stacks(Table("1@/gpfs/lab/project/Extract/a.mrcs"), new() { StripPrefix = "/gpfs/lab/project" }).ShouldBe([stack]);
        Stacks(Table("1@Extract/a.mrcs"), new() { StripPrefix = "/gpfs/lab/project" }).ShouldBe([stack]);
        string message = Should.Throw<InputException>(() => Stacks(Table("1@/gpfs/lab/project/Extract/a.mrcs"))).Message;
        message.ShouldContain("image stack '/gpfs/lab/project/Extract/a.mrcs', which is not there");
        message.ShouldContain("--strip-prefix");
    }

    [Fact]
    public void All_missing_stacks_are_listed_at_once()
    {
        Stack("here.mrcs");
        string message = Should.Throw<InputException>(() => Stacks(Table("1@a.mrcs", "1@here.mrcs", "1@b.mrcs", "2@a.mrcs"))).Message;
        message.ShouldContain("2 image stacks that are not in");
        message.ShouldContain("'a.mrcs', 'b.mrcs'");
        message.ShouldContain("line 16");
        message = Should.Throw<InputException>(() => Stacks(Table([.. Enumerable.Range(10, 13).Select(i => $"1@{i}.mrcs")]))).Message;
        message.ShouldContain("13 image stacks");
        message.ShouldContain("'19.mrcs' and 3 more");
        message.ShouldNotContain("'20.mrcs'");
    }

    [Fact]
    public void Rows_without_a_stack_can_be_set_aside()
    {
        Stack("here.mrcs");
        string path = Table("1@a.mrcs", "1@here.mrcs", "2@a.mrcs");
        var quarantine = new ParticleQuarantine(path, stops: false, 0.9);
        ParticleTable table = ParticleTableReader.Read(path, new() { Quarantine = quarantine });
        (table.Count, quarantine.Particles.Count).ShouldBe((1, 2));
        quarantine.Particles.ShouldAllBe(bad => bad.Fault == ParticleFault.NoStack);
    }
}
