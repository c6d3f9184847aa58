using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Tests.Parity;
using Flex3D.Stages.Engine;
using Flex3D.Tests.Devices;

namespace Flex3D.Gpu.Tests;

/// <summary>Images that lie on the device already are not copied again; others are.</summary>
public sealed class ShardStampTests(SmallSimulatedDevice device) : IClassFixture<SmallSimulatedDevice>
{
    [Fact]
    public void Poses_and_contrasts_may_change_under_one_stamp()
    {
        var world = new ParityWorld(12, anchored: true, flexed: true, lambda: 0);
        using var engine = new GpuEngine([device.Accelerator]);
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem), fresh = engine.CreateEvaluator(world.Problem);
        NormalEquations before = Linearise(evaluator);
        world.Shard.Pose[6] += 0.5f;
        world.Shard.Contrast[^1] *= 2;
        NormalEquations after = Linearise(evaluator), expected = Linearise(fresh);
        after.Gradients.ShouldBe(expected.Gradients);
        after.Hessians.ShouldBe(expected.Hessians);
        after.Energies[0].ShouldNotBe(before.Energies[0], "its pose is another");
        after.Energies[^1].ShouldBe(before.Energies[^1], "energies are of a contrast of 1");
        after.Hessian(world.Count - 1)[0].ShouldBe(4 * before.Hessian(world.Count - 1)[0], 1e-5 * after.Hessian(world.Count - 1)[0]);

        NormalEquations Linearise(IShardEvaluator by)
        {
            var equations = new NormalEquations(world.Count, OwnSteps.All);
            by.SetModel(world.Model);
            by.Linearise(world.Shard, world.Latents, equations);
            return equations;
        }
    }

    [Fact]
    public void A_shard_that_is_filled_anew_is_seen_anew()
    {
        var world = new ParityWorld(12, anchored: true, flexed: false, lambda: 0);
        using var engine = new GpuEngine([device.Accelerator]);
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        evaluator.SetModel(world.Model);
        CandidateEnergy[] first = Evaluate(), same = Evaluate();
        Array.Clear(world.Shard.TargetReal);
        Array.Clear(world.Shard.TargetImaginary);
        Evaluate().ShouldBe(first, "nobody has said that the images are others");
        world.Shard.Count = world.Count;
        CandidateEnergy[] empty = Evaluate();
        same.ShouldBe(first);
        empty.ShouldAllBe(energy => energy.Cross == 0);
        empty.Select(energy => energy.Power).ShouldBe(first.Select(energy => energy.Power));

        CandidateEnergy[] Evaluate()
        {
            var energies = new CandidateEnergy[world.Count];
            evaluator.Evaluate(world.Shard, world.Latents, 1, energies);
            return energies;
        }
    }
}
