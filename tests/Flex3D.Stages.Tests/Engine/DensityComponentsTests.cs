using Flex3D.Stages.Engine;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Tests.Engine;

public sealed class DensityComponentsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(16, 3)]
    [InlineData(37, 2)]
    public void A_density_is_the_map_and_the_latents_share_of_each_component(int voxels, int dimension)
    {
        float[] map = Random(voxels, 0), components = Random(voxels * dimension, 1), latent = Random(dimension, 2), density = Random(voxels, 3);
        DensityComponents.Mix(map, components, latent, density);
        for (int i = 0; i < voxels; i++)
        {
            double expected = map[i];
            for (int k = 0; k < dimension; k++)
            {
                expected += (double)latent[k] * components[k * voxels + i];
            }
            density[i].ShouldBe((float)expected, 1e-6f);
        }
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(37, 3)]
    public void Mixing_and_the_gradient_of_the_components_are_adjoint_and_gradients_are_added(int voxels, int dimension)
    {
        // ⟨g, Mix(U) − V⟩ = ⟨Adjoint(g), U⟩, since the mixture is linear in U.
        float[] map = Random(voxels, 4), components = Random(voxels * dimension, 5), latent = Random(dimension, 6), gradient = Random(voxels, 7), density = new float[voxels];
        float[] sum = [.. Enumerable.Repeat(1f, voxels * dimension)];
        DensityComponents.Mix(map, components, latent, density);
        DensityComponents.Adjoint(gradient, latent, sum);
        double forward = gradient.Select((g, i) => (double)g * (density[i] - map[i])).Sum(), backward = sum.Select((s, i) => (s - 1.0) * components[i]).Sum();
        backward.ShouldBe(forward, 1e-5);
        Math.Abs(forward).ShouldBeGreaterThan(1e-3);
    }

    private static float[] Random(int length, ulong which) => [.. Enumerable.Range(0, length).Select(i => (float)CounterRandom.Normal(31, 211, which, 0, (ulong)i))];
}
