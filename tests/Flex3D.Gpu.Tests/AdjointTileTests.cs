using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Tests.Parity;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Tests.Devices;
using Flex3D.Tests.Worlds;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace Flex3D.Gpu.Tests;

/// <summary>The gradients of flow and map, which groups of threads sum from tiles of the image.</summary>
public sealed class AdjointTileTests(SmallSimulatedDevice device) : IClassFixture<SmallSimulatedDevice>
{
    [Theory]
    [InlineData(8)] // a set of fewer lanes than a card has
    [InlineData(16)] // two parts of a set
    [InlineData(64)] // two sets of 32 lanes in a group
    public void They_are_the_same_with_groups_of_any_size(int threads)
    {
        var world = new ParityWorld(12, anchored: true, flexed: true, lambda: 0);
        (float[] expected, float[] map) = Gradients(device.Accelerator, world.Problem, world.Model, world.Shard, world.Latents);
        using Context context = Context.Create(builder => builder.CPU(new CPUDevice(Math.Min(threads, 32), Math.Max(1, threads / 32), 1)).Optimize(OptimizationLevel.O2));
        using Accelerator accelerator = context.CreateCPUAccelerator(0);
        new KernelSet(accelerator).GroupSize.ShouldBe(threads);
        (float[] found, float[] foundMap) = Gradients(accelerator, world.Problem, world.Model, world.Shard, world.Latents);
        ShouldAgree(found, expected, 2e-6);
        foundMap.ShouldBe(map, "a voxel's sum is one thread's");
        Gradients(accelerator, world.Problem, world.Model, world.Shard, world.Latents).Flow.ShouldBe(found, "two runs have the same bits");
    }

    [Theory]
    [InlineData(20, 3)] // cells that fit into narrow tiles
    [InlineData(16, 1)] // into wide ones
    [InlineData(24, 1)] // cells that are read from the image
    public void They_are_the_processors_whether_or_not_a_cell_fits_into_a_tile(int box, int cells)
    {
        var world = new SmallWorld(box, particles: 2, cellsAcross: cells);
        ImageShard shard = world.LivelyShard();
        var model = new ModelSnapshot(world.Voxels, world.LivelyFlow());
        float[] latents = world.AllLatents(2), flow = new float[model.FlowParameters!.Length], map = new float[world.Voxels.Length];
        using var engine = new SimdEngine();
        using IShardEvaluator processor = engine.CreateEvaluator(world.Problem);
        processor.SetModel(model);
        processor.AccumulateFlowGradient(shard, latents, flow, new CandidateEnergy[shard.Count]);
        processor.AccumulateMapGradient(shard, latents, map, new CandidateEnergy[shard.Count]);
        (float[] foundFlow, float[] foundMap) = Gradients(device.Accelerator, world.Problem, model, shard, latents);
        ShouldAgree(foundFlow, flow, 2e-5);
        ShouldAgree(foundMap, map, 2e-5);
    }

    private static (float[] Flow, float[] Map) Gradients(Accelerator accelerator, EngineProblem problem, ModelSnapshot model, ImageShard shard, float[] latents)
    {
        float[] flow = new float[model.FlowParameters!.Length], map = new float[model.Voxels.Length];
        using var evaluator = new GpuShardEvaluator(accelerator, new KernelSet(accelerator), problem, shard.Count, ForwardSplat.Atomics, long.MaxValue);
        evaluator.SetModel(model);
        evaluator.AccumulateFlowGradient(shard, latents, flow, new CandidateEnergy[shard.Count]);
        evaluator.AccumulateMapGradient(shard, latents, map, new CandidateEnergy[shard.Count]);
        return (flow, map);
    }

    private static void ShouldAgree(float[] found, float[] expected, double tolerance)
    {
        double size = Math.Sqrt(expected.Sum(value => (double)value * value)), difference = Math.Sqrt(found.Zip(expected).Sum(pair => Math.Pow(pair.First - pair.Second, 2)));
        size.ShouldBeGreaterThan(0);
        difference.ShouldBeLessThan(tolerance * size);
    }
}
