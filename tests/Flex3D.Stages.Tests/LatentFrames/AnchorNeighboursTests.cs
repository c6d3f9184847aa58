using Flex3D.Stages.LatentFrames;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Tests.LatentFrames;

/// <summary>The particles nearest to the anchor.</summary>
public sealed class AnchorNeighboursTests
{
    // The latent of particle i is i/count long.
    private static ParticleState Particles(int count)
    {
        var particles = new ParticleState(count, ParticleColumns.OfRun(2), "in memory");
        particles.Write(ParticleColumns.Latents, ColumnWriters.Training, [.. Enumerable.Range(0, count).SelectMany(i => new[] { 0.6f * i / count, -0.8f * i / count })]);
        return particles;
    }

    [Theory]
    [InlineData(9000, 1, 900)]
    [InlineData(9000, 4, 3600)]
    [InlineData(3000, 1, 500)]
    [InlineData(3000, 2, 1000)]
    [InlineData(80, 1, 20)]
    [InlineData(90, 4, 88)]
    [InlineData(3, 4, 3)]
    [InlineData(2, 1, 1)]
    public void Their_number_follows_from_that_of_all(int count, int times, int near)
    {
        using ParticleState particles = Particles(count);
        AnchorNeighbours found = AnchorNeighbours.Find(particles, [], times);
        found.Count.ShouldBe(near);
        var all = new ParticleBlock(new ParticleLayout(2, ParticleColumns.Latents), count);
        particles.Read(0, count, all);
        found.Among(all.Column(ParticleColumns.Latents)).ShouldBe([.. Enumerable.Range(0, near)]);
    }

    [Fact]
    public void Particles_held_out_do_not_count()
    {
        using ParticleState particles = Particles(9000);
        int[] held = [.. Enumerable.Range(0, 450).Select(i => 2 * i)];
        AnchorNeighbours found = AnchorNeighbours.Find(particles, held, 1);
        found.Count.ShouldBe(855);
        // 0.145 of 9,000 particles are nearer, 450 of which are held out.
        found.Among([0, 0, 0.6f * 1304 / 9000, -0.8f * 1304 / 9000, 0.6f * 1305 / 9000, -0.8f * 1305 / 9000]).ShouldBe([0, 1]);
    }
}
