using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Results.Report;

namespace Flex3D.Stages.Tests.Results.Report;

public sealed class ParticleSampleTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("flex3d-sample").FullName, "latents.csv");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    private ParticleSample Read(string text)
    {
        File.WriteAllText(_path, text);
        return ParticleSample.Read(_path);
    }

    [Fact]
    public void Latents_and_what_belongs_to_them_are_read_with_the_rows_and_the_rest_is_left()
    {
        ParticleSample sample = Read("particle,z0,sd0,gain,turn0,weight,motion0\n3,0.5,0.1,7,9,1,-2\n8,-0.5,0.2,6,9,0.25,2\n");
        sample.Names.ShouldBe(["z0", "sd0", "gain", "weight", "motion0"]);
        sample.Rows.ShouldBe([3, 8]);
        (sample.Total, sample.Every, sample.Count).ShouldBe((2, 1, 2));
        sample.Column(3).ShouldBe([1, 0.25f]);
        sample.Column(4).ShouldBe([-2, 2]);
    }

    [Fact]
    public void Of_many_particles_every_second_or_fourth_is_held()
    {
        ParticleSample sample = Read("particle,z0\n" + string.Concat(Enumerable.Range(0, 200_001).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i + 5},{i % 100}\n"))));
        (sample.Total, sample.Every, sample.Count).ShouldBe((200_001, 4, 50_001));
        sample.Rows.ShouldBe(Enumerable.Range(0, 50_001).Select(i => 4 * i + 5));
        sample.Column(0).Take(3).ShouldBe([0, 4, 8]);
    }

    [Theory]
    [InlineData("z0,z1\n1,2\n", "no column 'particle'")]
    [InlineData("particle,z0\n1\n", "1 values")]
    [InlineData("particle,z0\n1,2,3\n", "3 values")]
    [InlineData("particle,z0\n1,a\n", "'a'")]
    [InlineData("particle,z0\n-1,2\n", "'-1'")]
    public void A_damaged_table_is_refused(string text, string found) => Should.Throw<InputException>(() => Read(text)).Message.ShouldContain(found);
}
