using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Tests.Particles.State;

public class ParticleStateTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public void Rows_are_read_as_they_were_staged_before_and_after_they_reach_the_file(int mostInMemory)
    {
        using var folder = new TemporaryFolder();
        using (var particles = new ParticleState(9000, MadeUp.Layout, folder["state.swap"], mostInMemory))
        {
            File.Exists(folder["state.swap"]).ShouldBe(mostInMemory == 10);
            Row(particles, 8999).ShouldBe("0 0 -1 -1 1 0.5");
            ParticleBlock some = MadeUp.Particles(6);
            particles.Stage(8999, some, 1);
            particles.Stage(4095, some, 5);
            some.Write(MadeUp.Shift, ColumnWriters.Training).Fill(99); // what was staged is a copy
            Check();
            byte[] saved = Save(particles);
            particles.Flush();
            particles.Flush();
            Check();
            Save(particles).ShouldBe(saved);
            saved.LongLength.ShouldBe(particles.Bytes);

            using var other = new ParticleState(9000, MadeUp.Layout, folder["other.swap"], 100_010 - mostInMemory);
            other.Load(new MemoryStream(saved));
            Save(other).ShouldBe(saved);

            void Check()
            {
                Row(particles, 8999).ShouldBe("1 1.5 3 4 1 1.25");
                Row(particles, 4095).ShouldBe("5 5.5 11 12 1 5.25");
                Row(particles, 4096).ShouldBe("0 0 -1 -1 1 0.5");
                var two = new ParticleBlock(MadeUp.Layout, 3);
                particles.Read(4094, 2, two, 1);
                two.Column(MadeUp.Shift).ToArray().ShouldBe([-1, -1, -1, -1, 11, 12]);
                var cursor = new ParticleCursor(particles);
                int rows = 0;
                while (cursor.Next())
                {
                    cursor.Row.ShouldBe(rows++);
                    cursor[ParticleColumns.Latents][0].ShouldBe(cursor.Row switch { 8999 => 1, 4095 => 5, _ => 0 });
                    cursor[MadeUp.Trust].Length.ShouldBe(1);
                }
                rows.ShouldBe(9000);
            }
        }
        Directory.GetFiles(folder.Root).ShouldBeEmpty("they live as long as the training");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public void A_column_that_is_given_changes_no_other(int mostInMemory)
    {
        using var folder = new TemporaryFolder();
        const int Count = 9000; // more than two blocks
        using var particles = new ParticleState(Count, MadeUp.Layout, folder["state.swap"], mostInMemory);
        float[] latents = [.. Enumerable.Range(0, 2 * Count).Select(i => (float)i)];
        particles.Write(ParticleColumns.Latents, ColumnWriters.Input, latents);
        particles.Write(MadeUp.Trust, ColumnWriters.Input, [.. Enumerable.Range(0, Count).Select(i => i + 0.25f)]);
        Row(particles, 0).ShouldBe("0 1 -1 -1 1 0.25");
        Row(particles, 4096).ShouldBe("8192 8193 -1 -1 1 4096.25");
        Row(particles, 8999).ShouldBe("17998 17999 -1 -1 1 8999.25");
        Should.Throw<ArgumentException>(() => particles.Write(ParticleColumns.Latents, ColumnWriters.Input, latents.AsSpan(2)));
        Should.Throw<InvariantException>(() => particles.Write(ParticleColumns.Contrast, ColumnWriters.Input, latents.AsSpan(0, Count))).Message.ShouldContain("'contrast'");
    }

    [Fact]
    public void A_column_is_not_written_under_rows_that_wait_for_the_file()
    {
        using var folder = new TemporaryFolder();
        using var particles = new ParticleState(3, MadeUp.Layout, folder["state.swap"], mostInMemory: 0);
        particles.Stage(1, MadeUp.Particles(1), 0);
        Should.Throw<InvariantException>(() => particles.Write(MadeUp.Trust, ColumnWriters.Input, [1, 2, 3])).Message.ShouldContain("1 particles");
        particles.Flush();
        particles.Write(MadeUp.Trust, ColumnWriters.Input, [1, 2, 3]);
        Row(particles, 1).ShouldBe("0 0.5 1 2 1 2");
    }

    [Fact]
    public void Staging_a_row_needs_all_columns()
    {
        using var particles = new ParticleState(3, MadeUp.Layout, "in memory");
        Should.Throw<InvariantException>(() => particles.Stage(1, ParticleBlock.OfLatents([1, 2], 2), 0)).Message.ShouldContain("'shift'");
    }

    [Fact]
    public void Reading_a_row_into_a_block_leaves_nothing_for_the_collector()
    {
        using var folder = new TemporaryFolder();
        using ParticleState memory = new(100, ParticleColumns.OfRun(3), "in memory"), file = new(100, ParticleColumns.OfRun(3), folder["state.swap"], mostInMemory: 0);
        var block = new ParticleBlock(memory.Layout, 1);
        Allocated(memory, 10);
        Allocated(file, 10); // what is made once
        Allocated(memory, 1000).ShouldBe(0);
        (Allocated(file, 1100) - Allocated(file, 100)).ShouldBeLessThan(1000 * 8L);

        long Allocated(ParticleState particles, int times)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < times; i++)
            {
                particles.Read(i % 100, 1, block);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    // All numbers of a particle, in the order of a row.
    private static string Row(ParticleState particles, int particle)
    {
        var block = new ParticleBlock(particles.Layout, 1);
        particles.Read(particle, 1, block);
        return string.Join(" ", particles.Layout.Columns.SelectMany(column => block.Column(column).ToArray()).Select(value => value.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static byte[] Save(ParticleState particles)
    {
        using var stream = new MemoryStream();
        particles.Save(stream);
        return stream.ToArray();
    }
}
