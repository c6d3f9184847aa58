using Flex3D.Stages.Engine;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;

namespace Flex3D.Tests.Worlds;

/// <summary>Images from memory.</summary>
internal sealed class MemorySource(ParticleTable table, IReadOnlyList<float[]> images) : IShardSource
{
    private readonly ImagePreparer _preparer = new(table, (int)Math.Sqrt(images[0].Length), 1);

    public void Read(ReadOnlySpan<int> particles, Span<float> pixels)
    {
        for (int i = 0; i < particles.Length; i++)
        {
            images[particles[i]].CopyTo(pixels[(i * images[0].Length)..]);
        }
    }

    public void Prepare(ReadOnlySpan<int> particles, ReadOnlySpan<float> pixels, ImageShard shard) => _preparer.Prepare(particles, pixels, shard);
}
