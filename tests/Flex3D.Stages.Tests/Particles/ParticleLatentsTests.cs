using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Tests.Particles;

public class ParticleLatentsTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public void Rows_are_read_as_they_were_staged_before_and_after_they_reach_the_file(int mostInMemory)
    {
        using var folder = new TemporaryFolder();
        using (var particles = new ParticleLatents(9000, 2, folder["latents.swap"], mostInMemory))
        {
            File.Exists(folder["latents.swap"]).ShouldBe(mostInMemory == 10);
            Row(particles, 8999).ShouldBe((0, 0, 1));
            particles.Stage(8999, [1, 2], 0.5f);
            particles.Stage(4095, [3, 4], 0.25f);
            Check();
            byte[] saved = Save(particles);
            particles.Flush();
            particles.Flush();
            Check();
            Save(particles).ShouldBe(saved);
            saved.LongLength.ShouldBe(particles.Bytes);

            using var other = new ParticleLatents(9000, 2, folder["other.swap"], 100_010 - mostInMemory);
            other.Load(new MemoryStream(saved));
            Save(other).ShouldBe(saved);

            void Check()
            {
                Row(particles, 8999).ShouldBe((1, 2, 0.5f));
                Row(particles, 4095).ShouldBe((3, 4, 0.25f));
                Row(particles, 4096).ShouldBe((0, 0, 1));
                float[] latents = new float[4], scales = new float[2];
                particles.Read(4094, latents, scales);
                (string.Join(" ", latents), string.Join(" ", scales)).ShouldBe(("0 0 3 4", FormattableString.Invariant($"1 {0.25}")));
                var cursor = new LatentCursor(particles);
                int rows = 0;
                while (cursor.Next())
                {
                    cursor.Row.ShouldBe(rows++);
                    cursor.Latents[0].ShouldBe(cursor.Row switch { 8999 => 1, 4095 => 3, _ => 0 });
                }
                rows.ShouldBe(9000);
            }
        }
        Directory.GetFiles(folder.Root).ShouldBeEmpty("they live as long as the training");
    }

    [Fact]
    public void Given_latents_start_with_contrast_one()
    {
        using var folder = new TemporaryFolder();
        using var particles = new ParticleLatents(3, 1, folder["latents.swap"], mostInMemory: 0);
        particles.SetLatents([5, 6, 7]);
        Row(particles, 2, 1).ShouldBe((7, 7, 1));
        Should.Throw<ArgumentException>(() => particles.SetLatents([5, 6]));
    }

    [Fact]
    public void A_model_of_many_particles_is_read_with_every_nth_of_them()
    {
        using var folder = new TemporaryFolder();
        Flex3D.Stages.Model.FlexModel model = Flex3D.Stages.Tests.Model.SampleModel.Create();
        int k = model.Flow.LatentDimension, most = model.ParticleCount / 3;
        Flex3D.Stages.Model.ModelFile.Write(folder["m.npz"], model);
        Flex3D.Stages.Model.FlexModel all = Flex3D.Stages.Model.ModelFile.Read(folder["m.npz"]), some = Flex3D.Stages.Model.ModelFile.Read(folder["m.npz"], most);
        all.TotalParticles.ShouldBe(model.ParticleCount);
        some.TotalParticles.ShouldBe(model.ParticleCount);
        some.ParticleCount.ShouldBeInRange(most / 2, most);
        int every = (model.ParticleCount + most - 1) / most;
        some.Latents.ShouldBe(model.Latents.Where((_, i) => i / k % every == 0));
        some.Scale.ShouldBe(model.Scale.Where((_, i) => i % every == 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public void The_particles_of_a_model_are_read_as_they_were_written(int mostInMemory)
    {
        using var folder = new TemporaryFolder();
        Flex3D.Stages.Model.FlexModel model = Flex3D.Stages.Tests.Model.SampleModel.Create();
        const int Count = 2500; // more than two blocks
        int k = model.Flow.LatentDimension;
        model = model with
        {
            Latents = [.. Enumerable.Range(0, Count * k).Select(i => (float)Math.Sin(i))],
            Scale = [.. Enumerable.Range(0, Count).Select(i => 1 + i / 1000f)],
        };
        Flex3D.Stages.Model.ModelFile.Write(folder["m.npz"], model);
        using var particles = new ParticleLatents(Count, k, folder["latents.swap"], mostInMemory);
        Flex3D.Stages.Model.ModelFile.ReadParticles(folder["m.npz"], particles);
        float[] latents = new float[Count * k], scales = new float[Count];
        particles.Read(0, latents, scales);
        latents.ShouldBe(model.Latents);
        scales.ShouldBe(model.Scale);
        Flex3D.Stages.Model.FlexModel some = Flex3D.Stages.Model.ModelFile.Read(folder["m.npz"], 700);
        some.Latents.ShouldBe(model.Latents.Where((_, i) => i / k % 4 == 0), "every fourth, over the blocks' edges");
        Flex3D.Stages.Model.ModelFile.Write(folder["again.npz"], some, particles);
        File.ReadAllBytes(folder["again.npz"]).ShouldBe(File.ReadAllBytes(folder["m.npz"]));

        using var fewer = new ParticleLatents(Count - 1, k, folder["fewer.swap"], mostInMemory);
        Should.Throw<InputException>(() => Flex3D.Stages.Model.ModelFile.ReadParticles(folder["m.npz"], fewer)).Message.ShouldContain($"({Count}, {k})");
        Should.Throw<ArgumentException>(() => fewer.Write(Count - 2, latents.AsSpan(0, 2 * k), scales.AsSpan(0, 2)));
    }

    private static (float, float, float) Row(ParticleLatents particles, int particle, int dimension = 2)
    {
        float[] latents = new float[dimension], scales = new float[1];
        particles.Read(particle, latents, scales);
        return (latents[0], latents[^1], scales[0]);
    }

    private static byte[] Save(ParticleLatents particles)
    {
        using var stream = new MemoryStream();
        particles.Save(stream);
        return stream.ToArray();
    }
}
