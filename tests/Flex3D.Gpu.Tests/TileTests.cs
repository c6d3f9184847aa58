using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;
using Flex3D.Tests.Devices;
using Flex3D.Tests.Worlds;

namespace Flex3D.Gpu.Tests;

/// <summary>The splat's tiles where they cannot hold what falls on them: cells so large that a chunk's rectangle is larger than a tile.</summary>
public sealed class TileTests(SmallSimulatedDevice device) : IClassFixture<SmallSimulatedDevice>
{
    [Fact]
    public void What_a_tile_cannot_hold_reaches_the_image_all_the_same()
    {
        var world = new SmallWorld(80, particles: 1, cellsAcross: 1);
        ImageShard shard = world.LivelyShard();
        CandidateEnergy[][] found = [.. Enum.GetValues<ForwardSplat>().Select(splat =>
        {
            using var engine = new GpuEngine([device.Accelerator], rows: 1, splat: splat);
            using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
            evaluator.SetModel(new ModelSnapshot(world.Voxels, world.LivelyFlow()));
            var energies = new CandidateEnergy[1];
            evaluator.Evaluate(shard, world.AllLatents(1), 1, energies);
            return energies;
        })];
        found[0][0].Power.ShouldBe(found[1][0].Power, 1e-6 * found[1][0].Power);
        found[0][0].Cross.ShouldBe(found[1][0].Cross, 1e-6 * found[1][0].Power);
    }

    [Fact]
    public void Derivatives_that_do_not_fit_into_a_tile_together_or_alone_are_the_same()
    {
        foreach ((int box, int cells, OwnParameters moving) in new[] { (36, 2, OwnParameters.Latents | OwnParameters.Rotation), (80, 1, OwnParameters.Rotation) })
        {
            var world = new SmallWorld(box, particles: 1, cellsAcross: cells);
            ImageShard shard = world.LivelyShard();
            NormalEquations[] found = [.. Enum.GetValues<ForwardSplat>().Select(splat =>
            {
                using var engine = new GpuEngine([device.Accelerator], rows: 1, splat: splat);
                using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
                evaluator.SetModel(new ModelSnapshot(world.Voxels, world.LivelyFlow()));
                var equations = new NormalEquations(1, new ParameterColumns(2, moving));
                evaluator.Linearise(shard, world.AllLatents(1), equations);
                return equations;
            })];
            // Vertices far outside the molecule are much faster than its voxels, for which few of a tile's bits are then left.
            Parity.OwnAgreement.Require(found[0], found[1], cells > 1 ? 1e-5 : 5e-5, bent: 0);
        }
    }
}
