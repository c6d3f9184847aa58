using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Engine;

/// <summary>Images taken from a shard.</summary>
public sealed class ImageShardTests
{
    [Fact]
    public void Gathered_images_have_the_energies_that_they_have_in_their_shard()
    {
        var world = new SmallWorld();
        ImageShard all = world.LivelyShard(), some = new(world.Box, 5);
        using IEngine engine = new SimdEngine();
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels));
        var energies = new CandidateEnergy[all.Count];
        evaluator.Evaluate(all, world.AllLatents(2), 1, energies);
        long before = some.Stamp;
        some.Gather(all, [7, 2, 9]);
        some.Stamp.ShouldNotBe(before);
        some.Particles[..3].ShouldBe([all.Particles[7], all.Particles[2], all.Particles[9]]);
        some.Constant[..3].ShouldBe([all.Constant[7], all.Constant[2], all.Constant[9]]);
        some.Contrast[..3].ShouldBe([all.Contrast[7], all.Contrast[2], all.Contrast[9]]);
        var gathered = new CandidateEnergy[3];
        evaluator.Evaluate(some, world.AllLatents(2).AsSpan(0, 6), 1, gathered);
        gathered.ShouldBe([energies[7], energies[2], energies[9]]);
    }
}
