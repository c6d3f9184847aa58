using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>The motions of the vertices along which images are differentiated: for each image its latent coordinates, then the three turns, as far as they are included.</summary>
internal readonly struct TangentViews
{
    /// <summary>The number of motions of an image.</summary>
    public required int Moving { get; init; }

    /// <summary>The number of latent coordinates among them.</summary>
    public required int Latents { get; init; }

    /// <summary>Images that belong to one image of the shard: its projection, then a derivative for each motion.</summary>
    public int Slots => 1 + Moving;

    /// <summary>[image][motion][vertex], pixels for one unit of the parameter, over the motion's <see cref="Scales"/>.</summary>
    public required ArrayView<float> VelocityX { get; init; }

    /// <summary>Like <see cref="VelocityX"/>.</summary>
    public required ArrayView<float> VelocityY { get; init; }

    /// <summary>[image][motion]: a power of two above |ẋ| + |ẏ| of every vertex, pixels for one unit of the parameter.</summary>
    public required ArrayView<float> Scales { get; init; }
}
