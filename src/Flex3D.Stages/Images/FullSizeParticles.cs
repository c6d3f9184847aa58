using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Images;

/// <summary>Shards of full-size images, straight from the input stacks, normalised on the way.</summary>
public sealed class FullSizeParticles(ParticleTable table, ParticleStacks stacks, NoiseNormalisation normalisation) : IShardSource
{
    private readonly ImagePreparer _preparer = new(table, stacks.Box, 1);

    public void Read(ReadOnlySpan<int> particles, Span<float> images)
    {
        int pixels = stacks.Box * stacks.Box;
        Span<(float, float)> pairs = stackalloc (float, float)[particles.Length];
        normalisation.Read(particles, pairs);
        for (int i = 0; i < particles.Length; i++)
        {
            Span<float> image = images.Slice(i * pixels, pixels);
            stacks.Read(particles[i], image);
            if (PixelCheck.FirstNotFinite(image) is >= 0 and var at)
            {
                Particle row = table[particles[i]];
                throw new InputException(
                    table.Stacks[row.Stack], $"particle {row.SourceRow + 1} (image {row.Slice + 1}, from byte {stacks.OffsetOf(particles[i])}), pixel {at}", $"{image[at]}", "the finite pixels that were there when it was prepared",
                    "the stack has changed since: run prep again");
            }
            NoiseNormalisation.Apply(pairs[i], image);
        }
    }

    public void Prepare(ReadOnlySpan<int> particles, ReadOnlySpan<float> images, ImageShard shard) => _preparer.Prepare(particles, images, shard);
}
