using Flex3D.Stages.Faults;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Images;

/// <summary>Reads full-size images directly from the input stacks.</summary>
/// <param name="table">The particles.</param>
/// <param name="stacks">The stacks of the particles.</param>
/// <param name="noise">The noise model of the images.</param>
public sealed class FullSizeParticles(ParticleTable table, ParticleStacks stacks, INoiseModel noise) : ImageSource(table, noise, stacks.Box, 1)
{
    private readonly ParticleTable _table = table;

    protected override void ReadPixels(ReadOnlySpan<int> particles, ImageBatch images)
    {
        for (int i = 0; i < particles.Length; i++)
        {
            Span<float> image = images.Image(i);
            stacks.Read(particles[i], image);
            if (PixelCheck.FirstNotFinite(image) is >= 0 and var at)
            {
                Particle row = _table[particles[i]];
                throw new InputException(
                    _table.Stacks[row.Stack], $"particle {row.SourceRow + 1} (image {row.Slice + 1}, from byte {stacks.OffsetOf(particles[i])}), pixel {at}", $"{image[at]}", "the finite pixels that were there when it was prepared",
                    "the stack has changed since: run prep again");
            }
        }
    }
}
