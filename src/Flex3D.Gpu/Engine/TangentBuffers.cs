using Flex3D.Gpu.Kernels;
using ILGPU;

namespace Flex3D.Gpu.Engine;

/// <summary>The device's working memory for derivatives in an image's own parameters, beside <see cref="RowBuffers"/>; the images themselves lie there.</summary>
internal sealed class TangentBuffers
{
    /// <param name="slots">The most projections and derivatives at once, <see cref="RowBuffers.Slots"/>.</param>
    public TangentBuffers(IDeviceArrays arrays, ProblemOnDevice problem, int slots)
    {
        long hidden = (long)slots * problem.Network.HiddenStride, flow = (long)slots * 3 * problem.Moving, velocity = (long)slots * problem.Splat.Vertices;
        Hidden = arrays.Allocate<float>(hidden);
        Flow = arrays.Allocate<float>(flow);
        Moved = arrays.Allocate<float>(flow);
        MovedGradient = arrays.Allocate<float>(flow);
        VelocityX = arrays.Allocate<float>(velocity);
        VelocityY = arrays.Allocate<float>(velocity);
        Scales = arrays.Allocate<float>(slots);
        PriorSlopes = arrays.Allocate<double>(slots * problem.Network.Architecture.LatentDimension);
        Equations = arrays.Allocate<double>(EquationsOf(slots, problem));
    }

    /// <summary>[image][K][unit] derivatives of the activations of the last hidden layer.</summary>
    public ArrayView<float> Hidden { get; }

    /// <summary>∂flow/∂z, [image][K][x, y, z][moving], Å for one unit of a latent coordinate.</summary>
    public ArrayView<float> Flow { get; }

    /// <summary>[image][the flow, then a step along each of its tangents][x, y, z][moving], Å.</summary>
    public ArrayView<float> Moved { get; }

    /// <summary>Gradient of the priors at <see cref="Moved"/>.</summary>
    public ArrayView<float> MovedGradient { get; }

    /// <summary>See <see cref="TangentViews.VelocityX"/>.</summary>
    public ArrayView<float> VelocityX { get; }

    /// <summary>See <see cref="TangentViews.VelocityY"/>.</summary>
    public ArrayView<float> VelocityY { get; }

    /// <summary>See <see cref="TangentViews.Scales"/>.</summary>
    public ArrayView<float> Scales { get; }

    /// <summary>[image][1 + K][K] slopes of the priors.</summary>
    public ArrayView<double> PriorSlopes { get; }

    /// <summary>[image][gradient P, Hessian P·P].</summary>
    public ArrayView<double> Equations { get; }

    /// <summary>The derivatives in <paramref name="moving"/> parameters of an image, of which <paramref name="latents"/> are latents of a flow or <paramref name="components"/> those of a linear density model.</summary>
    public TangentViews Views(int moving, int latents, int components = 0) => new() { Moving = moving, Latents = latents, Components = components, VelocityX = VelocityX, VelocityY = VelocityY, Scales = Scales };

    // The longest that gradients and Hessians of all images at once can be: beside the motions, which take slots, an image has up to four parameters.
    private static int EquationsOf(int slots, ProblemOnDevice problem) =>
        Enumerable.Range(0, RowBuffers.MostMotions(problem) + 1).Max(moving => slots / (1 + moving) * ((moving + 4) * (moving + 5)));
}
