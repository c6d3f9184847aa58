using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Tests.Motion;

public sealed class MotionLatentsTests
{
    [Fact]
    public void From_the_middle_on_come_all_particles_by_the_distance_of_their_conformations()
    {
        float[][] latents = [.. MotionLatents.FromMiddle(PlantedMotion.Motion(), PlantedMotion.Latents, 2)];
        float[] first = [.. Enumerable.Range(0, PlantedMotion.Particles).Select(i => PlantedMotion.Latents[2 * i])];
        float median = first.Order().ElementAt(first.Length / 2);
        latents.Length.ShouldBe(PlantedMotion.Particles + 1);
        latents[0].ShouldBe(latents[1]);
        latents[0][0].ShouldBe(median, 0.02f);
        latents.Skip(1).Select(z => z[0]).Order().ShouldBe(first.Order());
        latents.Take(300).ShouldAllBe(z => Math.Abs(z[0] - median) < 0.2f); // a tenth of the particles lies within 0.1 of it
        latents.TakeLast(300).ShouldAllBe(z => Math.Abs(z[0] - median) > 0.7f);
    }
}
