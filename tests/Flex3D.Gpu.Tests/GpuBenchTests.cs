using System.Reflection;
using Flex3D.Bench.Gpu;
using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Tests;

/// <summary>That the benchmark measures everything there is; on the simulated device, where its times mean nothing.</summary>
public class GpuBenchTests
{
    [Fact]
    [Trait("Category", "Long")]
    public void Every_kernel_every_call_and_the_training_steps_have_a_line()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        using var output = new StringWriter();
        GpuBench.Run(["--device", "simulated"], output);
        string[] begins = [.. output.ToString().Split('\n').Select(line => line.Split(' ')[0])];
        string[] kernels = [.. typeof(KernelSet).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.PropertyType.IsAssignableTo(typeof(Delegate))).Select(property => property.Name)];
        kernels.Length.ShouldBeGreaterThan(20);
        string[] calls = [nameof(IShardEvaluator.Evaluate), nameof(IShardEvaluator.Linearise), nameof(IShardEvaluator.AccumulateFlowGradient), nameof(IShardEvaluator.AccumulateMapGradient), nameof(IShardEvaluator.AccumulateComponentGradient), "flow", "map", "an"];
        foreach (string name in kernels.Concat(calls))
        {
            begins.Count(begin => begin == name).ShouldBe(1, $"lines of {name}");
        }
    }

    [Fact]
    public void One_shard_is_held_against_the_processor()
    {
        using var output = new StringWriter();
        GpuBench.Run(["--device", "simulated", "--only", "parity", "--batch", "2"], output);
        output.ToString().ShouldContain("the same bits twice");
    }

    [Theory]
    [InlineData("--device simulated --only speed", "--only")]
    [InlineData("--device cpu", "--device")]
    [InlineData("--device cuda:all", "--device")]
    [InlineData("--device simulated --box", "--box")]
    [InlineData("--device simulated --box 16.5", "--box")]
    [InlineData("--device simulated --voxels 0", "--voxels")]
    [InlineData("--device simulated --voxel 10", "--voxel")]
    [InlineData("--device simulated --voxels 4000", "--box")]
    public void What_is_not_understood_is_named(string args, string named) =>
        Should.Throw<ArgumentException>(() => GpuBench.Run(args.Split(' '), TextWriter.Null)).Message.ShouldContain(named);
}
