using Flex3D.Pipeline.Configuration;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Configuration;

public class ShippedPipelinesTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Path.Combine(SharedData.RepositoryRoot, "pipelines"), "*.yaml").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_pipeline_in_the_repository_is_a_valid_one(string file)
    {
        PipelineOptions options = PipelineFile.Load(Path.Combine(SharedData.RepositoryRoot, "pipelines", file));
        options.Name.ShouldNotBe(new PipelineOptions().Name);
        options.Generate.ShouldNotBeNull();
    }

    [Fact]
    public void The_quickstart_needs_nothing_outside_the_repository()
    {
        PipelineOptions options = PipelineFile.Load(Path.Combine(SharedData.RepositoryRoot, "pipelines", "quickstart.yaml"));
        options.Inputs.ShouldBe(new PipelineOptions().Inputs);
        options.Simulate.ShouldNotBeNull().Structures.ShouldAllBe(path => File.Exists(path));
    }
}
