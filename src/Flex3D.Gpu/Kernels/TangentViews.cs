using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>
/// The parameters in which images are differentiated by a sweep over the voxels: for each image its latent coordinates, then the three turns, as far as they are included. Each is a
/// motion of the vertices, but for the latents of a linear density model.
/// </summary>
internal readonly struct TangentViews
{
    /// <summary>The number of these parameters of an image.</summary>
    public required int Moving { get; init; }

    /// <summary>The number of latent coordinates of a flow among them.</summary>
    public required int Latents { get; init; }

    /// <summary>The number of latent coordinates of a linear density model among them, which move nothing; no model has both.</summary>
    public required int Components { get; init; }

    /// <summary>Images that belong to one image of the shard: its projection, then a derivative for each parameter.</summary>
    public int Slots => 1 + Moving;

    /// <summary>[image][parameter][vertex], pixels for one unit of the parameter, over the motion's <see cref="Scales"/>; not set where it moves nothing.</summary>
    public required ArrayView<float> VelocityX { get; init; }

    /// <summary>Like <see cref="VelocityX"/>.</summary>
    public required ArrayView<float> VelocityY { get; init; }

    /// <summary>[image][parameter]: a power of two above |ẋ| + |ẏ| of every vertex, pixels for one unit of the parameter; not set where it moves nothing.</summary>
    public required ArrayView<float> Scales { get; init; }
}
