using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;

namespace Flex3D.Stages.Training;

/// <summary>Sets the terms of a buffer's images at other defocus values. It has the memory of the slopes, made at the first use, which it lends to one shard after another: one a worker.</summary>
internal sealed class DefocusTerms(int box, int capacity) : IDefocusTerms
{
    private TrainingBuffer _buffer = null!;
    private float[]? _slope;

    /// <summary>Bytes of the slopes.</summary>
    public static long BytesOf(int box, int capacity) => sizeof(float) * (long)capacity * box * (box / 2 + 1);

    public double RadianAngstrom => _buffer.Source.RadianAngstrom;

    /// <summary>Returns these for the images of a buffer, whose terms have been set.</summary>
    public DefocusTerms Of(TrainingBuffer buffer)
    {
        _buffer = buffer;
        return this;
    }

    public void Set(ImageShard shard, int image, double changeAngstrom)
    {
        shard.DefocusSlope = _slope ??= new float[capacity * box * (box / 2 + 1)];
        _buffer.Source.SetDefocus(_buffer.Images, image, shard, changeAngstrom);
    }
}
