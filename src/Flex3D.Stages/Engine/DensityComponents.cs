using System.Numerics;

namespace Flex3D.Stages.Engine;

/// <summary>The density of an image under a linear density model, V + Σ_k z_k U_k, and the adjoint in U.</summary>
/// <remarks>Arrays by voxel in the binding's order; components [K][voxel].</remarks>
internal static class DensityComponents
{
    /// <summary>Computes the density of one latent.</summary>
    /// <param name="voxels">V.</param>
    /// <param name="components">U.</param>
    /// <param name="latent">z, K coordinates.</param>
    /// <param name="density">Receives V + Σ z_k U_k.</param>
    public static void Mix(ReadOnlySpan<float> voxels, ReadOnlySpan<float> components, ReadOnlySpan<float> latent, Span<float> density)
    {
        voxels.CopyTo(density);
        for (int k = 0; k < latent.Length; k++)
        {
            AddTimes(components.Slice(k * voxels.Length, voxels.Length), latent[k], density);
        }
    }

    /// <summary>Adds an image's ∂E/∂U = z_k ∂E/∂density to the sum over images.</summary>
    /// <param name="gradient">∂E/∂density of the image.</param>
    /// <param name="latent">z of the image.</param>
    /// <param name="componentGradient">[K][voxel], added to.</param>
    public static void Adjoint(ReadOnlySpan<float> gradient, ReadOnlySpan<float> latent, Span<float> componentGradient)
    {
        for (int k = 0; k < latent.Length; k++)
        {
            AddTimes(gradient, latent[k], componentGradient.Slice(k * gradient.Length, gradient.Length));
        }
    }

    private static void AddTimes(ReadOnlySpan<float> from, float factor, Span<float> to)
    {
        int i = 0;
        var times = new Vector<float>(factor);
        for (; i <= from.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(to[i..]) + times * new Vector<float>(from[i..])).CopyTo(to[i..]);
        }
        for (; i < from.Length; i++)
        {
            to[i] += factor * from[i];
        }
    }
}
