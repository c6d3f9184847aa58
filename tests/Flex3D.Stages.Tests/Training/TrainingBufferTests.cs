using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Training;

namespace Flex3D.Stages.Tests.Training;

public class TrainingBufferTests
{
    [Fact]
    public void An_offset_is_kept_in_angstrom_and_read_in_pixels_of_the_grid_that_reads_it()
    {
        // All images of a grid have its pixels, whatever those of their optics group were; training and reconstruction have grids of their own.
        TrainingBuffer coarse = new(8, 3, 2, 1, 1), fine = new(24, 1.25, 2, 1, 1);
        double[] offset = [0.1, -0.2, 0.3, 1.5, -2], read = new double[5];
        coarse.WriteOffset(1, offset);
        coarse.Particles.Column(ParticleColumns.Shift).ToArray().ShouldBe([0, 0, 4.5f, -6]);
        coarse.Particles.Column(ParticleColumns.Turn)[3..].ToArray().ShouldBe([0.1f, -0.2f, 0.3f]);
        coarse.ReadOffset(1, read);
        read.ShouldBe(offset, 1e-6);
        coarse.Particles.Column(ParticleColumns.Shift).CopyTo(fine.Particles.Write(ParticleColumns.Shift, ColumnWriters.Training));
        fine.ReadOffset(1, read);
        read[3..].ShouldBe([3.6, -4.8], 1e-6);
    }
}
