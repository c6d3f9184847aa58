using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Tests.Parity;
using Flex3D.Stages.Engine;
using Flex3D.Tests.Devices;

namespace Flex3D.Gpu.Tests;

/// <summary>What a call costs beside the kernels' work: how often the host waits, what is launched, and what is copied.</summary>
public sealed class DeviceTrafficTests(SmallSimulatedDevice device) : IClassFixture<SmallSimulatedDevice>
{
    [Fact]
    public void A_call_waits_once_and_copies_images_only_with_a_new_shard()
    {
        var world = new ParityWorld(12, anchored: true, flexed: true, lambda: 2);
        using var evaluator = new GpuShardEvaluator(device.Accelerator, new KernelSet(device.Accelerator), world.Problem, 16, ForwardSplat.Tiles, long.MaxValue);
        evaluator.SetModel(world.Model);
        var energies = new CandidateEnergy[world.Count];
        long images = sizeof(float) * (3L * world.Count * world.Shard.SpectrumLength + world.Count * (1 + ImageShard.PoseLength));
        long latents = sizeof(float) * (world.Count + 1) * 2 + sizeof(int) * world.Count; // with the anchor's, and the number of each row's image
        DeviceTraffic first = Of(() => evaluator.Evaluate(world.Shard, world.Latents, 1, energies));
        DeviceTraffic again = Of(() => evaluator.Evaluate(world.Shard, world.Latents, 1, energies));
        first.BytesUp.ShouldBe(images + latents);
        again.BytesUp.ShouldBe(latents);
        (first.Waits, again.Waits).ShouldBe((1, 1));
        again.Launches.ShouldBe(first.Launches);

        float[] flow = new float[world.Model.FlowParameters!.Length], map = new float[world.Model.Voxels.Length];
        DeviceTraffic flowed = Of(() => evaluator.AccumulateFlowGradient(world.Shard, world.Latents, flow, energies));
        DeviceTraffic mapped = Of(() => evaluator.AccumulateMapGradient(world.Shard, world.Latents, map, energies));
        (flowed.Waits, mapped.Waits).ShouldBe((1, 1));
        (flowed.BytesDown - again.BytesDown, mapped.BytesDown - again.BytesDown).ShouldBe((sizeof(float) * (long)flow.Length, sizeof(float) * (long)map.Length));
        DeviceTraffic equations = Of(() => evaluator.Linearise(world.Shard, world.Latents, new NormalEquations(world.Count, new ParameterColumns(2, OwnParameters.Latents))));
        equations.Waits.ShouldBe(1);

        DeviceTraffic Of(Action call)
        {
            DeviceTraffic before = evaluator.Traffic;
            call();
            return evaluator.Traffic - before;
        }
    }

    [Fact]
    public void The_network_is_one_launch_forward_and_as_many_back_whatever_the_number_of_layers()
    {
        long two = Launches(layers: 2), six = Launches(layers: 6);
        six.ShouldBe(two);
    }

    private long Launches(int layers)
    {
        var world = new ParityWorld(12, anchored: true, flexed: true, lambda: 0);
        EngineProblem problem = world.Problem with { Flow = new(2, layers, 32, world.Problem.Mesh.VertexCount, anchored: true) };
        using var evaluator = new GpuShardEvaluator(device.Accelerator, new KernelSet(device.Accelerator), problem, 16, ForwardSplat.Tiles, long.MaxValue);
        float[] parameters = new Flex3D.Stages.Model.FlowNetwork(problem.Flow, problem.Mesh.Mobility).Initialise(1);
        evaluator.SetModel(new ModelSnapshot(world.Model.Voxels, parameters));
        evaluator.AccumulateFlowGradient(world.Shard, world.Latents, new float[parameters.Length], new CandidateEnergy[world.Count]);
        return evaluator.Traffic.Launches;
    }
}
