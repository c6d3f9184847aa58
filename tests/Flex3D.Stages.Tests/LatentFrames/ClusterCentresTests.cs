using Flex3D.Stages.LatentFrames;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Tests.LatentFrames;

/// <summary>The centres of clusters of latents whose distribution is known.</summary>
public sealed class ClusterCentresTests
{
    private const int Particles = 3000;

    private static double Uniform(int particle, ulong series = 0) => CounterRandom.Uniform(11, series, 0, (ulong)particle, 0);

    [Fact]
    public void Every_particle_of_a_ring_has_a_centre_near_it_and_every_centre_but_the_mean_lies_near_the_ring()
    {
        float[] ring = [.. Enumerable.Range(0, Particles).SelectMany(i => new[] { (float)Math.Cos(2 * Math.PI * Uniform(i)), (float)Math.Sin(2 * Math.PI * Uniform(i)) })];
        float[][] centres = Centres(ring, 2, []);
        centres.Length.ShouldBe(ClusterCentres.Count);
        centres[0].ShouldAllBe(mean => Math.Abs(mean) < 0.05);
        centres.Skip(1).ShouldAllBe(c => Math.Abs(Math.Sqrt(c[0] * c[0] + c[1] * c[1]) - 1) < 0.1);
        Enumerable.Range(0, Particles).Max(i => centres.Min(c => Distance(c, ring.AsSpan(2 * i, 2)))).ShouldBeLessThan(0.45f); // 15 equal arcs would give 0.2
    }

    [Fact]
    public void A_minority_has_a_centre_of_its_own()
    {
        float[] latents = [.. Enumerable.Range(0, Particles).Select(i => (float)(i % 30 == 0 ? 1.2 : 0) + 0.1f * (float)Uniform(i))];
        Centres(latents, 1, []).Min(c => Math.Abs(c[0] - 1.25f)).ShouldBeLessThan(0.06f);
    }

    [Fact]
    public void Particles_that_are_held_out_do_not_count()
    {
        int[] held = [.. Enumerable.Range(0, Particles).Where(i => i % 10 == 3)];
        float[] one = [.. Enumerable.Range(0, 2 * Particles).Select(i => (float)Uniform(i))], other = [.. one];
        foreach (int particle in held)
        {
            (other[2 * particle], other[2 * particle + 1]) = (-1.4f, 1.4f);
        }
        Centres(other, 2, held).SelectMany(c => c).ShouldBe(Centres(one, 2, held).SelectMany(c => c));
    }

    [Fact]
    public void Fewer_particles_than_centres_are_their_own_centres_after_their_mean()
    {
        float[] centres = [.. Centres([0.5f, -0.25f, 1], 1, []).Select(c => c[0])];
        centres[0].ShouldBe(1.25f / 3, 1e-6f);
        centres.Skip(1).Distinct().Order().ShouldBe([-0.25f, 0.5f, 1]);
    }

    private static float[][] Centres(float[] latents, int dimension, int[] held)
    {
        using var particles = new ParticleState(latents.Length / dimension, ParticleColumns.OfRun(dimension), "in memory");
        particles.Write(ParticleColumns.Latents, ColumnWriters.Training, latents);
        return [.. ClusterCentres.Of(particles, held, 3).Chunk(dimension)];
    }

    private static float Distance(float[] a, ReadOnlySpan<float> b) => MathF.Sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]));
}
