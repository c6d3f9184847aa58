using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>Gradient and Hessian of the priors on the flow in an image's latents, from the priors' gradients at the flow and at one step along each tangent.</summary>
internal static class PriorTangents
{
    /// <summary>Computes the flows at which the priors are evaluated; one thread a coordinate of a flow.</summary>
    /// <param name="latents">K.</param>
    /// <param name="length">Coordinates of a flow.</param>
    /// <param name="step">In units of a latent coordinate.</param>
    /// <param name="flow">[image][coordinate], Å.</param>
    /// <param name="tangents">∂flow/∂z, [image][K][coordinate].</param>
    /// <param name="moved">Receives [image][the flow, then a step along each tangent][coordinate].</param>
    public static void Move(Index1D index, int latents, int length, float step, ArrayView<float> flow, ArrayView<float> tangents, ArrayView<float> moved)
    {
        int row = index / length, at = index - row * length, image = row / (1 + latents), tangent = row - image * (1 + latents) - 1;
        float value = flow[image * length + at];
        moved[index] = tangent < 0 ? value : value + step * tangents[(image * latents + tangent) * length + at];
    }

    /// <summary>The slope of the priors along each tangent at each of those flows, in double; one group a slope.</summary>
    /// <param name="gradient">Σ strength·∂E/∂flow at the moved flows.</param>
    /// <param name="slopes">Receives [image][1 + K flows][K].</param>
    public static void Slopes(int latents, int length, ArrayView<float> gradient, ArrayView<float> tangents, ArrayView<double> slopes)
    {
        int row = Grid.IdxX / latents, tangent = Grid.IdxX - row * latents, image = row / (1 + latents);
        int from = row * length, along = (image * latents + tangent) * length;
        double sum = 0;
        for (int at = Group.IdxX; at < length; at += Group.DimX)
        {
            sum += gradient[from + at] * tangents[along + at];
        }
        double total = Sums.OfGroup(sum);
        if (Group.IdxX == 0)
        {
            slopes[Grid.IdxX] = total;
        }
    }

    /// <summary>Adds the slopes to the gradient and their differences to the Hessian; one thread a pair of latents of an image.</summary>
    /// <param name="count">P; the latents come first.</param>
    /// <param name="equations">[image][gradient P, Hessian P·P], added to.</param>
    public static void Add(Index1D index, int latents, int count, double step, ArrayView<double> slopes, ArrayView<double> equations)
    {
        int image = index / (latents * latents), pair = index - image * latents * latents, k = pair / latents, l = pair - k * latents;
        int here = image * (1 + latents) * latents, to = image * count * (count + 1);
        double bend = slopes[here + (1 + l) * latents + k] - slopes[here + k] + (slopes[here + (1 + k) * latents + l] - slopes[here + l]);
        equations[to + count + k * count + l] += 0.5 / step * bend;
        if (l == 0)
        {
            equations[to + k] += slopes[here + k];
        }
    }
}
