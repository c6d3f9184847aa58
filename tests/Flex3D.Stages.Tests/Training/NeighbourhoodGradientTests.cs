using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Inference;
using Flex3D.Stages.LatentFrames;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

public sealed class NeighbourhoodGradientTests
{
    private const int Count = 6;
    private static readonly float[] s_latents = [0, 0, 0.9f, 0, 0.1f, 0.1f, -0.8f, 0.4f, 0, -0.2f, 0.7f, 0.7f];

    [Theory]
    [InlineData(0.3, false, new[] { 0, 2, 4 })]
    [InlineData(0.3, true, new[] { 0, 2, 4 })]
    [InlineData(2.0, false, new[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(2.0, true, new[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(-1.0, false, new int[0])]
    public void The_gradient_is_that_of_the_neighbours_and_the_energies_are_those_of_all(double within, bool unmoved, int[] near)
    {
        var world = new SmallWorld(particles: Count);
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => world.Project(p, world.Voxels, []))];
        var source = new MemorySource(world.Table, images);
        var buffer = new TrainingBuffer(world.Box, SmallWorld.Pixel, Count, 2, 1);
        source.Read([.. Enumerable.Range(0, Count)], buffer.Images);
        source.Transform(buffer.Images);
        var block = new ParticleBlock(ParticleColumns.OfRun(2), Count);
        s_latents.CopyTo(block.Write(ParticleColumns.Latents, ColumnWriters.Training));
        buffer.SetTerms(source, block);
        s_latents.CopyTo(buffer.Particles.Write(ParticleColumns.Latents, ColumnWriters.Training));
        ModelSnapshot flexed = new(world.Voxels, world.LivelyFlow()), still = new(world.Voxels);
        var own = new OwnPriors(new(0.1, 1.5, 4));
        var settings = new EpochSettings(EpochKind.Map, 0, 1, 0, 0.4, false, null, Neighbourhood: unmoved ? 1 : 2);
        var model = new TrainingModel(new ModelVersion(1, 0), flexed, still, null, 2, settings, own, own, false)
        {
            Centres = [],
            Sparse = flexed,
            Anchor = AnchorNeighbours.Of(new AnchorForm(near.Length, within < 0 ? -1 : within * within, 2)),
            Unmoved = unmoved ? still : null,
        };
        using SimdShardEvaluator evaluator = new(world.Problem), other = new(world.Problem);
        float[] sum = [.. world.Voxels.Select(_ => 7f)];
        new NeighbourhoodGradient(world.Problem, Count).Sum(evaluator, buffer, model, keeps: false, sum);

        other.SetModel(flexed);
        var energies = new CandidateEnergy[Count];
        other.Evaluate(buffer.Shard, s_latents, 1, energies);
        for (int i = 0; i < Count; i++)
        {
            buffer.Energies[i].Cross.ShouldBe(energies[i].Cross, 1e-5 * Math.Abs(energies[i].Cross));
            buffer.Energies[i].Power.ShouldBe(energies[i].Power, 1e-5 * energies[i].Power);
        }
        other.SetModel(unmoved ? still : flexed);
        float[] expected = new float[sum.Length];
        foreach (int i in near)
        {
            var one = new ImageShard(world.Box, 1);
            one.Gather(buffer.Shard, [i]);
            other.AccumulateMapGradient(one, s_latents.AsSpan(2 * i, 2), expected, new CandidateEnergy[1]);
        }
        double scale = expected.Max(Math.Abs);
        (near.Length == 0 || scale > 0).ShouldBeTrue();
        for (int i = 0; i < sum.Length; i++)
        {
            ((double)sum[i]).ShouldBe(expected[i], 1e-4 * scale + 1e-30);
        }
    }
}
