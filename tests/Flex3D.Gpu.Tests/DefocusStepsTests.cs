using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Particles;
using Flex3D.Tests.Devices;
using Flex3D.Tests.Worlds;

namespace Flex3D.Gpu.Tests;

/// <summary>Gauss-Newton steps in the defocus, which set the terms of a shard again and again: a device has to see each of them.</summary>
public sealed class DefocusStepsTests : IDisposable
{
    private const int Count = 4;
    private readonly SimulatedDevice _device = SimulatedDevice.Quick();

    public void Dispose() => _device.Dispose();

    [Fact]
    public void A_device_finds_the_defocus_of_the_processor()
    {
        var world = new SmallWorld(box: 16, particles: Count);
        double[] errors = [1500, -1200, 600, -2000];
        float[] voxels = [.. world.Voxels.Select(v => 10 * v)];
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => world.Project(p, voxels, []))];
        var source = new MemorySource(new ParticleTable("off", world.Table.Stacks, world.Table.Optics, Enumerable.Range(0, Count).Select(p =>
            world.Table[p] with { DefocusUAngstrom = world.Table[p].DefocusUAngstrom + errors[p], DefocusVAngstrom = world.Table[p].DefocusVAngstrom + errors[p] })), images);
        using var processor = new SimdEngine();
        using var engine = new GpuEngine([_device.Accelerator]);
        double[] expected = Find(processor), found = Find(engine);
        for (int i = 0; i < Count; i++)
        {
            expected[i].ShouldBe(-errors[i], 0.2 * Math.Abs(errors[i]), $"image {i}");
            found[i].ShouldBe(expected[i], 1, $"image {i}");
        }

        double[] Find(IEngine by)
        {
            using IShardEvaluator evaluator = by.CreateEvaluator(world.Problem);
            evaluator.SetModel(new ModelSnapshot(voxels));
            var newton = new GaussNewton(2, Count, OwnParameters.Shift | OwnParameters.Defocus);
            newton.Run(evaluator, source.Shard(), new OwnPriors(new LatentPrior(0, 4, 4), 0, 1, 0, 1e4), 6, new Terms(source));
            return [.. Enumerable.Range(0, Count).Select(i => newton.State.Offset(i)[OwnState.Defocus])];
        }
    }

    private sealed class Terms(MemorySource source) : IDefocusTerms
    {
        private readonly ImageBatch _images = source.Transformed([.. Enumerable.Range(0, Count)]);

        public double RadianAngstrom => source.RadianAngstrom;

        public void Set(ImageShard shard, int image, double changeAngstrom)
        {
            shard.DefocusSlope ??= new float[shard.Weight.Length];
            source.SetDefocus(_images, image, shard, changeAngstrom);
        }
    }
}
