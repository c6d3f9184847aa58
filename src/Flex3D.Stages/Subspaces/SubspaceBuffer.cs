using Flex3D.Stages.Engine;
using Flex3D.Stages.Imaging;

namespace Flex3D.Stages.Subspaces;

/// <summary>The memory of one shard on its way through the graph.</summary>
public sealed class SubspaceBuffer
{
    /// <param name="box">Box of the training images, pixels.</param>
    /// <param name="voxels">Number of bound voxels at the smaller box.</param>
    public SubspaceBuffer(int box, int voxels, SubspaceOptions options)
    {
        int q = options.Components;
        Images = new ImageBatch(box, options.ShardSize);
        Shard = new ImageShard(box, options.ShardSize);
        Latents = new float[options.ShardSize * q];
        Gains = new double[options.ShardSize * q];
        Gradient = new float[q * voxels];
        Moments = new double[2 * q * q];
    }

    /// <summary>Bytes of the large arrays.</summary>
    public long Bytes => Images.Bytes + Shard.Bytes + sizeof(float) * (long)Gradient.Length;

    /// <summary>The images, as they are read and transformed.</summary>
    public ImageBatch Images { get; }

    /// <summary>The terms of the images in the loss.</summary>
    public ImageShard Shard { get; }

    /// <summary>Posterior mean of each image's coordinates, [image][q].</summary>
    public float[] Latents { get; }

    /// <summary>By how much the first 1 … q components raise the log-evidence of each image, [image][q].</summary>
    public double[] Gains { get; }

    /// <summary>The shard's gradient in the components, [q][voxel].</summary>
    public float[] Gradient { get; }

    /// <summary>Sums over the images of ⟨zzᵀ⟩ and of the Hessian in z, both [q][q].</summary>
    public double[] Moments { get; }
}
