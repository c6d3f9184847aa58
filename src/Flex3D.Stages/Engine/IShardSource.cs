namespace Flex3D.Stages.Engine;

/// <summary>Where a shard's images come from, and how they become what the loss needs.</summary>
public interface IShardSource
{
    /// <summary>Reads the images of <paramref name="particles"/> (rows of the table) into <paramref name="images"/>, [image][y][x]. Thread-safe; input only.</summary>
    void Read(ReadOnlySpan<int> particles, Span<float> images);

    /// <summary>Fills <paramref name="shard"/> from those images. Thread-safe for different shards.</summary>
    void Prepare(ReadOnlySpan<int> particles, ReadOnlySpan<float> images, ImageShard shard);
}
