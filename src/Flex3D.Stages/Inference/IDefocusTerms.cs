using Flex3D.Stages.Engine;

namespace Flex3D.Stages.Inference;

/// <summary>Sets the terms of images in the loss at other defocus values than they were given.</summary>
internal interface IDefocusTerms
{
    /// <summary>The change of defocus, Å, that changes the phase at the highest frequency of the images by one radian.</summary>
    double RadianAngstrom { get; }

    /// <summary>Sets B, W and slope of an image with both given defocus values changed; whoever has set all that change gives the shard a new stamp.</summary>
    /// <param name="shard">A shard of the images, or of parts of their frequencies; it has a <see cref="ImageShard.DefocusSlope"/> afterwards.</param>
    /// <param name="image">Number of the image.</param>
    /// <param name="changeAngstrom">The change, Å.</param>
    void Set(ImageShard shard, int image, double changeAngstrom);
}
