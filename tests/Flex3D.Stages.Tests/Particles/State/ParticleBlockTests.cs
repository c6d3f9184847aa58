using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Tests.Particles.State;

public class ParticleBlockTests
{
    [Fact]
    public void A_block_begins_with_the_defaults_of_its_columns()
    {
        var block = new ParticleBlock(MadeUp.Layout, 2);
        block.Column(ParticleColumns.Latents).ToArray().ShouldBe([0, 0, 0, 0]);
        block.Column(MadeUp.Shift).ToArray().ShouldBe([-1, -1, -1, -1]);
        block.Column(ParticleColumns.Contrast).ToArray().ShouldBe([1, 1]);
        block.Column(MadeUp.Trust).ToArray().ShouldBe([0.5f, 0.5f]);
    }

    [Fact]
    public void A_column_is_written_by_those_who_may()
    {
        var block = new ParticleBlock(MadeUp.Layout, 1);
        Should.Throw<InvariantException>(() => block.Write(MadeUp.Trust, ColumnWriters.Training).Clear()).Message.ShouldContain("'trust'");
        Should.Throw<InvariantException>(() => block.Write(ParticleColumns.Contrast, ColumnWriters.Input).Clear());
        block.Write(ParticleColumns.Latents, ColumnWriters.Input)[1] = 3;
        block.Write(ParticleColumns.Latents, ColumnWriters.Training)[0] = 2;
        block.Column(ParticleColumns.Latents).ToArray().ShouldBe([2, 3]);
    }

    [Fact]
    public void Particles_go_by_name_into_a_block_with_other_columns()
    {
        ParticleBlock from = MadeUp.Particles(3);
        var other = new ParticleLayout(2, MadeUp.Trust, ParticleColumns.Latents);
        var into = new ParticleBlock(other, 4);
        from.Read(1, 2, into, 1);
        into.Column(ParticleColumns.Latents).ToArray().ShouldBe([0, 0, 1, 1.5f, 2, 2.5f, 0, 0]);
        into.Column(MadeUp.Trust).ToArray().ShouldBe([0.5f, 1.25f, 2.25f, 0.5f]);
        var back = new ParticleBlock(MadeUp.Layout, 1);
        back.Write(MadeUp.Shift, ColumnWriters.Training).Fill(7);
        into.Read(2, 1, back);
        back.Column(MadeUp.Shift).ToArray().ShouldBe([-1, -1], "the default of a column that was not read");
        back.Column(ParticleColumns.Latents).ToArray().ShouldBe([2, 2.5f]);
        Should.Throw<ArgumentException>(() => from.Read(0, 1, new ParticleBlock(ParticleColumns.OfRun(3), 1)));
    }

    [Fact]
    public void The_first_particles_are_a_block_of_their_own()
    {
        ParticleBlock all = MadeUp.Particles(3), first = all.First(2);
        all.Write(MadeUp.Shift, ColumnWriters.Training).Fill(9);
        first.Count.ShouldBe(2);
        first.Column(MadeUp.Shift).ToArray().ShouldBe([1, 2, 3, 4]);
        first.Column(MadeUp.Trust).ToArray().ShouldBe([0.25f, 1.25f]);
    }

    [Fact]
    public void Latents_alone_are_whole_rows()
    {
        ParticleBlock block = ParticleBlock.OfLatents([1, 2, 3, 4], 2);
        (block.Count, block.Layout.Description).ShouldBe((2, "latents 2"));
        Should.Throw<ArgumentException>(() => ParticleBlock.OfLatents([1, 2, 3], 2));
    }
}
