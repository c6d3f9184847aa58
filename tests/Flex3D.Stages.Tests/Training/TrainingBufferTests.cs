using Flex3D.Stages.Engine;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

public class TrainingBufferTests
{
    [Fact]
    public void An_offset_is_kept_in_angstrom_and_read_in_pixels_of_the_grid_that_reads_it()
    {
        // All images of a grid have its pixels, whatever those of their optics group were; training and reconstruction have grids of their own.
        TrainingBuffer coarse = new(8, 3, 2, 1, 1), fine = new(24, 1.25, 2, 1, 1);
        double[] offset = [0.1, -0.2, 0.3, 1.5, -2, 312.5], read = new double[6];
        coarse.WriteOffset(1, offset);
        coarse.Particles.Column(ParticleColumns.Shift).ToArray().ShouldBe([0, 0, 4.5f, -6]);
        coarse.Particles.Column(ParticleColumns.Turn)[3..].ToArray().ShouldBe([0.1f, -0.2f, 0.3f]);
        coarse.Particles.Column(ParticleColumns.DefocusChange).ToArray().ShouldBe([0, 312.5f]);
        coarse.ReadOffset(1, read);
        read.ShouldBe(offset, 1e-6);
        coarse.Particles.Column(ParticleColumns.Shift).CopyTo(fine.Particles.Write(ParticleColumns.Shift, ColumnWriters.Training));
        fine.ReadOffset(1, read);
        read[3..].ShouldBe([3.6, -4.8, 0], 1e-6);
    }

    [Fact]
    public void Terms_are_those_of_the_state_until_the_given_ones_are_asked_for()
    {
        var world = new SmallWorld(particles: 3);
        float[][] images = [.. Enumerable.Range(0, 3).Select(p => world.Project(p, world.Voxels, []))];
        var source = new MemorySource(world.Table, images);
        ImageShard given = source.Shard(2, 1), changed = new MemorySource(new ParticleTable("other", world.Table.Stacks, world.Table.Optics, Enumerable.Range(0, 3).Select(p => world.Table[p] with
        {
            DefocusUAngstrom = world.Table[p].DefocusUAngstrom + (p == 1 ? 400 : 0),
            DefocusVAngstrom = world.Table[p].DefocusVAngstrom + (p == 1 ? 400 : 0),
        })), images).Shard(2, 1);
        changed.Weight.ShouldNotBe(given.Weight);
        var state = new ParticleBlock(ParticleColumns.OfRun(2), 3);
        state.Write(ParticleColumns.DefocusChange, ColumnWriters.Training)[1] = 400;
        var buffer = new TrainingBuffer(world.Box, SmallWorld.Pixel, 2, 2, 1);
        source.Read([2, 1], buffer.Images);
        source.Transform(buffer.Images);
        buffer.SetTerms(source, state);
        buffer.Shard.Weight.ShouldBe(changed.Weight);
        buffer.Shard.TargetReal.ShouldBe(changed.TargetReal);
        buffer.Particles.Column(ParticleColumns.DefocusChange).ToArray().ShouldBe([0, 400]);
        buffer.Shard.DefocusSlope.ShouldBeNull("nothing is linearised in the defocus");
        long stamp = buffer.Shard.Stamp;
        buffer.GivenOffsets();
        buffer.Shard.Weight.ShouldBe(given.Weight);
        buffer.Shard.TargetReal.ShouldBe(given.TargetReal);
        buffer.Shard.Stamp.ShouldNotBe(stamp);
        stamp = buffer.Shard.Stamp;
        buffer.GivenOffsets();
        buffer.Shard.Stamp.ShouldBe(stamp, "terms that are the given ones are not set again");
        buffer.SetTerms(source, state, defocus: false);
        buffer.Shard.Weight.ShouldBe(given.Weight);
        buffer.Particles.Column(ParticleColumns.DefocusChange).ToArray().ShouldBe([0, 0]);
    }
}
