using Flex3D.Stages.Conformations;

namespace Flex3D.Stages.Tests.Conformations;

/// <summary>Clusters and density peaks of latents whose groups are known.</summary>
public sealed class ParticleGroupsTests
{
    private static readonly (double, double, double, int)[] s_blobs = [(0, 0, 0.1, 300), (2, 0, 0.2, 500), (0, 1.5, 0.05, 100)];
    private static readonly float[] s_latents = Cloud.Blobs(s_blobs);

    [Fact]
    public void Clusters_are_the_blobs_largest_first_and_the_particle_nearest_to_the_mean_stands_for_each()
    {
        ParticleGroups found = LatentClusters.Of(s_latents, 2, 3, 1);
        found.Groups.Select(group => group.Members).ShouldBe([500, 300, 100]);
        (int First, int Count)[] blobs = [(300, 500), (0, 300), (800, 100)];
        foreach ((int number, (int first, int count)) in blobs.Index())
        {
            found.OfParticle.AsSpan(first, count).ToArray().ShouldAllBe(group => group == number);
            float[] mean = [.. Enumerable.Range(0, 2).Select(axis => (float)Enumerable.Range(first, count).Average(i => (double)s_latents[2 * i + axis]))];
            found.Groups[number].Particle.ShouldBe(Enumerable.Range(first, count).MinBy(i => Cloud.Distance(s_latents.AsSpan(2 * i, 2), mean)));
        }
        found.Groups[2].Spread.ShouldBe(Math.Sqrt(2) * 0.05, 0.015);
        LatentClusters.Of(s_latents, 2, 3, 1).OfParticle.ShouldBe(found.OfParticle);
    }

    [Fact]
    public void Of_fewer_different_latents_than_clusters_those_without_members_are_left_out()
    {
        ParticleGroups found = LatentClusters.Of([1, 1, 1, 2, 2], 1, 4, 1);
        found.Groups.Select(group => (group.Particle, group.Members, group.Spread)).ShouldBe([(0, 3, 0), (3, 2, 0)]);
        Should.Throw<ArgumentOutOfRangeException>(() => LatentClusters.Of([1, 2], 1, 3, 1));
    }

    [Fact]
    public void Density_peaks_are_found_without_their_number_and_lie_in_the_middle_of_their_blobs()
    {
        ParticleGroups found = DensityPeaks.Of(s_latents, 2);
        found.Groups.Count.ShouldBe(3);
        foreach ((int number, (double x, double y, double deviation, int count)) in new[] { s_blobs[1], s_blobs[0], s_blobs[2] }.Index())
        {
            ((double)found.Groups[number].Members).ShouldBe(count, 5);
            Cloud.Distance(s_latents.AsSpan(2 * found.Groups[number].Particle, 2), [(float)x, (float)y]).ShouldBeLessThan(1.2 * deviation);
        }
    }

    [Theory]
    [InlineData(2000, 1)]
    [InlineData(6000, 1)] // more than are sampled
    public void One_blob_has_one_peak_and_as_many_as_are_asked_for(int count, int expected)
    {
        float[] latents = Cloud.Blobs((0.5, 0, 0.3, count));
        DensityPeaks.Of(latents, 2).Groups.Count.ShouldBe(expected);
        ParticleGroups three = DensityPeaks.Of(latents, 2, 3);
        three.Groups.Count.ShouldBe(3);
        three.Groups.Sum(group => group.Members).ShouldBe(count);
    }

    [Fact]
    public void A_valley_of_less_than_half_the_density_parts_two_peaks_and_a_shallower_one_does_not()
    {
        DensityPeaks.Of(Cloud.Blobs((0, 0, 0.2, 1000), (1, 0, 0.2, 1000)), 2).Groups.Count.ShouldBe(2);
        DensityPeaks.Of(Cloud.Blobs((0, 0, 0.2, 1000), (0.45, 0, 0.2, 1000)), 2).Groups.Count.ShouldBe(1);
    }

    [Fact]
    public void Equal_latents_are_one_peak() => DensityPeaks.Of([1, 1, 1, 1], 2).Groups.Select(group => (group.Particle, group.Members)).ShouldBe([(0, 2)]);
}
