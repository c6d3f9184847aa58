using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;
using Flex3D.Tests.Devices;
using Flex3D.Tests.Worlds;

namespace Flex3D.Gpu.Tests;

/// <summary>The plan of a device's memory against what an evaluator has really allocated.</summary>
public sealed class DeviceMemoryPlanTests(SmallSimulatedDevice device) : IClassFixture<SmallSimulatedDevice>
{
    [Theory]
    [InlineData(12, 1, 1, true, true, true)]
    [InlineData(16, 5, 3, true, false, true)]
    [InlineData(16, 16, 32, false, false, false)]
    [InlineData(20, 2, 8, true, true, false)]
    public void The_plan_is_what_an_evaluator_holds_to_the_byte(int box, int images, int rows, bool anchored, bool defocus, bool linear)
    {
        var world = new SmallWorld(box, particles: images, anchored: anchored);
        using var evaluator = new GpuShardEvaluator(device.Accelerator, new KernelSet(device.Accelerator), world.Problem, rows, ForwardSplat.Tiles, long.MaxValue);
        evaluator.SetModel(new ModelSnapshot(world.Voxels));
        for (int model = 0; model < 3 && linear; model++) // memory is allocated with the first
        {
            evaluator.SetModel(new ModelSnapshot(world.Voxels) { Components = [.. world.Voxels, .. world.Voxels] });
            evaluator.AccumulateComponentGradient(world.LivelyShard(), world.AllLatents(2), new float[2 * world.Voxels.Length], new CandidateEnergy[images]);
        }
        for (int shard = 0; shard < 3; shard++) // images are given room when they come, perhaps beside those before
        {
            ImageShard each = world.LivelyShard();
            each.DefocusSlope = defocus ? new float[each.Weight.Length] : null;
            evaluator.Evaluate(each, world.AllLatents(2), 1, new CandidateEnergy[images]);
            evaluator.Linearise(each, world.AllLatents(2), new NormalEquations(images, new ParameterColumns(2, defocus ? OwnParameters.Rotation | OwnParameters.Defocus : OwnParameters.Rotation)));
        }
        var plan = new DeviceMemoryPlan(world.Problem, images, defocus, linear);
        plan.Bytes(rows).ShouldBe(evaluator.Bytes);
        plan.Groups(rows).Select(group => group.Name).ShouldBe(
            ["images of a shard", "models", "mesh and binding", "gradients of map and flow", "priors on the flow", "rows (candidates at once)", "derivatives in parameters of images"]);
        plan.Groups(rows).ShouldAllBe(group => group.Bytes > 0);
    }

    [Fact]
    public void So_it_is_of_an_evaluator_that_workers_share()
    {
        const int Seats = 3, Rows = 4;
        var world = new SmallWorld(box: 12, particles: 2);
        using var evaluator = new GpuShardEvaluator(device.Accelerator, new KernelSet(device.Accelerator), world.Problem, Rows, ForwardSplat.Tiles, long.MaxValue, seats: Seats);
        evaluator.SetModel(new ModelSnapshot(world.Voxels));
        evaluator.Evaluate(world.LivelyShard(), world.AllLatents(2), 1, new CandidateEnergy[2]);
        new DeviceMemoryPlan(world.Problem, 2, seats: Seats).Bytes(Rows).ShouldBe(evaluator.Bytes);
    }

    [Fact]
    public void Images_and_map_take_what_their_numbers_take()
    {
        var world = new SmallWorld(box: 12);
        IReadOnlyList<DeviceMemoryGroup> groups = new DeviceMemoryPlan(world.Problem, 16).Groups(4);
        groups.ShouldContain(new DeviceMemoryGroup("gradients of map and flow", sizeof(float) * (world.Voxels.Length + world.Network.ParameterCount)));
        IReadOnlyList<DeviceMemoryGroup> linear = new DeviceMemoryPlan(world.Problem, 16, linear: true).Groups(4);
        linear.ShouldContain(new DeviceMemoryGroup("gradients of map and flow", sizeof(float) * (3 * world.Voxels.Length + world.Network.ParameterCount)));
    }

    [Fact]
    public void Rows_are_halved_until_all_evaluators_of_a_device_fit()
    {
        var plan = new DeviceMemoryPlan(new SmallWorld(box: 12).Problem, 16);
        DeviceMemoryPlan[] two = [plan, plan];
        DeviceMemoryPlan.RowsThatFit(two, long.MaxValue).ShouldBe(GpuEngine.MostRows);
        DeviceMemoryPlan.RowsThatFit(two, 2 * plan.Bytes(GpuEngine.MostRows)).ShouldBe(GpuEngine.MostRows);
        DeviceMemoryPlan.RowsThatFit(two, 2 * plan.Bytes(GpuEngine.MostRows) - 1).ShouldBe(GpuEngine.MostRows / 2);
        DeviceMemoryPlan.RowsThatFit(two, 2 * plan.Bytes(1)).ShouldBe(1);
        DeviceMemoryPlan.RowsThatFit(two, 2 * plan.Bytes(1) - 1).ShouldBe(0);
    }
}
