using Flex3D.Stages.Engine;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;

namespace Flex3D.Tests.Worlds;

/// <summary>Images from memory.</summary>
internal sealed class MemorySource(ParticleTable table, IReadOnlyList<float[]> images, INoiseModel? noise = null, double magnify = 1)
    : ImageSource(table, noise ?? new UnitNoise(), (int)Math.Sqrt(images[0].Length), magnify)
{
    /// <summary>The terms of some particles' images: those of all, unless <paramref name="particles"/> says which.</summary>
    public ImageShard Shard(params int[] particles)
    {
        int[] rows = particles.Length > 0 ? particles : [.. Enumerable.Range(0, images.Count)];
        var shard = new ImageShard(Box, rows.Length);
        SetTerms(Transformed(rows), shard);
        return shard;
    }

    /// <summary>F(I) of some particles.</summary>
    public ImageBatch Transformed(params int[] particles)
    {
        var batch = new ImageBatch(Box, particles.Length);
        Read(particles, batch);
        Transform(batch);
        return batch;
    }

    protected override void ReadPixels(ReadOnlySpan<int> particles, ImageBatch batch)
    {
        for (int i = 0; i < particles.Length; i++)
        {
            images[particles[i]].CopyTo(batch.Image(i));
        }
    }
}
