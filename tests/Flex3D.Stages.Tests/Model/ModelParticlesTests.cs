using Flex3D.Stages.Faults;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Tests.Particles.State;

namespace Flex3D.Stages.Tests.Model;

/// <summary>The particles of a model file.</summary>
public class ModelParticlesTests
{
    [Fact]
    public void A_model_of_many_particles_is_read_with_every_nth_of_them()
    {
        using var folder = new TemporaryFolder();
        FlexModel model = SampleModel.Create();
        int k = model.Flow.LatentDimension, most = model.ParticleCount / 3;
        SampleModel.Write(folder["m.npz"], model);
        FlexModel all = ModelFile.Read(folder["m.npz"]), some = ModelFile.Read(folder["m.npz"], most);
        all.TotalParticles.ShouldBe(model.ParticleCount);
        some.TotalParticles.ShouldBe(model.ParticleCount);
        some.ParticleCount.ShouldBeInRange(most / 2, most);
        int every = (model.ParticleCount + most - 1) / most;
        some.Latents.ShouldBe(model.Latents.Where((_, i) => i / k % every == 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public void The_particles_of_a_model_are_read_as_they_were_written(int mostInMemory)
    {
        using var folder = new TemporaryFolder();
        FlexModel model = SampleModel.Create();
        const int Count = 2500; // more than two blocks
        int k = model.Flow.LatentDimension;
        model = model with { Latents = [.. Enumerable.Range(0, Count * k).Select(i => (float)Math.Sin(i))] };
        SampleModel.Write(folder["m.npz"], model);
        using var particles = new ParticleState(Count, ParticleColumns.OfRun(k), folder["state.swap"], mostInMemory);
        ModelFile.ReadParticles(folder["m.npz"], particles);
        var read = new ParticleBlock(particles.Layout, Count);
        particles.Read(0, Count, read);
        read.Column(ParticleColumns.Latents).ToArray().ShouldBe(model.Latents);
        read.Column(ParticleColumns.Contrast).ToArray().ShouldBe(Enumerable.Range(0, Count).Select(i => 1 + i / 1000f));
        FlexModel some = ModelFile.Read(folder["m.npz"], 700);
        some.Latents.ShouldBe(model.Latents.Where((_, i) => i / k % 4 == 0), "every fourth, over the blocks' edges");
        ModelFile.Write(folder["again.npz"], some, particles);
        File.ReadAllBytes(folder["again.npz"]).ShouldBe(File.ReadAllBytes(folder["m.npz"]));

        using var fewer = new ParticleState(Count - 1, ParticleColumns.OfRun(k), folder["fewer.swap"], mostInMemory);
        Should.Throw<InputException>(() => ModelFile.ReadParticles(folder["m.npz"], fewer)).Message.ShouldContain($"({Count}, {k})");
    }

    [Fact]
    public void A_model_without_an_optional_column_has_its_default()
    {
        using var folder = new TemporaryFolder();
        FlexModel model = SampleModel.Create(particles: 5);
        using var particles = new ParticleState(5, ParticleColumns.OfRun(model.Flow.LatentDimension), "in memory");
        ModelFile.Write(folder["without.npz"], model, new EstimatedColumns(particles));
        ModelFile.Read(folder["without.npz"]).TotalParticles.ShouldBe(5);
        ModelFile.ReadColumn(folder["without.npz"], ParticleColumns.DefocusChange).ShouldBe([0, 0, 0, 0, 0]);
        var row = new ParticleBlock(particles.Layout, 1);
        row.Write(ParticleColumns.DefocusChange, ColumnWriters.Training)[0] = 125;
        particles.Stage(3, row, 0);
        ModelFile.Write(folder["with.npz"], model, new EstimatedColumns(particles));
        ModelFile.ReadColumn(folder["with.npz"], ParticleColumns.DefocusChange).ShouldBe([0, 0, 0, 125, 0]);
        ModelFile.ReadParticles(folder["without.npz"], particles); // leaves what the file does not have
        ModelFile.ReadParticles(folder["with.npz"], particles);
        particles.Read(3, 1, row);
        row.Column(ParticleColumns.DefocusChange)[0].ShouldBe(125);
    }

    [Fact]
    public void Another_column_is_an_array_of_its_own_name_and_absent_from_a_model_without_it()
    {
        using var folder = new TemporaryFolder();
        FlexModel model = SampleModel.Create(particles: 5);
        ModelFile.Write(folder["m.npz"], model, MadeUp.Particles(5));
        using var particles = new ParticleState(5, MadeUp.Layout, "in memory");
        ModelFile.ReadParticles(folder["m.npz"], particles);
        var read = new ParticleBlock(MadeUp.Layout, 5);
        particles.Read(0, 5, read);
        read.Column(MadeUp.Shift).ToArray().ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        read.Column(MadeUp.Trust).ToArray().ShouldBe([0.25f, 1.25f, 2.25f, 3.25f, 4.25f]);
        SampleModel.Write(folder["without.npz"], model);
        Should.Throw<InputException>(() => ModelFile.ReadParticles(folder["without.npz"], particles)).Message.ShouldContain("no 'trust.npy'");
    }
}
