using Flex3D.Pipeline.Configuration;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Configuration;

public class ShippedPipelinesTests
{
    private static readonly string s_folder = Path.Combine(SharedData.RepositoryRoot, "pipelines");

    public static TheoryData<string> Files => Below("");

    public static TheoryData<string> StandIns => Below("paper/stand-ins");

    private static TheoryData<string> Below(string folder) =>
        [.. Directory.GetFiles(Path.Combine(s_folder, folder), "*.yaml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(s_folder, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_pipeline_in_the_repository_is_a_valid_one(string file)
    {
        PipelineOptions options = PipelineFile.Load(Path.Combine(s_folder, file));
        options.Name.ShouldNotBe(new PipelineOptions().Name);
        options.Generate.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("quickstart.yaml")]
    [MemberData(nameof(StandIns))]
    public void One_that_simulates_needs_nothing_outside_the_repository(string file)
    {
        PipelineOptions options = PipelineFile.Load(Path.Combine(s_folder, file));
        options.Inputs.Particles.ShouldBeNull();
        options.Simulate.ShouldNotBeNull().Structures.ShouldAllBe(path => File.Exists(path));
        string?[] others = [options.Inputs.MicelleMask, options.Mesh.ShouldNotBeNull().Segmentation];
        others.OfType<string>().ShouldAllBe(path => File.Exists(path));
    }

    [Fact]
    public void Each_experiment_of_the_paper_has_its_stand_in()
    {
        string[] experiments = [.. Directory.GetFiles(Path.Combine(s_folder, "paper"), "*.yaml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        experiments.ShouldBe(["integrin.yaml", "ribosome.yaml", "spike.yaml", "tri-snrnp.yaml", "trpv1.yaml"]);
        experiments.ShouldAllBe(name => File.Exists(Path.Combine(s_folder, "paper", "stand-ins", name)));
    }
}
